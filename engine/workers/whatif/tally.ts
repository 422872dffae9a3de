/** What a run came to, counted while it runs: Pods made, restarts, requests that failed, how long until all was ready. */
import type { Change } from '../../api/history.ts'
import type { KObject } from '../../api/object.ts'
import type { Cluster } from '../../cluster.ts'
import type { DaemonSet, Deployment, Pod } from '../../kinds/types.ts'
import type { RunCounts } from '../../protocol/time.ts'
import { restartsOf } from './hints/subject.ts'

const GOOD = /^[123]\d\d$/

export class Tally {
  private created = 0
  private writes = 0
  private readonly restarts = new Map<string, number>()
  private readySinceMs = Number.NaN

  /** @param fromMs what happened before is the same on both runs, and not counted */
  constructor(
    private readonly cluster: Cluster,
    private readonly fromMs: number,
  ) {}

  /** Counts a write. */
  saw({ table, before, after, atMs }: Change): void {
    const { store } = this.cluster.server
    if (store.tableAt(table).info.resource !== 'pods') {
      if (atMs >= this.fromMs) this.writes++
      return
    }
    const restarts = Math.max(0, restartsIn(after) - restartsIn(before))
    if (atMs < this.fromMs) return
    this.writes++
    if (before === undefined) this.created++
    const uid = (after ?? before)?.metadata.uid ?? ''
    if (restarts > 0) this.restarts.set(uid, (this.restarts.get(uid) ?? 0) + restarts)
  }

  /** Looks whether everything that is asked for is ready; called in turn, the closer the better. */
  look(): void {
    if (!isAllReady(this.cluster)) this.readySinceMs = Number.NaN
    else if (Number.isNaN(this.readySinceMs)) this.readySinceMs = this.cluster.nowMs
  }

  counts(): RunCounts {
    const { cluster, fromMs, readySinceMs } = this
    const { requests, failed } = requestsSince(cluster, fromMs)
    let ready = 0
    let pods = 0
    cluster.server.store.table('pods').each(undefined, (pod) => {
      pods++
      if (isReady(pod as Pod)) ready++
    })
    return {
      writes: this.writes,
      podsCreated: this.created,
      pods,
      ready,
      restarts: [...this.restarts.values()].reduce((sum, n) => sum + n, 0),
      requests,
      failedRequests: failed,
      secondsToReady: Number.isNaN(readySinceMs) ? Number.NaN : Math.max(0, Math.round((readySinceMs - fromMs) / 1000)),
    }
  }
}

const restartsIn = (object: KObject | undefined): number => (object ? restartsOf(object as Pod) : 0)

const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false

function requestsSince({ load }: Cluster, fromMs: number): { requests: number; failed: number } {
  let requests = 0
  let failed = 0
  for (const name of load.names()) {
    for (const { sent, outcomes } of load.report(name, Math.ceil(fromMs / 1000))) {
      requests += sent
      for (const [outcome, count] of Object.entries(outcomes)) if (!GOOD.test(outcome)) failed += count
    }
  }
  return { requests, failed }
}

/** Every workload has all it asks for, and every Pod that nobody made for another is ready or over. */
function isAllReady({ server: { store } }: Cluster): boolean {
  let isShort = false
  for (const resource of ['deployments.apps', 'statefulsets.apps', 'replicasets.apps'])
    store.table(resource).each(undefined, (object) => {
      const { spec, status = {} } = object as Deployment
      const wanted = spec.replicas ?? 1
      isShort ||= (status.readyReplicas ?? 0) !== wanted || (status.replicas ?? 0) !== wanted
    })
  store.table('daemonsets.apps').each(undefined, (object) => {
    const { desiredNumberScheduled = 0, numberReady = 0 } = (object as DaemonSet).status ?? {}
    isShort ||= numberReady < desiredNumberScheduled
  })
  store.table('pods').each(undefined, (object) => {
    const { status } = object as Pod
    isShort ||= status.phase !== 'Succeeded' && !isReady(object as Pod)
  })
  return !isShort
}
