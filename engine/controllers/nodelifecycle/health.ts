/**
 * What a node's conditions should say when its kubelet is silent, and which taints its conditions call for.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go.
 */
import type { Node, NodeCondition, Pod, Taint } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { isSameTaint } from '../../rules/taints.ts'

export const NOT_READY = 'node.kubernetes.io/not-ready'
export const UNREACHABLE = 'node.kubernetes.io/unreachable'
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

/** Conditions a silent kubelet can no longer vouch for. */
const VOUCHED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

/** NoSchedule taints by condition type and status. */
const BY_CONDITION: readonly [type: string, status: string, key: string][] = [
  ['Ready', 'False', NOT_READY],
  ['Ready', 'Unknown', UNREACHABLE],
  ['MemoryPressure', 'True', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure', 'True', 'node.kubernetes.io/disk-pressure'],
  ['NetworkUnavailable', 'True', 'node.kubernetes.io/network-unavailable'],
  ['PIDPressure', 'True', 'node.kubernetes.io/pid-pressure'],
]
const MANAGED = new Set([...BY_CONDITION.map(([, , key]) => key), UNSCHEDULABLE])

export function readyStatus(node: Node): string | undefined {
  return findCondition(node.status?.conditions, 'Ready')?.status
}

/** Conditions of a node whose kubelet is silent; the same list when they say so already. */
export function silentConditions(node: Node, now: string): NodeCondition[] {
  const present = node.status?.conditions ?? []
  let next = present
  for (const type of VOUCHED) {
    const condition = findCondition(next, type)
    if (condition?.status === 'Unknown') continue
    const unknown: NodeCondition =
      condition === undefined
        ? {
            type,
            status: 'Unknown',
            lastHeartbeatTime: node.metadata.creationTimestamp,
            lastTransitionTime: now,
            reason: 'NodeStatusNeverUpdated',
            message: 'Kubelet never posted node status.',
          }
        : {
            ...condition,
            status: 'Unknown',
            lastTransitionTime: now,
            reason: 'NodeStatusUnknown',
            message: 'Kubelet stopped posting node status.',
          }
    next = condition === undefined ? [...next, unknown] : next.map((c) => (c === condition ? unknown : c))
  }
  return next
}

/** The node with the NoSchedule taints its conditions and a cordon call for; itself when it has them. */
export function withScheduleTaints(node: Node, now: string): Node {
  const present = node.spec.taints ?? []
  const wanted = scheduleTaints(node)
  const isOurs = (taint: Taint) => taint.effect === 'NoSchedule' && MANAGED.has(taint.key)
  // A machine that has not reported yet keeps what admission gave it.
  const fresh = readyStatus(node) === undefined
  const stays = (taint: Taint) =>
    !isOurs(taint) || wanted.some((w) => isSameTaint(w, taint)) || (fresh && taint.key === NOT_READY)
  const kept = present.filter(stays)
  const added = wanted.filter((w) => !present.some((taint) => isSameTaint(taint, w)))
  if (added.length === 0 && kept.length === present.length) return node
  return withTaints(node, [...kept, ...added.map((taint) => ({ ...taint, timeAdded: now }))])
}

function scheduleTaints(node: Node): Taint[] {
  const taints: Taint[] = []
  const add = (key: string) => taints.push({ key, effect: 'NoSchedule' })
  for (const [type, status, key] of BY_CONDITION) {
    if (findCondition(node.status?.conditions, type)?.status === status) add(key)
  }
  if (node.spec.unschedulable) add(UNSCHEDULABLE)
  return taints
}

/** The NoExecute taint a node's readiness calls for. */
export function executeTaint(node: Node): Taint | undefined {
  const status = readyStatus(node)
  if (status === 'False') return { key: NOT_READY, effect: 'NoExecute' }
  return status === 'Unknown' ? { key: UNREACHABLE, effect: 'NoExecute' } : undefined
}

/** The node with `wanted` (or none) as its only NoExecute taint of these two; itself when that is so. */
export function withExecuteTaint(node: Node, wanted: Taint | undefined, now: string): Node {
  const present = node.spec.taints ?? []
  const isOurs = ({ key, effect }: Taint) => effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE)
  const kept = present.filter((taint) => !isOurs(taint) || (wanted !== undefined && isSameTaint(taint, wanted)))
  const has = wanted === undefined || kept.some((taint) => isSameTaint(taint, wanted))
  if (has && kept.length === present.length) return node
  return withTaints(node, has ? kept : [...kept, { ...wanted, timeAdded: now }])
}

function withTaints(node: Node, taints: Taint[]): Node {
  const { taints: _, ...spec } = node.spec
  return { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec }
}

/** The status of a Pod on a node that is not ready; the same one when it is not Ready anyway. */
export function notReadyPodStatus({ status }: Pod, now: string): Pod['status'] {
  const ready = findCondition(status.conditions, 'Ready')
  if (ready?.status !== 'True') return status
  const conditions = status.conditions?.map((condition) =>
    condition === ready ? { ...condition, status: 'False', lastTransitionTime: now } : condition,
  )
  return { ...status, conditions }
}
