/** Pod affinity terms ready to match. Source: kube-scheduler framework AffinityTerm. */
import type { PodAffinityTerm, WeightedPodAffinityTerm } from 'kubernetes-types/core/v1'
import { formatSelector, isEmptySelector, NOTHING, type Selector, selectorMatches } from '../../../api/labels.ts'
import type { LabelSelector } from '../../../kinds/types.ts'
import { usableSelector } from '../usableselector.ts'
import type { Affinity } from '../../../kinds/types.ts'
import { pinsOf } from '../../census.ts'

export interface AffinityTerm {
  readonly topologyKey: string
  readonly selector: Selector
  /** Named namespaces; the owner's own when the term names none. */
  readonly namespaces: ReadonlySet<string>
  /** Namespaces by label; selects none when the term has no such selector. */
  readonly namespaceSelector: Selector
  /** 0 for required terms; negative to stay away. */
  readonly weight: number
  /** Equal texts, equal terms but for the weight. */
  readonly key: string
  /** Keys of the census under which all that the term is about is found; undefined: anywhere. */
  readonly pins: readonly string[] | undefined
}

export interface AffinityTerms {
  readonly required: readonly AffinityTerm[]
  readonly requiredAnti: readonly AffinityTerm[]
  /** Affinity and anti-affinity together, by sign of the weight. */
  readonly preferred: readonly AffinityTerm[]
}

/** Labels of a namespace. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined

/** The terms of a Pod in `namespace`. */
export function affinityTerms(
  podAffinity: Affinity['podAffinity'],
  podAntiAffinity: Affinity['podAntiAffinity'],
  namespace: string,
): AffinityTerms {
  const required = (terms: readonly PodAffinityTerm[] | undefined) =>
    (terms ?? []).map((term) => compile(term, namespace, 0))
  const preferred = (terms: readonly WeightedPodAffinityTerm[] | undefined, sign: number) =>
    (terms ?? []).map(({ podAffinityTerm, weight }) => compile(podAffinityTerm, namespace, sign * weight))
  return {
    required: required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAnti: required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferred: [
      ...preferred(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution, 1),
      ...preferred(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution, -1),
    ],
  }
}

function compile(term: PodAffinityTerm, namespace: string, weight: number): AffinityTerm {
  const { namespaceSelector } = term as { namespaceSelector?: LabelSelector }
  const { topologyKey } = term
  const named = term.namespaces ?? []
  const namespaces = new Set(named.length === 0 && !namespaceSelector ? [namespace] : named)
  const selector = usableSelector(term.labelSelector)
  const byLabel = namespaceSelector ? usableSelector(namespaceSelector) : NOTHING
  const pins = selector.nothing ? [] : byLabel.nothing ? pinsOf(namespaces, selector) : undefined
  const key = JSON.stringify([topologyKey, textOf(selector), [...namespaces].sort(), textOf(byLabel)])
  return { topologyKey, selector, namespaces, namespaceSelector: byLabel, weight, key, pins }
}

const textOf = (selector: Selector) => (selector.nothing ? null : formatSelector(selector))

/** Whether a term is about Pods with these labels in this namespace. */
export function termMatches(
  term: AffinityTerm,
  namespace: string,
  labels: Readonly<Record<string, string>> | undefined,
  namespaceLabels: NamespaceLabels,
): boolean {
  if (!selectorMatches(term.selector, labels)) return false
  if (term.namespaces.has(namespace) || isEmptySelector(term.namespaceSelector)) return true
  return selectorMatches(term.namespaceSelector, namespaceLabels(namespace))
}
