/**
 * Taint eviction: Pods leave a node with NoExecute taints they do not tolerate, or no longer.
 * Source: pkg/controller/tainteviction/taint_eviction.go.
 */
import { StatusError } from '../api/errors.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { PagedFloats } from '../core/paged.ts'
import type { Result } from '../core/workqueue.ts'
import type { Node, Pod, Taint, Toleration } from '../kinds/types.ts'
import { setStatusCondition } from '../rules/conditions.ts'
import { toleratesTaint } from '../rules/taints.ts'
import { BY_NODE, indexNodes } from './indexes.ts'
import type { Controller, Enqueue } from './runtime.ts'

const NAME = 'taint-eviction'
const SOURCE = { component: 'taint-eviction-controller' }
const WORKERS = 8

/** Builds the controller over a server. */
export function taintEvictionController(server: ApiServer): Controller {
  indexNodes(server)
  const eviction = new Eviction(server)
  return {
    name: NAME,
    title: 'Taint eviction',
    resource: 'pods',
    workers: WORKERS,
    watches: [
      {
        resource: 'nodes',
        rows: (before, after, enqueue) => eviction.nodeChanged(before as Node, after as Node, enqueue),
      },
      {
        resource: 'pods',
        rows: (before, after, enqueue, row) => eviction.podChanged(before as Pod, after as Pod, enqueue, row),
      },
    ],
    reconcile: (row) => eviction.reconcile(row),
  }
}

class Eviction {
  private readonly pods: Table
  private readonly nodes: Table
  /** When a Pod is to go, +1; 0 = no eviction is scheduled. */
  private readonly due: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { store, checkpoints } = server
    this.pods = store.table('pods')
    this.nodes = store.table('nodes')
    this.due = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  nodeChanged(before: Node | undefined, after: Node | undefined, enqueue: Enqueue): void {
    if (before?.spec.taints === after?.spec.taints) return
    if (!executes(before) && !executes(after)) return
    const { name } = ((after ?? before) as Node).metadata
    this.pods.eachIn(BY_NODE, name, (_pod, row) => enqueue(row))
  }

  podChanged(before: Pod | undefined, after: Pod | undefined, enqueue: Enqueue, row: number): void {
    if (after === undefined) {
      if (this.due.get(row) !== 0) enqueue(row)
      return
    }
    const { nodeName, tolerations } = after.spec
    if (!nodeName) return
    if (nodeName === before?.spec.nodeName && tolerations === before.spec.tolerations) return
    if (executes(this.nodes.find('', nodeName) as Node | undefined)) enqueue(row)
  }

  reconcile(row: number): Result {
    const pod = this.pods.get(row) as Pod | undefined
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) {
      this.due.set(row, 0)
      return undefined
    }
    const node = this.nodes.find('', pod.spec.nodeName ?? '') as Node | undefined
    const taints = executing(node)
    const seconds =
      taints.length === 0 ? Number.POSITIVE_INFINITY : toleratedSeconds(taints, pod.spec.tolerations ?? [])
    if (seconds === Number.POSITIVE_INFINITY) return this.cancel(row, pod)
    return this.schedule(row, pod, seconds)
  }

  /** A scheduled eviction keeps its time; one that is to happen at once happens. */
  private schedule(row: number, pod: Pod, seconds: number): Result {
    const { nowMs } = this.server.clock
    const scheduled = this.due.get(row) - 1
    const dueMs = seconds === 0 ? nowMs : scheduled >= 0 ? scheduled : nowMs + seconds * 1000
    if (dueMs > nowMs) {
      this.due.set(row, dueMs + 1)
      return { afterMs: dueMs - nowMs }
    }
    this.due.set(row, 0)
    return this.evict(row, pod)
  }

  private cancel(row: number, pod: Pod): Result {
    if (this.due.get(row) === 0) return undefined
    this.due.set(row, 0)
    this.record(pod, 'Cancelling deletion of Pod')
    return undefined
  }

  private evict(row: number, pod: Pod): Result {
    const { verbs, calendar, clock } = this.server
    const { namespace = '', name, uid } = pod.metadata
    this.record(pod, 'Marking for deletion Pod')
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    }
    const { conditions } = setStatusCondition(pod.status.conditions ?? [], condition, calendar.seconds(clock.nowMs))
    try {
      verbs.replaceStatus<Pod>(this.pods, row, { ...pod.status, conditions: [...conditions] })
      verbs.delete(this.pods, namespace, name, { preconditions: { uid } })
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return error.reason === 'NotFound' ? undefined : 'retry'
    }
  }

  private record(pod: KObject, what: string): void {
    const { namespace, name } = pod.metadata
    this.server.events.record(pod, 'Normal', 'TaintManagerEviction', `${what} ${namespace}/${name}`, SOURCE)
  }
}

function executing(node: Node | undefined): Taint[] {
  return node?.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? []
}

function executes(node: Node | undefined): boolean {
  return node?.spec.taints?.some(({ effect }) => effect === 'NoExecute') ?? false
}

/** For how long a Pod with these tolerations may stay under these taints: 0 = not at all, Infinity = for ever. */
export function toleratedSeconds(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  const used: Toleration[] = []
  for (const taint of taints) {
    const matching = tolerations.find((toleration) => toleratesTaint(toleration, taint))
    if (matching === undefined) return 0
    used.push(matching)
  }
  return minTolerationSeconds(used)
}

/** The shortest of the times tolerations give (getMinTolerationTime); no tolerations give none. */
export function minTolerationSeconds(tolerations: readonly Toleration[]): number {
  if (tolerations.length === 0) return 0
  let least = Number.POSITIVE_INFINITY
  for (const { tolerationSeconds } of tolerations) {
    if (tolerationSeconds !== undefined && tolerationSeconds !== null)
      least = Math.min(least, Math.max(0, tolerationSeconds))
  }
  return least
}
