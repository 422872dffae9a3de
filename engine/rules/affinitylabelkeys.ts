/**
 * matchLabelKeys and mismatchLabelKeys of Pod affinity terms: on creation the Pod's own values become part of the term's
 * selector. Source: pkg/registry/core/pod/strategy.go.
 */
import type { PodAffinityTerm, WeightedPodAffinityTerm } from 'kubernetes-types/core/v1'
import type { Affinity, Pod, PodSpec } from '../kinds/types.ts'

type PodAffinity = NonNullable<Affinity['podAffinity']>

/** Fields newer than the types. */
interface LabelKeys {
  matchLabelKeys?: string[]
  mismatchLabelKeys?: string[]
}

/** The spec with its terms completed; the same one when no term names label keys. */
export function withAffinityLabelKeys({ spec, metadata }: Pick<Pod, 'spec' | 'metadata'>): PodSpec {
  if (spec.affinity === undefined) return spec
  const { podAffinity, podAntiAffinity } = spec.affinity
  if (![podAffinity, podAntiAffinity].some(namesKeys)) return spec
  const labels = metadata.labels ?? {}
  const affinity: Affinity = { ...spec.affinity }
  if (podAffinity) affinity.podAffinity = completed(podAffinity, labels)
  if (podAntiAffinity) affinity.podAntiAffinity = completed(podAntiAffinity, labels)
  return { ...spec, affinity }
}

function termsOf(affinity: PodAffinity | undefined): PodAffinityTerm[] {
  const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  return [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...preferred.map(({ podAffinityTerm }) => podAffinityTerm),
  ]
}

const namesKeys = (affinity: PodAffinity | undefined) =>
  termsOf(affinity).some((term) => {
    const { matchLabelKeys, mismatchLabelKeys } = term as LabelKeys
    return Boolean(matchLabelKeys?.length || mismatchLabelKeys?.length)
  })

function completed(affinity: PodAffinity, labels: Readonly<Record<string, string>>): PodAffinity {
  const required = affinity.requiredDuringSchedulingIgnoredDuringExecution
  const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution
  return {
    ...affinity,
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map((t) => completeTerm(t, labels)) }),
    ...(preferred && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map(
        (weighted): WeightedPodAffinityTerm => ({
          ...weighted,
          podAffinityTerm: completeTerm(weighted.podAffinityTerm, labels),
        }),
      ),
    }),
  }
}

function completeTerm(term: PodAffinityTerm, labels: Readonly<Record<string, string>>): PodAffinityTerm {
  const { matchLabelKeys = [], mismatchLabelKeys = [] } = term as LabelKeys
  if (!term.labelSelector) return term
  const requirement = (operator: string) => (key: string) =>
    labels[key] === undefined ? [] : [{ key, operator, values: [labels[key] as string] }]
  const added = [...matchLabelKeys.flatMap(requirement('In')), ...mismatchLabelKeys.flatMap(requirement('NotIn'))]
  if (added.length === 0) return term
  const matchExpressions = [...(term.labelSelector.matchExpressions ?? []), ...added]
  return { ...term, labelSelector: { ...term.labelSelector, matchExpressions } }
}
