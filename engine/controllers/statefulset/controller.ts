/**
 * StatefulSet: Pods with names and claims of their own, made and replaced in order.
 * Source: pkg/controller/statefulset/stateful_set.go.
 *
 * At most one Pod of a name: the next one is made only when the server has forgotten the last.
 */
import { StatusError } from '../../api/errors.ts'
import { isEmptySelector, selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { controllerOf, type KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Pod, StatefulSet } from '../../kinds/types.ts'
import { firstToBecomeAvailable } from '../../rules/podutil.ts'
import { isMember, revisionOfPod } from '../../rules/statefulset/identity.ts'
import { completedStatus, saysMore, type StatefulSetStatus } from '../../rules/statefulset/status.ts'
import { REVISIONS, RevisionHistory } from '../history/history.ts'
import { BY_CONTROLLER, indexOwned, ORPHANS } from '../indexes.ts'
import { adopt, release } from '../refs.ts'
import { type Controller, type Enqueue, ownRows } from '../runtime.ts'
import { SelectorIndex } from '../selectorindex.ts'
import { Pass } from './pass.ts'
import { StatefulPodControl } from './podcontrol.ts'
import { setRevisions, truncateHistory } from './revisions.ts'

const NAME = 'statefulset'
const RESOURCE = 'statefulsets.apps'
const WORKERS = 5

/** Builds the controller over a server. */
export function statefulSetController(server: ApiServer): Controller {
  indexOwned(server, 'pods')
  const sync = new StatefulSetSync(server)
  const byOwner = {
    rows: (before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue) =>
      sync.childChanged(before, after, enqueue),
  }
  return {
    name: NAME,
    title: 'StatefulSet',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [ownRows(RESOURCE), { resource: 'pods', ...byOwner }, { resource: REVISIONS, ...byOwner }],
    reconcile: (row) => sync.reconcile(row),
  }
}

class StatefulSetSync {
  private readonly sets: Table
  private readonly pods: Table
  private readonly history: RevisionHistory
  private readonly control: StatefulPodControl
  private readonly selectors: SelectorIndex

  constructor(private readonly server: ApiServer) {
    this.sets = server.store.table(RESOURCE)
    this.pods = server.store.table('pods')
    this.history = new RevisionHistory(server)
    this.control = new StatefulPodControl(server)
    this.selectors = new SelectorIndex(server, RESOURCE, (set) => {
      const selector = labelSelector((set as StatefulSet).spec.selector)
      return isEmptySelector(selector) ? undefined : selector
    })
  }

  /** A Pod or revision concerns its owner; an orphan the sets that select it. */
  childChanged(before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue): void {
    const owner = after === undefined ? -1 : this.ownerOf(after)
    const former = before === undefined ? -1 : this.ownerOf(before)
    if (former >= 0 && former !== owner) enqueue(former)
    if (owner >= 0) enqueue(owner)
    else if (after !== undefined && controllerOf(after) === undefined) this.orphanChanged(before, after, enqueue)
  }

  private orphanChanged(before: KObject | undefined, after: KObject, enqueue: Enqueue): void {
    const { labels, ownerReferences } = after.metadata
    if (before?.metadata.labels === labels && before?.metadata.ownerReferences === ownerReferences) return
    this.selectors.eachMatching(after, enqueue)
  }

  private ownerOf(object: KObject): number {
    const owner = controllerOf(object)
    if (owner?.kind !== 'StatefulSet') return -1
    const row = this.sets.row(object.metadata.namespace ?? '', owner.name)
    return this.sets.get(row)?.metadata.uid === owner.uid ? row : -1
  }

  reconcile(row: number): Result {
    const set = this.sets.get(row) as StatefulSet | undefined
    if (set === undefined) return undefined
    try {
      return this.sync(row, set)
    } catch (error) {
      if (error instanceof StatusError) return 'retry'
      throw error
    }
  }

  private sync(row: number, set: StatefulSet): Result {
    const pods = this.claim(set)
    const revisions = setRevisions(this.history, set)
    const { status, error } = new Pass(this.server, this.control, set, revisions, pods).run()
    this.write(row, completedStatus(set, status))
    const live = [revisions.current, revisions.update].map(({ metadata }) => metadata.name)
    truncateHistory(this.history, set, new Set([...live, ...pods.map(revisionOfPod)]))
    return error === undefined ? this.next(set, pods) : 'retry'
  }

  private write(row: number, status: StatefulSetStatus): void {
    const stored = this.sets.get(row) as StatefulSet | undefined
    if (stored === undefined || !saysMore(status, stored.status)) return
    const zeros = ['readyReplicas', 'currentReplicas', 'updatedReplicas'] as const
    const next = { ...status }
    for (const field of zeros) if (next[field] === 0) delete next[field]
    this.server.verbs.replaceStatus<StatefulSet>(this.sets, row, next)
  }

  /** Pods become available by time alone. */
  private next({ spec }: StatefulSet, pods: readonly Pod[]): Result {
    if (!spec.minReadySeconds) return undefined
    const nowUnixMs = this.server.calendar.epochMs + this.server.clock.nowMs
    const first = firstToBecomeAvailable(pods, spec.minReadySeconds, nowUnixMs)
    return first === undefined ? undefined : { afterMs: first.waitMs }
  }

  /** The set's own Pods, after adopting and releasing. Throws StatusErrors but NotFound. */
  private claim(set: StatefulSet): Pod[] {
    const selector = labelSelector(set.spec.selector)
    const matches = (pod: Pod) => selectorMatches(selector, pod.metadata.labels) && isMember(set, pod)
    if (set.metadata.deletionTimestamp === undefined) {
      for (const pod of this.collect(BY_CONTROLLER, set.metadata.uid)) {
        if (!matches(pod)) release(this.server, this.pods, pod, set)
      }
      const orphans = this.collect(ORPHANS, set.metadata.namespace as string)
      for (const pod of orphans) {
        if (pod.metadata.deletionTimestamp === undefined && matches(pod)) adopt(this.server, this.pods, pod, set)
      }
    }
    return this.collect(BY_CONTROLLER, set.metadata.uid).filter(matches)
  }

  private collect(index: string, value: string): Pod[] {
    const found: Pod[] = []
    if (this.pods.countIn(index, value) === 0) return found
    this.pods.eachIn(index, value, (pod) => found.push(pod as Pod))
    return found
  }
}
