/** A Pod's spread constraints ready to count by. Source: plugins/podtopologyspread/common.go. */
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import { type Selector, selectorFromSet, selectorMatches, selectorOf } from '../../../api/labels.ts'
import type { Node, Pod } from '../../../kinds/types.ts'
import { matchesRequiredNodeAffinity, requiredNodeSelector } from '../../../rules/nodeaffinity.ts'
import { findUntoleratedTaint, keepsPodsAway } from '../../../rules/taints.ts'
import { usableSelector } from '../usableselector.ts'

export type Action = 'DoNotSchedule' | 'ScheduleAnyway'

export interface Constraint {
  readonly maxSkew: number
  readonly topologyKey: string
  readonly selector: Selector
  readonly minDomains: number
  /** Nodes count only where the Pod's node affinity, and its tolerations, let it go. */
  readonly honorAffinity: boolean
  readonly honorTaints: boolean
  /** The Pod itself is selected. */
  readonly selfMatch: boolean
}

/** Fields newer than the types. */
interface NewerFields {
  matchLabelKeys?: string[]
  minDomains?: number
  nodeAffinityPolicy?: 'Honor' | 'Ignore'
  nodeTaintsPolicy?: 'Honor' | 'Ignore'
}

/** The constraints of one kind, as the Pod states them; `selector` replaces theirs (default constraints). */
export function constraintsOf(
  stated: readonly TopologySpreadConstraint[],
  action: Action,
  pod: Pod,
  selector?: Selector,
): Constraint[] {
  return stated
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => {
      const { minDomains, nodeAffinityPolicy, nodeTaintsPolicy } = constraint as NewerFields
      const counted = selector ?? selectorWithKeys(constraint, pod)
      return {
        maxSkew: constraint.maxSkew,
        topologyKey: constraint.topologyKey,
        selector: counted,
        minDomains: minDomains ?? 1,
        honorAffinity: nodeAffinityPolicy !== 'Ignore',
        honorTaints: nodeTaintsPolicy === 'Honor',
        selfMatch: selectorMatches(counted, pod.metadata.labels),
      }
    })
}

/** matchLabelKeys: the Pod's own values of these labels must match too. */
function selectorWithKeys(constraint: TopologySpreadConstraint, pod: Pod): Selector {
  const selector = usableSelector(constraint.labelSelector)
  const own: Record<string, string> = {}
  for (const key of (constraint as NewerFields).matchLabelKeys ?? []) {
    const value = pod.metadata.labels?.[key]
    if (value !== undefined) own[key] = value
  }
  if (Object.keys(own).length === 0) return selector
  return { ...selectorOf([...selectorFromSet(own).requirements, ...selector.requirements]), nothing: selector.nothing }
}

/** Whether a node counts for a constraint of this Pod. */
export function countsNode({ honorAffinity, honorTaints }: Constraint, pod: Pod, node: Node): boolean {
  if (honorAffinity && !matchesRequiredNodeAffinity(pod, node)) return false
  return !honorTaints || findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, keepsPodsAway) === undefined
}

/** Text that decides which nodes count; '' when every node with the constraint's own label does. */
export function countsKey({ honorAffinity, honorTaints }: Constraint, pod: Pod, keys: readonly string[]): string {
  const { nodeSelector, tolerations } = pod.spec
  const required = requiredNodeSelector(pod)
  const parts: unknown[] = []
  if (honorAffinity && (nodeSelector || required)) parts.push({ nodeSelector, required })
  if (honorTaints) parts.push({ tolerations })
  if (keys.length > 1) parts.push({ keys })
  return parts.length === 0 ? '' : JSON.stringify(parts)
}

export function hasKeys(node: Node, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined)
}
