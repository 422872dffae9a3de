/** Taints of nodes and tolerations of Pods. Source: k8s.io/api core/v1 helpers, component-helpers scheduling/corev1. */
import type { Node, Taint, Toleration } from '../kinds/types.ts'
import { parseInteger } from '../api/gonumber.ts'
import { decimalIntegerMessages } from '../api/valueformats.ts'

export type TaintEffect = 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'

/** `key=value:effect`, without what is empty. */
export function formatTaint({ key, value = '', effect = '' }: Taint): string {
  if (effect === '') return value === '' ? key : `${key}=${value}:`
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`
}

/** The same taint: key and effect; values and times do not count. */
export function isSameTaint(first: Taint, second: Taint): boolean {
  return first.key === second.key && first.effect === second.effect
}

/**
 * Whether a toleration covers a taint. An empty effect covers every effect, an empty key with Exists every key.
 * @param comparisons whether Gt and Lt count (feature TaintTolerationComparisonOperators)
 */
export function toleratesTaint(toleration: Toleration, taint: Taint, comparisons = false): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  switch (toleration.operator ?? '') {
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '')
    case 'Exists':
      return true
    case 'Gt':
    case 'Lt':
      return comparisons && compareTaintValue(toleration.value ?? '', taint.value ?? '', toleration.operator ?? '')
    default:
      return false
  }
}

/** Numeric toleration: the taint's value beyond (Gt) or below (Lt) the toleration's, both canonical 64-bit integers. */
export function compareTaintValue(tolerated: string, tainted: string, operator: string): boolean {
  if (decimalIntegerMessages(tolerated).length + decimalIntegerMessages(tainted).length > 0) return false
  const bound = parseInteger(tolerated, 64)
  const value = parseInteger(tainted, 64)
  if (bound.error !== undefined || value.error !== undefined) return false
  if (operator === 'Gt') return value.value > bound.value
  return operator === 'Lt' && value.value < bound.value
}

export function toleratesAny(tolerations: readonly Toleration[], taint: Taint, comparisons = false): boolean {
  return tolerations.some((toleration) => toleratesTaint(toleration, taint, comparisons))
}

/** The first taint of the wanted effects that nothing tolerates. */
export function findUntoleratedTaint(
  taints: readonly Taint[] | null | undefined,
  tolerations: readonly Toleration[] | null | undefined,
  counts: (taint: Taint) => boolean,
  comparisons = false,
): Taint | undefined {
  return taints?.find((taint) => counts(taint) && !toleratesAny(tolerations ?? [], taint, comparisons))
}

/** Taints that keep a Pod from being scheduled (NoSchedule, NoExecute). */
export function keepsPodsAway({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute'
}

/** Adds taints, replacing those of the same key and effect; the node itself when nothing changes. */
export function addTaints(node: Node, added: readonly Taint[]): Node {
  return added.reduce(addTaint, node)
}

function addTaint(node: Node, taint: Taint): Node {
  const present = node.spec.taints ?? []
  const same = present.find((candidate) => isSameTaint(candidate, taint))
  if (same !== undefined && equalTaints(same, taint)) return node
  const taints =
    same === undefined ? [...present, taint] : present.map((candidate) => (candidate === same ? taint : candidate))
  return { ...node, spec: { ...node.spec, taints } }
}

function equalTaints(first: Taint, second: Taint): boolean {
  return (first.value ?? '') === (second.value ?? '') && (first.timeAdded ?? '') === (second.timeAdded ?? '')
}

/** Removes taints of the same key and effect; the node itself when none is there. */
export function removeTaints(node: Node, removed: readonly Taint[]): Node {
  const present = node.spec.taints ?? []
  const taints = present.filter((taint) => !removed.some((candidate) => isSameTaint(candidate, taint)))
  if (taints.length === present.length) return node
  return { ...node, spec: { ...node.spec, taints } }
}
