/**
 * StatefulSet: Pods with names and claims of their own, made and replaced in order.
 * Source: pkg/controller/statefulset/stateful_set.go.
 *
 * At most one Pod of a name: the next one is made only when the server has forgotten the last.
 */
import { StatusError } from '../../api/errors.ts'
import { selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Pod, StatefulSet } from '../../kinds/types.ts'
import { firstToBecomeAvailable } from '../../rules/podutil.ts'
import { isMember, revisionOfPod } from '../../rules/statefulset/identity.ts'
import { completedStatus, saysMore, type StatefulSetStatus } from '../../rules/statefulset/status.ts'
import { claimPods } from '../claimpods.ts'
import { REVISIONS, RevisionHistory } from '../history/history.ts'
import { indexOwned } from '../indexes.ts'
import { OwnerWatch } from '../ownerwatch.ts'
import type { Controller } from '../runtime.ts'
import { Pass } from './pass.ts'
import { StatefulPodControl } from './podcontrol.ts'
import { setRevisions, truncateHistory } from './revisions.ts'
import { StatefulTally } from './tally.ts'

const NAME = 'statefulset'
const RESOURCE = 'statefulsets.apps'
const WORKERS = 5

/** Builds the controller over a server. */
export function statefulSetController(server: ApiServer): Controller {
  indexOwned(server, 'pods')
  const owners = new OwnerWatch(server, RESOURCE, 'StatefulSet')
  const tally = new StatefulTally(server)
  const sync = new StatefulSetSync(server, tally)
  return {
    name: NAME,
    title: 'StatefulSet',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      tally.own(server, RESOURCE, NAME),
      tally.pods(owners.rule('pods')),
      tally.passing(owners.rule(REVISIONS)),
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

class StatefulSetSync {
  private readonly sets: Table
  private readonly history: RevisionHistory
  private readonly control: StatefulPodControl

  constructor(
    private readonly server: ApiServer,
    private readonly tally: StatefulTally,
  ) {
    this.sets = server.store.table(RESOURCE)
    this.history = new RevisionHistory(server)
    this.control = new StatefulPodControl(server)
  }

  reconcile(row: number): Result {
    const set = this.sets.get(row) as StatefulSet | undefined
    if (set === undefined) return undefined
    try {
      const status = this.tally.statusOf(row, set.status)
      if (status === undefined) return this.sync(row, set)
      this.write(row, completedStatus(set, status))
      return undefined
    } catch (error) {
      this.tally.disturb(row)
      if (error instanceof StatusError) return 'retry'
      throw error
    }
  }

  private sync(row: number, set: StatefulSet): Result {
    this.tally.begin(row)
    const pods = this.podsOf(set)
    const revisions = setRevisions(this.history, set)
    const { status: found, error } = new Pass(this.server, this.control, set, revisions, pods).run()
    const status = completedStatus(set, found)
    this.write(row, status)
    const live = [revisions.current, revisions.update].map(({ metadata }) => metadata.name)
    truncateHistory(this.history, set, new Set([...live, ...pods.map(revisionOfPod)]))
    const again = error === undefined ? this.next(set, pods) : 'retry'
    if (again === undefined) this.tally.settle(row, set, status)
    else this.tally.disturb(row)
    return again
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

  private podsOf(set: StatefulSet): Pod[] {
    const selector = labelSelector(set.spec.selector)
    const matches = (pod: Pod) => selectorMatches(selector, pod.metadata.labels) && isMember(set, pod)
    return claimPods(this.server, set, matches)
  }
}
