/**
 * Pod garbage collector: Pods bound to nodes that no longer exist, Pods that cannot end because their node is out of service
 * or because they never had one, and finished Pods beyond the threshold. Source: pkg/controller/podgc/gc_controller.go.
 *
 * Upstream passes every twenty seconds; here a pass is made only when there is something for it to find.
 */
import { StatusError } from '../api/errors.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { Alarms } from '../core/alarms.ts'
import { PagedFloats } from '../core/paged.ts'
import type { Result } from '../core/workqueue.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { findCondition, setStatusCondition } from '../rules/conditions.ts'
import { unixMs } from '../rules/instants.ts'
import { isPodTerminal } from '../rules/podutil.ts'
import { BY_NODE, indexNodes } from './indexes.ts'
import type { Controller, Enqueue } from './runtime.ts'

const NAME = 'pod-garbage-collector'
const PASS_MS = 20_000
/** How long a missing node is given to turn up. */
const QUARANTINE_MS = 40_000
/** Finished Pods that may stay (--terminated-pod-gc-threshold). */
const TERMINATED_THRESHOLD = 12_500
const TERMINATED = 'terminated'
/** Set by an administrator: the machine is off, its Pods do not run any more. */
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service'

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
  const unscheduled = new Alarms(clock, checkpoints, `${NAME}/unscheduled`, (row) => {
    trace.begin(self, 'timer', store.revision)
    collector.endUnscheduled(row)
  })
  const leaving = (pod: Pod, row: number, enqueue: Enqueue): void => {
    const { nodeName } = pod.spec
    if (!nodeName) unscheduled.set(row, pass(clock.nowMs + 1))
    else if (isOutOfService(nodes.find('', nodeName) as Node | undefined)) enqueue(nodes.row('', nodeName))
  }
  return {
    name: NAME,
    title: 'Pod garbage collector',
    resource: 'nodes',
    workers: 1,
    watches: [
      {
        resource: 'nodes',
        rows: (_before, after, enqueue, row) => {
          if (after === undefined || isOutOfService(after as Node)) enqueue(row)
        },
      },
      {
        resource: 'pods',
        rows: (before, after, enqueue, row) => {
          const leaves = after?.metadata.deletionTimestamp !== undefined
          if (leaves && before?.metadata.deletionTimestamp === undefined) leaving(after as Pod, row, enqueue)
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
  /** The pass at which Pods of a node out of service are ended; 0 = none. */
  private readonly endingMs: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { store, checkpoints } = server
    this.pods = store.table('pods')
    this.nodes = store.table('nodes')
    this.missing = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.endingMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  reconcile(row: number): Result {
    const [, name] = this.nodes.keyOfRow(row)
    const node = this.nodes.get(row) as Node | undefined
    if (node === undefined && this.pods.countIn(BY_NODE, name) > 0) return this.collectOrphans(row, name)
    this.missing.set(row, 0)
    return isOutOfService(node) && !isReady(node) ? this.endTerminating(row, name) : undefined
  }

  /** A Pod that is being deleted and has no node: nobody else would end it. */
  endUnscheduled(row: number): void {
    const pod = this.pods.get(row) as Pod | undefined
    if (pod?.metadata.deletionTimestamp !== undefined && !pod.spec.nodeName) this.fail(row)
  }

  /** The Pods that are being deleted on a machine that is off: no kubelet will ever confirm. */
  private endTerminating(row: number, name: string): Result {
    const terminating: number[] = []
    this.pods.eachIn(BY_NODE, name, (pod, podRow) => {
      if (pod.metadata.deletionTimestamp !== undefined) terminating.push(podRow)
    })
    const { nowMs } = this.server.clock
    if (terminating.length === 0) this.endingMs.set(row, 0)
    else if (this.endingMs.get(row) === 0) this.endingMs.set(row, pass(nowMs + 1))
    const dueMs = this.endingMs.get(row)
    if (dueMs > nowMs) return { afterMs: dueMs - nowMs }
    this.endingMs.set(row, 0)
    for (const podRow of terminating) this.fail(podRow)
    return undefined
  }

  /** Two passes a node: one finds it missing, one after the quarantine deletes its Pods. */
  private collectOrphans(row: number, name: string): Result {
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

  /** Marks a Pod as failed (and, with a message, as disrupted), if it has not ended, and removes it without grace. */
  private fail(row: number, message?: string): void {
    const pod = this.pods.get(row) as Pod
    if (!isPodTerminal(pod)) {
      const { calendar, clock, verbs } = this.server
      const condition = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message }
      const now = calendar.seconds(clock.nowMs)
      const present = pod.status.conditions ?? []
      const conditions = message === undefined ? present : setStatusCondition(present, condition, now).conditions
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

function isOutOfService(node: Node | undefined): boolean {
  return node?.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false
}

function isReady(node: Node | undefined): boolean {
  return findCondition(node?.status?.conditions, 'Ready')?.status === 'True'
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
