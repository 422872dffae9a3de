/**
 * Whether a kubelet takes a Pod that is bound to its node (lifecycle/predicate.go). The scheduler has asked the same
 * before; a Pod that names its node itself has not been asked.
 */
import type { Node, Pod } from '../kinds/types.ts'
import { matchesRequiredNodeAffinity } from '../rules/nodeaffinity.ts'
import { computeQosClass } from '../kinds/podresources/qos.ts'
import { findUntoleratedTaint } from '../rules/taints.ts'
import { isCritical, isStatic } from './eviction/critical.ts'
import type { Footprint } from './footprint.ts'
import type { NodeLoad } from './load.ts'
import type { Rejection } from './podwork.ts'

/** Why the node does not take the Pod; undefined when it does. Only the first reason is told. @param short the pressures the machine is under */
export function refusal(
  pod: Pod,
  node: Node,
  row: number,
  footprint: Footprint,
  load: NodeLoad,
  short: readonly string[],
): Rejection | undefined {
  const pressure = underPressure(pod, short)
  if (pressure !== undefined) return pressure
  const lacking = load.lacking(row, node, footprint)
  if (lacking !== undefined) {
    const { resource, requested, used, capacity } = lacking
    const amounts = `${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`
    return { reason: `OutOf${resource}`, message: `Node didn't have enough resource: ${amounts}` }
  }
  if (!matchesRequiredNodeAffinity(pod, node)) {
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
  }
  if (load.portsTaken(row, footprint)) {
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports")
  }
  if (isStatic(pod)) return undefined
  const taint = findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, ({ effect }) => effect === 'NoExecute')
  return taint === undefined
    ? undefined
    : predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate")
}

/** A node that is short of memory takes no Pod that asks for none, unless it tolerates that (eviction_manager.go Admit). */
function underPressure(pod: Pod, short: readonly string[]): Rejection | undefined {
  if (short.length === 0 || isCritical(pod)) return undefined
  const memoryOnly = short.length === 1 && short[0] === 'MemoryPressure'
  const tolerates = pod.spec.tolerations?.some(
    ({ key, operator, effect }) =>
      (key === 'node.kubernetes.io/memory-pressure' || (!key && operator === 'Exists')) &&
      (!effect || effect === 'NoSchedule'),
  )
  if (memoryOnly && (computeQosClass(pod) !== 'BestEffort' || tolerates)) return undefined
  return { reason: 'Evicted', message: `The node had condition: [${short.join(' ')}]. ` }
}

const predicate = (reason: string, text: string): Rejection => ({
  reason,
  message: `Predicate ${reason} failed: ${text}`,
})
