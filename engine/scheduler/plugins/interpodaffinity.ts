/** Pods near to or far from other Pods. Source: plugins/interpodaffinity. */
import type { Store } from '../../api/store.ts'
import { equal } from '../../api/equal.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { Census } from '../census.ts'
import { ClusterChange } from '../changes.ts'
import type { RelationPlugin } from '../plugin.ts'
import type { Selections } from '../selections.ts'
import { Plans } from './interpodaffinity/plan.ts'
import { AffinityRelation } from './interpodaffinity/relation.ts'
import { StandingTerms } from './interpodaffinity/standing.ts'
import { type AffinityTerm, affinityTerms, type NamespaceLabels, termMatches } from './interpodaffinity/terms.ts'

export interface InterPodAffinityArgs {
  readonly hardPodAffinityWeight?: number
  readonly ignorePreferredTermsOfExistingPods?: boolean
}

export function interPodAffinity(
  store: Store,
  census: Census,
  selections: Selections,
  args: InterPodAffinityArgs = {},
): RelationPlugin {
  const { hardPodAffinityWeight = 1, ignorePreferredTermsOfExistingPods = false } = args
  const standing = new StandingTerms(census, selections)
  const plans = new Plans(store, selections, standing, hardPodAffinityWeight, ignorePreferredTermsOfExistingPods)
  const namespaceLabels: NamespaceLabels = (name) =>
    store.hasTable('namespaces') ? store.table('namespaces').find('', name)?.metadata.labels : undefined
  return {
    name: 'InterPodAffinity',
    relate: (pod) => {
      const plan = plans.of(census.classOf(pod))
      return plan && new AffinityRelation(plan)
    },
    wakes: [
      {
        on: ClusterChange.POD_ADD | ClusterChange.POD_DELETE | ClusterChange.POD_LABEL | ClusterChange.OWN_LABEL,
        helps: (pod, before, after) => podChangeHelps(pod, before, after, namespaceLabels),
      },
      { on: ClusterChange.NODE_ADD | ClusterChange.NODE_LABEL, helps: nodeChangeHelps },
    ],
  }
}

const termsOf = ({ metadata, spec: { affinity } }: Pod) =>
  affinityTerms(affinity?.podAffinity, affinity?.podAntiAffinity, metadata.namespace ?? '')

/** A friend came, or a foe went. */
export function podChangeHelps(
  pod: Pod,
  before: unknown,
  after: unknown,
  namespaceLabels: NamespaceLabels = () => undefined,
): boolean {
  const { required, requiredAnti } = termsOf(pod)
  const [old, next] = [before as Pod | undefined, after as Pod | undefined]
  const matches = (term: AffinityTerm, { metadata }: Pod) =>
    termMatches(term, metadata.namespace ?? '', metadata.labels, namespaceLabels)
  const friend = (other: Pod | undefined) =>
    other !== undefined && required.length > 0 && required.every((term) => matches(term, other))
  const foe = (other: Pod | undefined) => other !== undefined && requiredAnti.some((term) => matches(term, other))
  // The Pod may be the first of its group now.
  if (old !== undefined && next?.metadata.uid === pod.metadata.uid)
    return !equal(old.metadata.labels, next.metadata.labels)
  if (!friend(old) && friend(next)) return true
  if (foe(old) && !foe(next)) return true
  return old !== undefined && next === undefined && refuses(old, pod, namespaceLabels)
}

/** A standing Pod's own anti-affinity is against this one. */
function refuses(standing: Pod, { metadata }: Pod, namespaceLabels: NamespaceLabels): boolean {
  return termsOf(standing).requiredAnti.some((term) =>
    termMatches(term, metadata.namespace ?? '', metadata.labels, namespaceLabels),
  )
}

/** The node has come into a domain that counts, or left one. */
export function nodeChangeHelps(pod: Pod, before: unknown, after: unknown): boolean {
  const { required, requiredAnti } = termsOf(pod)
  const [old, next] = [before as Node | undefined, after as Node]
  const value = (node: Node, key: string) => node.metadata.labels?.[key]
  const changed = ({ topologyKey: key }: AffinityTerm) => old === undefined || value(old, key) !== value(next, key)
  const labelled = required.every(({ topologyKey }) => value(next, topologyKey) !== undefined)
  if (required.length > 0 && labelled && required.some(changed)) return true
  if (required.length > 0 && !labelled) return false
  return requiredAnti.length === 0 ? required.length === 0 : requiredAnti.some(changed)
}
