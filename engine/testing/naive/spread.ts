/** Topology spread the naive way. */
import { type Selector, selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import { matchesRequiredNodeAffinity } from '../../rules/nodeaffinity.ts'
import { findUntoleratedTaint, keepsPodsAway } from '../../rules/taints.ts'
import { label, type NaiveCluster, selectedOn } from './cluster.ts'

interface NaiveConstraint {
  maxSkew: number
  topologyKey: string
  whenUnsatisfiable: string
  selector: Selector
  minDomains: number
  honorAffinity: boolean
  honorTaints: boolean
}

const HOST = 'kubernetes.io/hostname'
const TOO_SKEWED = "node(s) didn't match pod topology spread constraints"

/** Stated constraints, or the system's for Pods that a Service or ReplicaSet groups. */
function constraintsOf(cluster: NaiveCluster, pod: Pod): { constraints: NaiveConstraint[]; own: boolean } {
  const stated = pod.spec.topologySpreadConstraints ?? []
  if (stated.length > 0) {
    const constraints = stated.map((given) => {
      const c = given as typeof given & Record<string, unknown>
      const keys = (c.matchLabelKeys as string[] | undefined) ?? []
      const own = keys.flatMap((key) => {
        const value = label(pod, key)
        return value === undefined ? [] : [{ key, operator: '=' as const, values: [value] }]
      })
      const base = labelSelector(c.labelSelector)
      return {
        maxSkew: c.maxSkew,
        topologyKey: c.topologyKey,
        whenUnsatisfiable: c.whenUnsatisfiable,
        selector: { ...base, requirements: [...base.requirements, ...own] },
        minDomains: (c.minDomains as number | undefined) ?? 1,
        honorAffinity: c.nodeAffinityPolicy !== 'Ignore',
        honorTaints: c.nodeTaintsPolicy === 'Honor',
      }
    })
    return { constraints, own: true }
  }
  const selector = siblingSelector(cluster, pod)
  if (selector === undefined) return { constraints: [], own: false }
  const soft = { whenUnsatisfiable: 'ScheduleAnyway', selector, minDomains: 1, honorAffinity: true, honorTaints: false }
  return {
    own: false,
    constraints: [
      { ...soft, maxSkew: 3, topologyKey: HOST },
      { ...soft, maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone' },
    ],
  }
}

function siblingSelector({ services, replicaSets }: NaiveCluster, pod: Pod): Selector | undefined {
  const { namespace, labels = {}, ownerReferences = [] } = pod.metadata
  const wanted: Record<string, string> = {}
  for (const { metadata, spec } of services) {
    const entries = Object.entries(spec.selector ?? {})
    if (metadata.namespace !== namespace || entries.length === 0) continue
    if (entries.every(([key, value]) => labels[key] === value)) Object.assign(wanted, spec.selector)
  }
  const requirements = Object.entries(wanted).map(([key, value]) => ({ key, operator: '=' as const, values: [value] }))
  const owner = ownerReferences.find(({ controller }) => controller)
  const set =
    owner?.kind === 'ReplicaSet'
      ? replicaSets.find(({ metadata }) => metadata.namespace === namespace && metadata.name === owner.name)
      : undefined
  const theirs = set === undefined ? [] : labelSelector(set.spec.selector).requirements
  const all = [...requirements, ...theirs]
  return all.length === 0 ? undefined : { requirements: all, nothing: false }
}

const hasAll = (node: Node, constraints: readonly NaiveConstraint[]) =>
  constraints.every(({ topologyKey }) => label(node, topologyKey) !== undefined)

function nodeCounts(c: NaiveConstraint, pod: Pod, node: Node): boolean {
  if (c.honorAffinity && !matchesRequiredNodeAffinity(pod, node)) return false
  return !c.honorTaints || !findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, keepsPodsAway)
}

/** Selected Pods by domain, over the nodes that count. */
function countByDomain(cluster: NaiveCluster, c: NaiveConstraint, pod: Pod, needed: readonly NaiveConstraint[]) {
  const counts = new Map<string, number>()
  for (const node of cluster.nodes) {
    const domain = label(node, c.topologyKey)
    if (domain === undefined || !hasAll(node, needed) || !nodeCounts(c, pod, node)) continue
    const pods = selectedOn(cluster, node, pod.metadata.namespace ?? '', c.selector)
    counts.set(domain, (counts.get(domain) ?? 0) + pods)
  }
  return counts
}

/** Prepares the filter for a Pod: refusal reasons of a node, undefined when it passes. */
export function naiveSpreadFilter(cluster: NaiveCluster, pod: Pod) {
  const hard = constraintsOf(cluster, pod).constraints.filter((c) => c.whenUnsatisfiable === 'DoNotSchedule')
  const counted = hard.map((c) => ({ c, counts: countByDomain(cluster, c, pod, hard) }))
  return (node: Node): { reason: string; unresolvable: boolean } | undefined => {
    for (const { c, counts } of counted) {
      const domain = label(node, c.topologyKey)
      if (domain === undefined) return { reason: `${TOO_SKEWED} (missing required label)`, unresolvable: true }
      const least = counts.size < c.minDomains ? 0 : Math.min(...counts.values())
      const self = selectorMatches(c.selector, pod.metadata.labels) ? 1 : 0
      if ((counts.get(domain) ?? 0) + self - least > c.maxSkew) return { reason: TOO_SKEWED, unresolvable: false }
    }
    return undefined
  }
}

/** Normalized scores of the candidates; undefined when there is nothing to score. */
export function naiveSpreadScores(cluster: NaiveCluster, pod: Pod, candidates: readonly Node[]): number[] | undefined {
  const { constraints, own } = constraintsOf(cluster, pod)
  const soft = constraints.filter((c) => c.whenUnsatisfiable === 'ScheduleAnyway')
  if (soft.length === 0) return undefined
  const ignored = candidates.map((node) => own && !hasAll(node, soft))
  const kept = candidates.filter((_, i) => !ignored[i])
  const parts = soft.map((c) => {
    const host = c.topologyKey === HOST
    const size = host ? kept.length : new Set(kept.map((node) => label(node, c.topologyKey) ?? '')).size
    const counts = host ? new Map<string, number>() : countByDomain(cluster, c, pod, own ? soft : [])
    return { c, host, counts, weight: Math.log(size + 2) }
  })
  const costs = candidates.map((node) => {
    let cost = 0
    for (const { c, host, counts, weight } of parts) {
      const domain = label(node, c.topologyKey)
      if (domain === undefined) continue
      const namespace = pod.metadata.namespace ?? ''
      const pods = host ? selectedOn(cluster, node, namespace, c.selector) : (counts.get(domain) ?? 0)
      cost += pods * weight + (c.maxSkew - 1)
    }
    return Math.round(cost)
  })
  const valid = costs.filter((_, i) => !ignored[i])
  const max = Math.max(0, ...valid)
  const min = Math.min(...valid)
  return costs.map((cost, i) => {
    if (ignored[i]) return 0
    return max === 0 ? 100 : Math.floor((100 * (max + min - cost)) / max)
  })
}
