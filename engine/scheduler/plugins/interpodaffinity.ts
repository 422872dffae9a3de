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
  if (old !== undefined && next !== undefined && next.metadata.uid === pod.metadata.uid)
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

/** The node is new or has come into another domain: one of friends, or out of one of foes. */
export function nodeChangeHelps(pod: Pod, before: unknown, after: unknown): boolean {
  const { required, requiredAnti } = termsOf(pod)
  // Others' anti-affinity refused it: any domain may be the one.
  if (required.length === 0 && requiredAnti.length === 0) return true
  const old = (before as Node | undefined)?.metadata.labels
  const next = (after as Node).metadata.labels
  const entered = ({ topologyKey: key }: AffinityTerm) => next?.[key] !== undefined && old?.[key] !== next[key]
  const left = ({ topologyKey: key }: AffinityTerm) => old?.[key] !== undefined && old[key] !== next?.[key]
  return required.some(entered) || (requiredAnti.length > 0 && (before === undefined || requiredAnti.some(left)))
}
