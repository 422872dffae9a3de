/**
 * Whether a kubelet takes a Pod that is bound to its node (lifecycle/predicate.go). The scheduler has asked the same
 * before; a Pod that names its node itself has not been asked.
 */
import type { Node, NodeCondition, Pod } from '../kinds/types.ts'
import { matchesRequiredNodeAffinity } from '../rules/nodeaffinity.ts'
import { computeQosClass } from '../kinds/podresources/qos.ts'
import { findUntoleratedTaint } from '../rules/taints.ts'
import type { Footprint } from './footprint.ts'
import type { NodeLoad } from './load.ts'
import type { Rejection } from './podwork.ts'

/** Why the node does not take the Pod; undefined when it does. Only the first reason is told. */
export function refusal(
  pod: Pod,
  node: Node,
  row: number,
  footprint: Footprint,
  load: NodeLoad,
): Rejection | undefined {
  const pressure = underPressure(pod, node)
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
  const taint = findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, ({ effect }) => effect === 'NoExecute')
  return taint === undefined
    ? undefined
    : predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate")
}

/** A node that is short of memory takes no Pod that asks for none, unless it tolerates that (eviction_manager.go Admit). */
function underPressure(pod: Pod, { status }: Node): Rejection | undefined {
  const conditions = status?.conditions
  if (!conditions?.some(isPressing)) return undefined
  const short = conditions.filter(isPressing)
  if ((pod.spec.priority ?? 0) >= 2_000_000_000) return undefined
  const memoryOnly = short.length === 1 && short[0]?.type === 'MemoryPressure'
  const tolerates = pod.spec.tolerations?.some(
    ({ key, operator, effect }) =>
      (key === 'node.kubernetes.io/memory-pressure' || (!key && operator === 'Exists')) &&
      (!effect || effect === 'NoSchedule'),
  )
  if (memoryOnly && (computeQosClass(pod) !== 'BestEffort' || tolerates)) return undefined
  return { reason: 'Evicted', message: `The node had condition: [${short.map(({ type }) => type).join(' ')}]. ` }
}

const isPressing = ({ type, status }: NodeCondition): boolean => status === 'True' && type.endsWith('Pressure')

const predicate = (reason: string, text: string): Rejection => ({
  reason,
  message: `Predicate ${reason} failed: ${text}`,
})
