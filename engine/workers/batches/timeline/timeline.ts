/**
 * Objects as tracks over time, out of the history of writes and the kubelets' journal. What was compacted away before the view
 * was opened begins with what is still there; from then on nothing is missed.
 *
 * While one looks at the past of a line, what is known of its present stays: the playhead moves, the picture does not.
 */
import { apiVersionOf } from '../../../api/discovery.ts'
import { EVENTS } from '../../../api/eventtable.ts'
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { Table } from '../../../api/table.ts'
import type { Cluster } from '../../../cluster.ts'
import type { EndpointSlice, Node, Pod, ReplicaSet } from '../../../kinds/types.ts'
import type { TimelineNews, TimelineScope, TimelineTrack } from '../../../protocol/timeline.ts'
import { groupOf } from '../tables.ts'
import { PodLife } from './podlife.ts'
import { nodeStanding, ownerStanding } from './states.ts'
import { close, turn } from './track.ts'

/** Pods that are followed; of those gone the oldest make room. */
export const MOST_TIMELINE_PODS = 150
const MOST_OTHERS = 200
/** Owned things that say nothing over time. */
const SILENT: ReadonlySet<string> = new Set([
  EVENTS,
  'controllerrevisions.apps',
  'leases.coordination.k8s.io',
  'endpoints',
])
/** What stands at the top when a whole namespace is shown. */
const TOPS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
])

const sameScope = (a: TimelineScope | undefined, b: TimelineScope | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

export class TimelineBatches {
  private scope: TimelineScope | undefined
  private readonly tracks = new Map<number, TimelineTrack>()
  private readonly byUid = new Map<string, TimelineTrack>()
  private readonly lives = new Map<string, PodLife>()
  /** The Pod that a row's journal entries are about now. */
  private readonly byRow = new Map<number, PodLife>()
  /** All nodes by name; told of are those in `tracks`. */
  private readonly nodes = new Map<string, TimelineTrack>()
  private readonly changed = new Set<TimelineTrack>()
  private removed: number[] = []
  private left = 0
  private nextId = 1
  /** Revision and journal entry read last. */
  private revision = 0
  private entries = 0
  private line = -1
  private fresh = true
  private dirty = false

  constructor(private readonly cluster: Cluster) {}

  show(scope: TimelineScope | undefined): void {
    if (sameScope(scope, this.scope)) return
    this.scope = scope
    this.forget()
  }

  /** The page forgot everything. */
  reset(): void {
    this.fresh = true
  }

  /** @param isPast one stands in the past of the line */
  take(line: number, isPast: boolean): TimelineNews | undefined {
    if (!this.scope) return undefined
    const { store } = this.cluster.server
    if (line !== this.line || (!isPast && store.revision < this.revision)) this.forget()
    this.line = line
    // What a past moment's history holds is known already, unless nothing is.
    if (store.revision >= this.revision) this.follow(this.scope)
    if (!this.fresh && !this.dirty && this.changed.size === 0) return undefined
    const news = {
      reset: this.fresh,
      tracks: [...(this.fresh ? this.tracks.values() : this.changed)],
      removed: this.removed,
      left: this.left,
    }
    this.fresh = false
    this.dirty = false
    this.changed.clear()
    this.removed = []
    return news
  }

  private forget(): void {
    for (const map of [this.tracks, this.byUid, this.lives, this.byRow, this.nodes]) map.clear()
    this.changed.clear()
    this.removed = []
    this.left = 0
    this.revision = 0
    this.entries = 0
    this.fresh = true
  }

  // ------------------------------------------------------------------------------------------------ reading

  /** Reads writes and journal entries since it last looked, in order of time. */
  private follow(scope: TimelineScope): void {
    const { history } = this.cluster.server.store
    const { journal } = this.cluster.kubelets.worker
    if (this.revision === 0 && history.oldest > 1) this.seed(scope, history.oldest)
    let revision = Math.max(this.revision + 1, history.oldest)
    let entry = Math.max(this.entries, journal.oldest)
    const { newest } = history
    const { count } = journal
    while (revision <= newest || entry < count) {
      const change = revision <= newest ? history.change(revision) : undefined
      if (entry < count && (!change || journal.atMs(entry) < change.atMs)) {
        const found = journal.entry(entry++)
        this.byRow.get(found.row)?.done(found)
        continue
      }
      revision++
      if (change)
        this.note(
          scope,
          this.cluster.server.store.tableAt(change.table),
          change.row,
          change.before,
          change.after,
          change.atMs,
        )
    }
    this.revision = newest
    this.entries = count
  }

  /** What was there before the oldest write that is still known: as it stands now, since it was made. */
  private seed(scope: TimelineScope, oldest: number): void {
    const { store, calendar } = this.cluster.server
    for (let level = 0; level < 4; level++) {
      const before = this.tracks.size
      for (const table of store.allTables()) {
        if (SILENT.has(table.info.resource)) continue
        table.each(undefined, (object, row) => {
          if (this.byUid.has(object.metadata.uid)) return
          const atMs = calendar.virtualMs(object.metadata.creationTimestamp) ?? 0
          if (Number(object.metadata.resourceVersion) < oldest || atMs < 1)
            this.note(scope, table, row, undefined, object, atMs)
        })
      }
      if (this.tracks.size === before) return
    }
  }

  private note(
    scope: TimelineScope,
    table: Table,
    row: number,
    before: KObject | undefined,
    after: KObject | undefined,
    atMs: number,
  ): void {
    if (SILENT.has(table.info.resource)) return
    const object = (after ?? before) as KObject
    if (table.info.resource === 'nodes') return this.nodeWritten(object as Node, after === undefined, atMs)
    const life = this.lives.get(object.metadata.uid)
    if (life) return this.podWritten(life, after as Pod | undefined, atMs)
    const known = this.byUid.get(object.metadata.uid)
    if (!known && (after === undefined || !this.belongs(scope, table, object))) return
    if (table.info.resource === 'pods') return this.meetPod(table, row, object as Pod, atMs)
    const track = known ?? this.meet(table, object, atMs)
    if (!track) return
    if (after === undefined) this.end(track, atMs)
    else {
      const { state, text } = ownerStanding(object)
      if (turn(track, atMs, state, text)) this.changed.add(track)
    }
  }

  private belongs(scope: TimelineScope, table: Table, object: KObject): boolean {
    const { metadata, kind } = object
    if (kind === 'EndpointSlice') return this.isServed(object as EndpointSlice)
    const owner = controllerOf(object) ?? metadata.ownerReferences?.[0]
    if (owner && this.byUid.has(owner.uid)) return true
    const { root, namespace } = scope
    if (!root) return owner === undefined && TOPS.has(kind) && (namespace === '' || metadata.namespace === namespace)
    return (
      root.kind === kind &&
      root.name === metadata.name &&
      root.namespace === (metadata.namespace ?? '') &&
      groupOf(root.apiVersion) === table.info.group
    )
  }

  private isServed({ endpoints }: EndpointSlice): boolean {
    return (endpoints ?? []).some(({ targetRef }) => targetRef?.uid !== undefined && this.lives.has(targetRef.uid))
  }

  // ------------------------------------------------------------------------------------------------ objects

  private meet(table: Table, object: KObject, atMs: number): TimelineTrack | undefined {
    if (this.byUid.size - this.lives.size >= MOST_OTHERS) return undefined
    const { kind, metadata } = object
    const owner = kind === 'EndpointSlice' ? undefined : (controllerOf(object) ?? metadata.ownerReferences?.[0])
    const track = this.make({
      parent: (owner && this.byUid.get(owner.uid)?.id) ?? -1,
      what: kind === 'EndpointSlice' ? 'slice' : 'owner',
      ref: { apiVersion: apiVersionOf(table.info), kind, namespace: metadata.namespace ?? '', name: metadata.name },
      title: metadata.name,
      note: noteOf(object),
      fromMs: atMs,
    })
    this.byUid.set(metadata.uid, track)
    return track
  }

  private meetPod(table: Table, row: number, pod: Pod, atMs: number): void {
    if (this.lives.size >= MOST_TIMELINE_PODS && !this.makeRoom()) {
      this.left++
      this.dirty = true
      return
    }
    const track = this.meet(table, pod, atMs)
    if (!track) return
    Object.assign(track, { what: 'pod', note: 'Pod' })
    const life = new PodLife(
      track,
      row,
      pod,
      (parent, init) => this.make({ ...init, parent: parent.id, ref: track.ref }),
      (changed) => this.changed.add(changed),
    )
    this.lives.set(pod.metadata.uid, life)
    this.byRow.set(row, life)
    this.podWritten(life, pod, atMs)
  }

  private podWritten(life: PodLife, pod: Pod | undefined, atMs: number): void {
    if (pod === undefined) {
      life.gone(atMs)
      return
    }
    life.written(pod, atMs)
    if (pod.spec.nodeName) this.needNode(pod.spec.nodeName)
  }

  /** The oldest Pod that is gone is no longer shown. */
  private makeRoom(): boolean {
    for (const [uid, life] of this.lives) {
      if (!life.isGone) continue
      for (const track of life.tracks()) {
        this.tracks.delete(track.id)
        this.changed.delete(track)
        this.removed.push(track.id)
      }
      this.lives.delete(uid)
      this.byUid.delete(uid)
      if (this.byRow.get(life.row) === life) this.byRow.delete(life.row)
      return true
    }
    return false
  }

  /** A node is told of once a Pod stands on it. */
  private needNode(name: string): void {
    const track = this.nodeTrack(name, 0)
    if (this.tracks.has(track.id)) return
    this.tracks.set(track.id, track)
    this.changed.add(track)
    if (track.spans.length > 0) return
    // Its first writes are compacted away: as it stands now, since it came.
    const { store, calendar } = this.cluster.server
    const node = store.table('nodes').find('', name) as Node | undefined
    if (!node) return
    track.fromMs = calendar.virtualMs(node.metadata.creationTimestamp) ?? 0
    const { state, text } = nodeStanding(node)
    turn(track, track.fromMs, state, text)
  }

  private nodeWritten(node: Node, isGone: boolean, atMs: number): void {
    const { name } = node.metadata
    const { state, text } = nodeStanding(node)
    const lost = isGone || (state === 'nodeLost' && text !== 'Not ready')
    for (const life of this.lives.values()) if (life.node === name && !life.isGone) life.nodeTurned(lost, atMs)
    const track = this.nodeTrack(name, atMs)
    if (isGone) close(track, atMs)
    else turn(track, atMs, state, text)
    track.toMs = isGone ? atMs : Number.NaN
    if (this.tracks.has(track.id)) this.changed.add(track)
  }

  private nodeTrack(name: string, atMs: number): TimelineTrack {
    const known = this.nodes.get(name)
    if (known) return known
    const ref = { apiVersion: 'v1', kind: 'Node', namespace: '', name }
    const track: TimelineTrack = {
      id: this.nextId++,
      parent: -1,
      what: 'node',
      ref,
      title: name,
      note: 'Node',
      fromMs: atMs,
      toMs: Number.NaN,
      spans: [],
    }
    this.nodes.set(name, track)
    return track
  }

  private make(init: Omit<TimelineTrack, 'id' | 'toMs' | 'spans'>): TimelineTrack {
    const track: TimelineTrack = { id: this.nextId++, toMs: Number.NaN, spans: [], ...init }
    this.tracks.set(track.id, track)
    this.changed.add(track)
    return track
  }

  private end(track: TimelineTrack, atMs: number): void {
    close(track, atMs)
    track.toMs = atMs
    this.changed.add(track)
  }
}

/** `ReplicaSet, 1.8`: the version is what tells them apart. */
function noteOf(object: KObject): string {
  if (object.kind !== 'ReplicaSet') return object.kind
  const image = (object as ReplicaSet).spec.template?.spec?.containers[0]?.image ?? ''
  const tag = image.slice(image.lastIndexOf(':') + 1)
  return image.includes(':') ? `ReplicaSet, ${tag}` : 'ReplicaSet'
}
