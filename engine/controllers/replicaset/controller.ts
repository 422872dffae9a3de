/**
 * ReplicaSet: keeps the asked number of matching Pods. Source: pkg/controller/replicaset/replica_set.go.
 *
 * Reads are of the store itself, so there are no expectations to keep; counts come from PodCounts, never from a walk
 * over all Pods.
 */
import type { StatusError } from '../../api/errors.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { selectorMatches } from '../../api/labels.ts'
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Pod, PodTemplateSpec, ReplicaSet } from '../../kinds/types.ts'
import { isPodActive } from '../../rules/podutil.ts'
import { BY_CONTROLLER, indexNodes, indexOwned, ORPHANS } from '../indexes.ts'
import { PodControl } from '../podcontrol.ts'
import { adopt, release } from '../refs.ts'
import { type Controller, type Enqueue, ownRowsButStatus } from '../runtime.ts'
import { SelectorIndex } from '../selectorindex.ts'
import { Bursts } from './bursts.ts'
import { PodCounts } from './counts.ts'
import { type Flavour, REPLICA_SET, REPLICATION_CONTROLLER } from './flavour.ts'
import { nextStatus } from './status.ts'
import { chooseVictims } from './victims.ts'

/** Pods made or deleted in one sync at most (BurstReplicas). */
const BURST_REPLICAS = 500
const WORKERS = 5

/** Builds the controller and its counters over a server. */
export function replicaSetController(server: ApiServer): Controller {
  return controllerOfFlavour(server, REPLICA_SET)
}

/** The same for the older kind. */
export function replicationController(server: ApiServer): Controller {
  return controllerOfFlavour(server, REPLICATION_CONTROLLER)
}

function controllerOfFlavour(server: ApiServer, flavour: Flavour): Controller {
  const { name, title, resource } = flavour
  indexOwned(server, 'pods')
  indexOwned(server, resource)
  indexNodes(server)
  const sync = new ReplicaSetSync(server, flavour)
  return {
    name,
    title,
    resource,
    workers: WORKERS,
    watches: [
      ownRowsButStatus(server, resource, name),
      {
        resource: 'pods',
        rows: (before, after, enqueue, row) => {
          sync.podChanged(before as Pod | undefined, after as Pod | undefined, row, enqueue)
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

export class ReplicaSetSync {
  readonly counts: PodCounts
  private readonly bursts: Bursts
  private readonly control: PodControl
  private readonly selectors: SelectorIndex
  private readonly sets: Table
  private readonly pods: Table

  constructor(
    private readonly server: ApiServer,
    private readonly flavour: Flavour,
  ) {
    this.sets = server.store.table(flavour.resource)
    this.pods = server.store.table('pods')
    this.counts = new PodCounts(server, flavour)
    this.bursts = new Bursts(server, flavour.name)
    this.control = new PodControl(server, flavour.component)
    this.selectors = new SelectorIndex(server, flavour.resource, (set) =>
      labelSelector(flavour.view(set).spec.selector),
    )
    server.store.watch(flavour.resource, (row, _before, after) => {
      if (after === undefined) this.bursts.stop(row)
    })
  }

  /** Takes a Pod's write into the counts and queues the ReplicaSets it concerns. */
  podChanged(before: Pod | undefined, after: Pod | undefined, row: number, enqueue: Enqueue): void {
    if (this.sets.isUnused) return
    const { counts } = this
    if (counts.podChanged(row, after)) {
      if (counts.left >= 0) this.concerns(counts.left, enqueue)
      if (counts.joined >= 0) this.concerns(counts.joined, enqueue)
    }
    if (after !== undefined && controllerOf(after) === undefined) this.orphanChanged(before, after, enqueue)
  }

  /** A burst ends with a look at everything; its own Pods need not wake it. */
  private concerns(set: number, enqueue: Enqueue): void {
    if (!this.bursts.running(set)) enqueue(set)
  }

  private orphanChanged(before: Pod | undefined, after: Pod, enqueue: Enqueue): void {
    const { labels, ownerReferences } = after.metadata
    const same = before?.metadata.labels === labels && before?.metadata.ownerReferences === ownerReferences
    if (before !== undefined && same) return
    this.selectors.eachMatching(after, enqueue)
  }

  private setAt(row: number): ReplicaSet | undefined {
    const object = this.sets.get(row)
    return object && this.flavour.view(object)
  }

  reconcile(row: number): Result {
    const set = this.setAt(row)
    if (set === undefined) return undefined
    const leaving = set.metadata.deletionTimestamp !== undefined
    if (this.bursts.running(row)) {
      if (leaving) this.bursts.stop(row)
      else return this.continueBurst(row, set)
    }
    const refused = this.claim(row, set)
    if (refused) return 'retry'
    return leaving ? this.finish(row, set, undefined, false) : this.manage(row, set)
  }

  private manage(row: number, set: ReplicaSet): Result {
    const { replicas } = this.counts.of(row)
    const missing = (set.spec.replicas ?? 1) - replicas
    if (missing > 0) {
      this.bursts.start(row, Math.min(missing, BURST_REPLICAS), replicas)
      return this.continueBurst(row, set)
    }
    const failed = missing < 0 ? this.deleteSome(set, Math.min(-missing, BURST_REPLICAS)) : undefined
    return this.finish(row, set, failed, missing < 0)
  }

  private continueBurst(row: number, set: ReplicaSet): Result {
    const wait = this.bursts.waitMs(row)
    if (wait > 0) return { afterMs: wait }
    const failed = this.bursts.next(row, () => this.control.create(set, set.spec.template as PodTemplateSpec))
    if (this.bursts.running(row)) return { afterMs: this.bursts.waitMs(row) }
    return this.finish(row, set, failed, this.bursts.moved(row, this.counts.of(row).replicas))
  }

  private deleteSome(set: ReplicaSet, count: number): StatusError | undefined {
    let failed: StatusError | undefined
    for (const pod of chooseVictims(this.server, set, count)) failed = this.control.delete(set, pod) ?? failed
    return failed
  }

  /** Ends a sync: writes the status; asks for another turn when one is due, at once when this one `moved` and more is to do. */
  private finish(row: number, set: ReplicaSet, failed: StatusError | undefined, moved: boolean): Result {
    // The object may have changed meanwhile, through the Pods that were made.
    const stored = this.setAt(row) as ReplicaSet
    const counts = this.counts.of(row)
    const now = this.server.calendar.seconds(this.server.clock.nowMs)
    const next = nextStatus(set, counts, failed, now)
    if (next !== stored.status) this.server.verbs.replaceStatus<ReplicaSet>(this.sets, row, next)
    if (failed) return 'retry'
    if (moved && counts.replicas !== (set.spec.replicas ?? 1)) return { afterMs: 0 }
    const due = this.counts.nextAvailableMs(row)
    return due === undefined ? undefined : { afterMs: due - this.server.clock.nowMs }
  }

  /** Releases owned Pods that match no longer, adopts orphans that match; true when a write was refused. */
  private claim(row: number, set: ReplicaSet): boolean {
    try {
      if (this.counts.of(row).strays > 0) this.releaseStrays(set)
      if (set.metadata.deletionTimestamp === undefined) this.adoptOrphans(set)
      return false
    } catch (error) {
      if ((error as StatusError).status === undefined) throw error
      return true
    }
  }

  private releaseStrays(set: ReplicaSet): void {
    const selector = labelSelector(set.spec.selector)
    const strays = this.collect(
      BY_CONTROLLER,
      set.metadata.uid,
      (pod) => !selectorMatches(selector, pod.metadata.labels),
    )
    if (set.metadata.deletionTimestamp !== undefined) return
    for (const pod of strays) release(this.server, this.pods, pod, set)
  }

  private adoptOrphans(set: ReplicaSet): void {
    const namespace = set.metadata.namespace as string
    if (this.pods.countIn(ORPHANS, namespace) === 0) return
    const selector = labelSelector(set.spec.selector)
    const orphans = this.collect(ORPHANS, namespace, (pod) => selectorMatches(selector, pod.metadata.labels))
    for (const pod of orphans) adopt(this.server, this.pods, pod, set)
  }

  private collect(index: string, value: string, wanted: (pod: Pod) => boolean): Pod[] {
    const found: Pod[] = []
    this.pods.eachIn(index, value, (object) => {
      const pod = object as Pod
      if (isPodActive(pod) && wanted(pod)) found.push(pod)
    })
    return found
  }
}
