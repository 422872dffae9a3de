/** Which Pods are given up first. Source: pkg/controller ActivePods, ActivePodsWithRanks. */
import { parseInteger } from '../api/gonumber.ts'
import type { Pod } from '../kinds/types.ts'
import { unixMs } from './instants.ts'
import { isSidecar } from '../kinds/podresources/total.ts'
import { containerStatusOf, isPodReady, podReadySinceMs } from './podutil.ts'

/** Negative when the first Pod is given up before the second. */
type Order = (a: Pod, b: Pod) => number

export const DELETION_COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost'

const PHASE_ORDER: ReadonlyMap<string, number> = new Map([
  ['Pending', 0],
  ['Unknown', 1],
  ['Running', 2],
])

function flagFirst(holds: (pod: Pod) => boolean): Order {
  return (a, b) => Number(holds(b)) - Number(holds(a))
}

const unassignedFirst = flagFirst((pod) => !pod.spec.nodeName)
const notReadyFirst = flagFirst((pod) => !isPodReady(pod))

function phaseOrder(pod: Pod): number {
  return PHASE_ORDER.get(pod.status.phase ?? '') ?? 0
}

const pendingFirst: Order = (a, b) => phaseOrder(a) - phaseOrder(b)
const cheapestFirst: Order = (a, b) => deletionCost(a) - deletionCost(b)

/** What the annotation says it costs to lose the Pod; 0 when it says nothing, or nothing valid. */
export function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST_ANNOTATION] ?? ''
  if (!/^(0$|-|[1-9])/.test(text)) return 0
  const { value, error } = parseInteger(text, 32)
  return error === undefined ? Number(value) : 0
}

/** No time first, then the later one. */
function latestFirst(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  return b - a
}

const freshlyReadyFirst: Order = (a, b) =>
  isPodReady(a) && isPodReady(b) ? latestFirst(podReadySinceMs(a), podReadySinceMs(b)) : 0

const newestFirst: Order = (a, b) =>
  latestFirst(unixMs(a.metadata.creationTimestamp), unixMs(b.metadata.creationTimestamp))

/** The most restarts of any container, and of any sidecar. */
function maxRestarts(pod: Pod): { regular: number; sidecar: number } {
  const regular = Math.max(0, ...(pod.status.containerStatuses ?? []).map(({ restartCount }) => restartCount))
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  const counts = sidecars.map(
    ({ name }) => containerStatusOf(pod.status.initContainerStatuses, name)?.restartCount ?? 0,
  )
  return { regular, sidecar: Math.max(0, ...counts) }
}

const mostRestartsFirst: Order = (a, b) => {
  const [first, second] = [maxRestarts(a), maxRestarts(b)]
  return second.regular - first.regular || second.sidecar - first.sidecar
}

function inOrder(orders: readonly Order[]): Order {
  return (a, b) => {
    for (const order of orders) {
      const result = order(a, b)
      if (result !== 0) return result
    }
    return 0
  }
}

/** The plain order: unassigned, pending, not ready, freshly ready, restarting, young Pods go first. */
export const compareActivePods: Order = inOrder([
  unassignedFirst,
  pendingFirst,
  notReadyFirst,
  freshlyReadyFirst,
  mostRestartsFirst,
  newestFirst,
])

/**
 * Ages compare by their magnitude only (powers of two), ties by uid, so that Pods of similar age go at random.
 * @param ages of both Pods, in milliseconds; undefined where there is no time
 */
function byMagnitude(a: Pod, b: Pod, since: (pod: Pod) => number | undefined, nowUnixMs: number): number {
  const [first, second] = [since(a), since(b)]
  if (first === second) return 0
  if (first === undefined || second === undefined) return latestFirst(first, second)
  const difference = magnitude(nowUnixMs - first) - magnitude(nowUnixMs - second)
  return difference || (a.metadata.uid < b.metadata.uid ? -1 : 1)
}

/** Whole binary logarithm of an age counted in nanoseconds; -1 for none. */
function magnitude(ageMs: number): number {
  return ageMs <= 0 ? -1 : (BigInt(ageMs) * 1000000n).toString(2).length - 1
}

/**
 * The order of a ReplicaSet scaling down: unassigned, pending, not ready, cheap to delete, crowded on their node, freshly ready (by magnitude),
 * restarting, young (by magnitude).
 * @param rank how many related Pods share the Pod's node
 */
export function compareRankedPods(rank: (pod: Pod) => number, nowUnixMs: number): Order {
  return inOrder([
    unassignedFirst,
    pendingFirst,
    notReadyFirst,
    cheapestFirst,
    (a, b) => rank(b) - rank(a),
    (a, b) => (isPodReady(a) && isPodReady(b) ? byMagnitude(a, b, podReadySinceMs, nowUnixMs) : 0),
    mostRestartsFirst,
    (a, b) => byMagnitude(a, b, (pod) => unixMs(pod.metadata.creationTimestamp), nowUnixMs),
  ])
}
