/** Rules of placement that hardly mean what they say. Source: pkg/api/pod/warnings.go, pkg/api/node/util.go. */
import { child, index, key } from '../../api/fieldpath.ts'
import type { Affinity, NodeSelectorTerm, PodSpec } from '../types.ts'

/** Labels of nodes that have newer names. */
const OLD_LABELS: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
])

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'
const MATCHES_NOTHING = 'a null labelSelector results in matching no pod'

type PodAffinity = NonNullable<Affinity['podAffinity']>

export function placementWarnings(spec: PodSpec, path: string): string[] {
  const at = child(path, 'affinity')
  const { nodeAffinity } = spec.affinity ?? {}
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((label) => {
      const text = OLD_LABELS.get(label)
      return text ? [`${key(child(path, 'nodeSelector'), label)}: ${text}`] : []
    }),
    ...(nodeAffinity ? nodeWarnings(nodeAffinity, child(at, 'nodeAffinity')) : []),
    ...spreadWarnings(spec, child(path, 'topologySpreadConstraints')),
  ]
}

/** Terms of Pod affinity that match no Pod. */
export function affinityWarnings({ affinity }: PodSpec, path: string): string[] {
  const { podAffinity, podAntiAffinity } = affinity ?? {}
  return [
    ...(podAffinity ? podAffinityWarnings(podAffinity, child(path, 'affinity', 'podAffinity')) : []),
    ...(podAntiAffinity ? podAffinityWarnings(podAntiAffinity, child(path, 'affinity', 'podAntiAffinity')) : []),
  ]
}

function nodeWarnings(affinity: NonNullable<Affinity['nodeAffinity']>, path: string): string[] {
  const { [REQUIRED]: required, [PREFERRED]: preferred = [] } = affinity
  const terms = child(path, REQUIRED, 'nodeSelectorTerms')
  return [
    ...(required?.nodeSelectorTerms ?? []).flatMap((term, i) => termWarnings(term, index(terms, i))),
    ...preferred.flatMap(({ preference }, i) =>
      termWarnings(preference, child(index(child(path, PREFERRED), i), 'preference')),
    ),
  ]
}

/** Labels of nodes that have newer names, in a term that chooses nodes. */
export function termWarnings(term: NodeSelectorTerm | undefined, path: string): string[] {
  return (term?.matchExpressions ?? []).flatMap(({ key: label }, i) => {
    const text = OLD_LABELS.get(label)
    return text ? [`${child(index(child(path, 'matchExpressions'), i), 'key')}: ${label} is ${text}`] : []
  })
}

function spreadWarnings({ topologySpreadConstraints = [] }: PodSpec, path: string): string[] {
  return topologySpreadConstraints.flatMap(({ topologyKey, labelSelector }, i) => {
    const at = index(path, i)
    const text = OLD_LABELS.get(topologyKey)
    return [
      ...(text ? [`${child(at, 'topologyKey')}: ${topologyKey} is ${text}`] : []),
      ...(labelSelector ? [] : [`${child(at, 'labelSelector')}: ${MATCHES_NOTHING}`]),
    ]
  })
}

function podAffinityWarnings(affinity: PodAffinity, path: string): string[] {
  const { [REQUIRED]: required = [], [PREFERRED]: preferred = [] } = affinity
  const warn = (at: string) => [`${child(at, 'labelSelector')}: ${MATCHES_NOTHING}`]
  return [
    ...required.flatMap(({ labelSelector }, i) => (labelSelector ? [] : warn(index(child(path, REQUIRED), i)))),
    ...preferred.flatMap(({ podAffinityTerm }, i) => {
      const at = child(index(child(path, PREFERRED), i), 'podAffinityTerm')
      return podAffinityTerm?.labelSelector ? [] : warn(at)
    }),
  ]
}
