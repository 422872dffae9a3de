/** Inter-Pod affinity the naive way. */
import type { Node, Pod } from '../../kinds/types.ts'
import { affinityTermMatches, label, type NaiveCluster, nodeOf } from './cluster.ts'

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

const sameDomain = (a: Node, b: Node | undefined, key: string) =>
  b !== undefined && label(a, key) !== undefined && label(a, key) === label(b, key)

/** Whether the filter has anything to look at as the cluster stands; if not, Pods that are only tried do not count. */
export function naiveAffinityCares(cluster: NaiveCluster, pod: Pod): boolean {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  if ((podAffinity?.[REQUIRED]?.length ?? 0) + (podAntiAffinity?.[REQUIRED]?.length ?? 0) > 0) return true
  return cluster.pods.some((other) =>
    (other.spec.affinity?.podAntiAffinity?.[REQUIRED] ?? []).some((term) => {
      const node = nodeOf(cluster, other)
      const labelled = node !== undefined && label(node, term.topologyKey) !== undefined
      return labelled && affinityTermMatches(cluster, term, other.metadata.namespace ?? '', pod)
    }),
  )
}

/** Refusal reasons of a node, undefined when it passes. */
export function naiveAffinityFilter(cluster: NaiveCluster, pod: Pod) {
  const namespace = pod.metadata.namespace ?? ''
  const required = pod.spec.affinity?.podAffinity?.[REQUIRED] ?? []
  const anti = pod.spec.affinity?.podAntiAffinity?.[REQUIRED] ?? []
  const matchesAll = (other: Pod) => required.every((t) => affinityTermMatches(cluster, t, namespace, other))
  const friends = cluster.pods.filter(matchesAll).map((other) => nodeOf(cluster, other))
  const anyFriend = required.some(({ topologyKey }) => friends.some((n) => n && label(n, topologyKey) !== undefined))
  return (node: Node): { reason: string; unresolvable: boolean } | undefined => {
    const labelled = required.every(({ topologyKey }) => label(node, topologyKey) !== undefined)
    const near = required.every(({ topologyKey }) => friends.some((friend) => sameDomain(node, friend, topologyKey)))
    if (!labelled || !(near || (!anyFriend && matchesAll(pod)))) {
      return { reason: "node(s) didn't match pod affinity rules", unresolvable: true }
    }
    const foe = cluster.pods.some((other) =>
      anti.some(
        (t) =>
          affinityTermMatches(cluster, t, namespace, other) && sameDomain(node, nodeOf(cluster, other), t.topologyKey),
      ),
    )
    if (foe) return { reason: "node(s) didn't match pod anti-affinity rules", unresolvable: false }
    const refuser = cluster.pods.some((other) =>
      (other.spec.affinity?.podAntiAffinity?.[REQUIRED] ?? []).some(
        (t) =>
          affinityTermMatches(cluster, t, other.metadata.namespace ?? '', pod) &&
          sameDomain(node, nodeOf(cluster, other), t.topologyKey),
      ),
    )
    if (refuser) return { reason: "node(s) didn't satisfy existing pods anti-affinity rules", unresolvable: false }
    return undefined
  }
}

/** Normalized scores of the candidates. */
export function naiveAffinityScores(cluster: NaiveCluster, pod: Pod, candidates: readonly Node[]): number[] {
  const raw = candidates.map(() => 0)
  for (const other of cluster.pods) {
    const wishes = [...preferences(cluster, pod, other)]
    if (wishes.length === 0) continue
    const there = nodeOf(cluster, other)
    candidates.forEach((node, i) => {
      for (const { key, weight } of wishes) if (sameDomain(node, there, key)) raw[i] = (raw[i] as number) + weight
    })
  }
  const min = Math.min(...raw)
  const max = Math.max(...raw)
  return raw.map((score) => (max === min ? 0 : Math.floor(100 * ((score - min) / (max - min)))))
}

/** What the new Pod and a standing one think of being near each other. */
function* preferences(cluster: NaiveCluster, pod: Pod, other: Pod): Generator<{ key: string; weight: number }> {
  const pairs = [
    { owner: pod, about: other },
    { owner: other, about: pod },
  ]
  for (const { owner, about } of pairs) {
    const namespace = owner.metadata.namespace ?? ''
    const { podAffinity, podAntiAffinity } = owner.spec.affinity ?? {}
    for (const { affinity, sign } of [
      { affinity: podAffinity, sign: 1 },
      { affinity: podAntiAffinity, sign: -1 },
    ]) {
      for (const { weight, podAffinityTerm: term } of affinity?.[PREFERRED] ?? []) {
        if (affinityTermMatches(cluster, term, namespace, about)) yield { key: term.topologyKey, weight: sign * weight }
      }
    }
  }
  for (const term of other.spec.affinity?.podAffinity?.[REQUIRED] ?? []) {
    if (affinityTermMatches(cluster, term, other.metadata.namespace ?? '', pod)) {
      yield { key: term.topologyKey, weight: 1 }
    }
  }
}
