/**
 * Pod garbage collector: Pods bound to nodes that no longer exist, and finished Pods beyond the threshold.
 * Source: pkg/controller/podgc/gc_controller.go.
 *
 * Upstream passes every twenty seconds; here a pass is made only when there is something for it to find.
 */
import { StatusError } from '../api/errors.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { Alarms } from '../core/alarms.ts'
import { PagedFloats } from '../core/paged.ts'
import type { Result } from '../core/workqueue.ts'
import type { Pod } from '../kinds/types.ts'
import { setStatusCondition } from '../rules/conditions.ts'
import { unixMs } from '../rules/instants.ts'
import { isPodTerminal } from '../rules/podutil.ts'
import { BY_NODE, indexNodes } from './indexes.ts'
import type { Controller } from './runtime.ts'

const NAME = 'pod-garbage-collector'
const PASS_MS = 20_000
/** How long a missing node is given to turn up. */
const QUARANTINE_MS = 40_000
/** Finished Pods that may stay (--terminated-pod-gc-threshold). */
const TERMINATED_THRESHOLD = 12_500
const TERMINATED = 'terminated'

/** Builds the controller over a server. */
export function podGarbageCollector(server: ApiServer, threshold = TERMINATED_THRESHOLD): Controller {
  indexNodes(server)
  const { store, clock, checkpoints, trace } = server
  const pods = store.table('pods')
  const nodes = store.table('nodes')
  pods.addIndex(TERMINATED, (pod) => (isPodTerminal(pod as Pod) ? TERMINATED : undefined))
  const collector = new PodCollector(server)
  const self = trace.actorNumber(NAME)
  const passes = new Alarms(clock, checkpoints, `${NAME}/terminated`, () => {
    trace.begin(self, 'timer', 0)
    collector.deleteOldest(threshold)
  })
  return {
    name: NAME,
    title: 'Pod garbage collector',
    resource: 'nodes',
    workers: 1,
    watches: [
      {
        resource: 'nodes',
        rows: (_before, after, enqueue, row) => {
          if (after === undefined) enqueue(row)
        },
      },
      {
        resource: 'pods',
        rows: (before, after, enqueue) => {
          const nodeName = (after as Pod | undefined)?.spec.nodeName
          const bound = nodeName !== undefined && (before as Pod | undefined)?.spec.nodeName !== nodeName
          if (bound && nodes.find('', nodeName) === undefined) enqueue(nodes.row('', nodeName))
          const ended = after !== undefined && isPodTerminal(after as Pod)
          if (ended && threshold > 0 && pods.countIn(TERMINATED, TERMINATED) > threshold)
            passes.set(0, pass(clock.nowMs + 1))
        },
      },
    ],
    reconcile: (row) => collector.reconcile(row),
  }
}

class PodCollector {
  private readonly pods: Table
  private readonly nodes: Table
  /** When a node was found missing, +1; 0 = it is there or nobody misses it. */
  private readonly missing: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { store, checkpoints } = server
    this.pods = store.table('pods')
    this.nodes = store.table('nodes')
    this.missing = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  /** Two passes a node: one finds it missing, one after the quarantine deletes its Pods. */
  reconcile(row: number): Result {
    const [, name] = this.nodes.keyOfRow(row)
    if (this.nodes.get(row) !== undefined || this.pods.countIn(BY_NODE, name) === 0) {
      this.missing.set(row, 0)
      return undefined
    }
    const { nowMs } = this.server.clock
    const since = this.missing.get(row) - 1
    if (since < 0) this.missing.set(row, pass(nowMs) + 1)
    const dueMs = pass((since < 0 ? pass(nowMs) : since) + QUARANTINE_MS)
    if (dueMs > nowMs) return { afterMs: dueMs - nowMs }
    this.missing.set(row, 0)
    const rows: number[] = []
    this.pods.eachIn(BY_NODE, name, (_pod, podRow) => rows.push(podRow))
    for (const podRow of rows) this.fail(podRow, 'PodGC: node no longer exists')
    return undefined
  }

  /** Deletes the oldest finished Pods until the threshold holds. */
  deleteOldest(threshold: number): void {
    const surplus = this.pods.countIn(TERMINATED, TERMINATED) - threshold
    if (surplus <= 0) return
    const finished: Pod[] = []
    this.pods.eachIn(TERMINATED, TERMINATED, (pod) => finished.push(pod as Pod))
    finished.sort(byAge)
    for (const { metadata } of finished.slice(0, surplus)) this.delete(metadata.namespace as string, metadata.name)
  }

  /** Marks a Pod as failed, if it has not ended, and removes it without grace. */
  private fail(row: number, message: string): void {
    const pod = this.pods.get(row) as Pod
    if (!isPodTerminal(pod)) {
      const { calendar, clock, verbs } = this.server
      const condition = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message }
      const { conditions } = setStatusCondition(pod.status.conditions ?? [], condition, calendar.seconds(clock.nowMs))
      verbs.replaceStatus<Pod>(this.pods, row, { ...pod.status, phase: 'Failed', conditions: [...conditions] })
    }
    this.delete(pod.metadata.namespace as string, pod.metadata.name)
  }

  private delete(namespace: string, name: string): void {
    try {
      this.server.verbs.delete(this.pods, namespace, name, { gracePeriodSeconds: 0 })
    } catch (error) {
      // The next pass finds what was refused now.
      if (!(error instanceof StatusError)) throw error
    }
  }
}

/** Evicted Pods first, then the oldest, then by name. */
function byAge(a: Pod, b: Pod): number {
  const evicted = (pod: Pod) => Number(pod.status.phase === 'Failed' && pod.status.reason === 'Evicted')
  const created = (pod: Pod) => unixMs(pod.metadata.creationTimestamp) ?? 0
  return evicted(b) - evicted(a) || created(a) - created(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
}

/** The first pass at or after a time. */
function pass(ms: number): number {
  return Math.ceil(ms / PASS_MS) * PASS_MS
}
