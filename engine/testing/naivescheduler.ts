/**
 * The scheduler's oracle: every decision computed from the objects alone, node by node, nothing remembered. Follows the
 * same upstream formulas as engine/scheduler by another path; slow on purpose.
 */
import { milliValue, value } from '../api/quantityvalue.ts'
import { hash32, hashText } from '../core/random.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { matchesRequiredNodeAffinity, nodeSelectorMatches } from '../rules/nodeaffinity.ts'
import { nonZeroRequestNumbers, requestNumbers } from '../rules/requestnumbers.ts'
import { findUntoleratedTaint, keepsPodsAway, toleratesAny } from '../rules/taints.ts'
import { naiveAffinityCares, naiveAffinityFilter, naiveAffinityScores } from './naive/affinity.ts'
import { type NaiveCluster, podsOn } from './naive/cluster.ts'
import { naivePreemption, type NaiveVerdict } from './naive/preemption.ts'
import { naiveSpreadFilter, naiveSpreadScores } from './naive/spread.ts'

export interface NaiveDecision {
  /** Undefined: none fits. */
  node: string | undefined
  message: string
  /** Nodes looked at. */
  evaluated: number
  /** Node that preemption makes room on, and whom it takes away, sorted. */
  nominated?: string
  victims?: string[]
}

/** Refusals of nodes as the cluster stands, or would stand with other Pods. */
type NaiveRefusal = Exclude<ReturnType<NaiveVerdict>, undefined>

/** @param start position in the order of nodes at which to begin */
export function naiveDecision(cluster: NaiveCluster, pod: Pod, start: number, seed: number): NaiveDecision {
  const { nodes } = cluster
  if (nodes.length === 0) return { node: undefined, message: 'no nodes available to schedule pods', evaluated: 0 }
  const named = namedNodes(pod)
  if (named?.length === 0) return refusal(cluster, pod, ['pod affinity terms conflict'], [], seed)
  const verdict = verdictFor(cluster, pod)
  const home = nodes.find(({ metadata }) => metadata.name === pod.status.nominatedNodeName)
  if (home !== undefined && verdict(cluster, home) === undefined) {
    return { node: home.metadata.name, message: '', evaluated: 1 }
  }
  const eligible = named === undefined ? nodes : nodes.filter(({ metadata }) => named.includes(metadata.name))
  const candidates: Node[] = []
  const refusals: Refused[] = []
  for (let i = 0; i < eligible.length && candidates.length < enough(eligible.length); i++) {
    const node = eligible[(start + i) % eligible.length] as Node
    const refusal = verdict(cluster, node)
    if (refusal === undefined) candidates.push(node)
    else refusals.push({ node, refusal })
  }
  const evaluated = candidates.length + refusals.length
  if (candidates.length === 0) return refusedBy(cluster, pod, refusals, seed)
  return { node: best(cluster, pod, candidates, seed).metadata.name, message: '', evaluated }
}

interface Refused {
  node: Node
  refusal: NaiveRefusal
}

/** The verdict on a node, with the Pods nominated there that go first, then without them. */
function verdictFor(cluster: NaiveCluster, pod: Pod): NaiveVerdict {
  const cares = naiveAffinityCares(cluster, pod)
  const filters = new Map<NaiveCluster, (node: Node) => NaiveRefusal | undefined>()
  const filterOf = (now: NaiveCluster) => {
    const spread = naiveSpreadFilter(now, pod)
    const affinity = cares ? naiveAffinityFilter(now, pod) : () => undefined
    return (node: Node) => localRefusal(now, pod, node) ?? wide(spread(node)) ?? wide(affinity(node))
  }
  const plain = (now: NaiveCluster, node: Node) => {
    const filter = filters.get(now) ?? filterOf(now)
    filters.set(now, filter)
    return filter(node)
  }
  return (now, node) => {
    const first = (now.nominated ?? []).filter(
      ({ metadata, spec }) =>
        spec.nodeName === node.metadata.name &&
        metadata.uid !== pod.metadata.uid &&
        (spec.priority ?? 0) >= (pod.spec.priority ?? 0),
    )
    const crowded = first.length > 0 ? plain({ ...now, pods: [...now.pods, ...first] }, node) : undefined
    return crowded ?? plain(now, node)
  }
}

const wide = (found: { reason: string; unresolvable: boolean } | undefined): NaiveRefusal | undefined =>
  found && { reasons: [found.reason], unresolvable: found.unresolvable }

function enough(nodes: number): number {
  if (nodes < 100) return nodes
  return Math.max(100, Math.floor((nodes * Math.max(5, 50 - Math.floor(nodes / 125))) / 100))
}

/** Names that every alternative of the required node affinity asks for; undefined when one asks for none. */
function namedNodes(pod: Pod): string[] | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const byTerm = terms.map(({ matchFields = [] }) => {
    const lists = matchFields.filter((f) => f.key === 'metadata.name' && f.operator === 'In').map((f) => f.values ?? [])
    return lists.length === 0 ? undefined : lists.reduce((a, b) => a.filter((name) => b.includes(name)))
  })
  return byTerm.length === 0 || byTerm.includes(undefined) ? undefined : (byTerm.flat() as string[])
}

function localRefusal(cluster: NaiveCluster, pod: Pod, node: Node): NaiveRefusal | undefined {
  const tolerations = pod.spec.tolerations ?? []
  const cordon = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
  if (node.spec.unschedulable && !toleratesAny(tolerations, cordon)) {
    return { reasons: ['node(s) were unschedulable'], unresolvable: true }
  }
  const taint = findUntoleratedTaint(node.spec.taints, tolerations, keepsPodsAway)
  if (taint !== undefined) {
    const reasons = [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`]
    return { reasons, unresolvable: true }
  }
  if (!matchesRequiredNodeAffinity(pod, node)) {
    return { reasons: ["node(s) didn't match Pod's node affinity/selector"], unresolvable: true }
  }
  if (!portsFree(cluster, pod, node)) {
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], unresolvable: false }
  }
  const reasons = lacking(cluster, pod, node)
  return reasons.length === 0 ? undefined : { reasons, unresolvable: false }
}

function ports(pod: Pod) {
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ]
  return containers.flatMap(({ ports: all = [] }) => all.filter(({ hostPort }) => (hostPort ?? 0) > 0))
}

function portsFree(cluster: NaiveCluster, pod: Pod, node: Node): boolean {
  const taken = podsOn(cluster, node).flatMap(ports)
  const any = (ip: string | undefined) => !ip || ip === '0.0.0.0'
  return !ports(pod).some((want) =>
    taken.some(
      (held) =>
        held.hostPort === want.hostPort &&
        (held.protocol ?? 'TCP') === (want.protocol ?? 'TCP') &&
        (any(held.hostIP) || any(want.hostIP) || held.hostIP === want.hostIP),
    ),
  )
}

/** All requests of a Pod by resource name. */
function requests(pod: Pod, forScores: boolean): Map<string, number> {
  const numbers = (forScores ? nonZeroRequestNumbers : requestNumbers)(pod.spec)
  return new Map([
    ['cpu', numbers.milliCpu],
    ['memory', numbers.memoryBytes],
    ['ephemeral-storage', numbers.ephemeralStorageBytes],
    ...numbers.scalars,
  ])
}

function used(cluster: NaiveCluster, node: Node, resource: string, forScores: boolean): number {
  return podsOn(cluster, node).reduce((sum, pod) => sum + (requests(pod, forScores).get(resource) ?? 0), 0)
}

function offered(node: Node, resource: string): number {
  const text = (node.status.allocatable as Record<string, string> | undefined)?.[resource] ?? '0'
  return resource === 'cpu' ? milliValue(text) : value(text)
}

function lacking(cluster: NaiveCluster, pod: Pod, node: Node): string[] {
  const reasons = podsOn(cluster, node).length + 1 > offered(node, 'pods') ? ['Too many pods'] : []
  for (const [resource, amount] of requests(pod, false)) {
    if (amount > 0 && amount > offered(node, resource) - used(cluster, node, resource, false)) {
      reasons.push(`Insufficient ${resource}`)
    }
  }
  return reasons
}

/** The best candidate: highest sum of weighted scores, then highest hash, then first name. */
function best(cluster: NaiveCluster, pod: Pod, candidates: readonly Node[], seed: number): Node {
  if (candidates.length === 1) return candidates[0] as Node
  const totals = candidates.map(() => 0)
  const add = (weight: number, scores: readonly number[] | undefined) => {
    scores?.forEach((score, i) => {
      totals[i] = (totals[i] as number) + weight * score
    })
  }
  add(
    3,
    inProportion(
      candidates.map((node) => unwantedTaints(pod, node)),
      true,
    ),
  )
  if (preferredTerms(pod).length > 0)
    add(
      2,
      inProportion(
        candidates.map((node) => preference(pod, node)),
        false,
      ),
    )
  add(
    1,
    candidates.map((node) => leastAllocated(cluster, pod, node)),
  )
  add(
    1,
    candidates.map((node) => balance(cluster, pod, node)),
  )
  add(
    1,
    candidates.map((node) => imageScore(cluster, pod, node)),
  )
  add(2, naiveSpreadScores(cluster, pod, candidates))
  add(2, naiveAffinityScores(cluster, pod, candidates))
  const rank = (node: Node) => hash32(seed, hashText(pod.metadata.uid), hashText(node.metadata.name))
  const order = candidates.map((node, i) => ({ node, total: totals[i] as number, rank: rank(node) }))
  order.sort((a, b) => b.total - a.total || b.rank - a.rank || (a.node.metadata.name < b.node.metadata.name ? -1 : 1))
  return (order[0] as { node: Node }).node
}

function inProportion(raw: readonly number[], reversed: boolean): number[] {
  const max = Math.max(0, ...raw)
  return raw.map((score) => {
    const share = max === 0 ? 0 : Math.floor((100 * score) / max)
    return reversed ? 100 - share : share
  })
}

function unwantedTaints(pod: Pod, node: Node): number {
  const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
  const soft = (node.spec.taints ?? []).filter(({ effect }) => effect === 'PreferNoSchedule')
  return soft.filter((taint) => !toleratesAny(tolerations, taint)).length
}

const preferredTerms = (pod: Pod) =>
  (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).filter(
    ({ weight, preference: p }) => weight !== 0 && (p.matchExpressions?.length || p.matchFields?.length),
  )

function preference(pod: Pod, node: Node): number {
  const matching = preferredTerms(pod).filter(({ preference: p }) =>
    nodeSelectorMatches({ nodeSelectorTerms: [p] }, node),
  )
  return matching.reduce((sum, { weight }) => sum + weight, 0)
}

function leastAllocated(cluster: NaiveCluster, pod: Pod, node: Node): number {
  const scores = ['cpu', 'memory']
    .filter((resource) => offered(node, resource) > 0)
    .map((resource) => {
      const total = offered(node, resource)
      const taken = used(cluster, node, resource, true) + (requests(pod, true).get(resource) as number)
      return taken > total ? 0 : Math.floor(((total - taken) * 100) / total)
    })
  return scores.length === 0 ? 0 : Math.floor(scores.reduce((a, b) => a + b, 0) / scores.length)
}

function balance(cluster: NaiveCluster, pod: Pod, node: Node): number {
  const [cpu, memory] = ['cpu', 'memory']
    .filter((resource) => offered(node, resource) > 0)
    .map((resource) => {
      const taken = used(cluster, node, resource, false) + (requests(pod, false).get(resource) as number)
      return Math.min(1, taken / offered(node, resource))
    })
  const deviation = cpu === undefined || memory === undefined ? 0 : Math.abs((cpu - memory) / 2)
  return Math.floor((1 - deviation) * 100)
}

function imageScore({ nodes }: NaiveCluster, pod: Pod, node: Node): number {
  const MB = 1024 * 1024
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
  const holds = (n: Node, name: string) => (n.status.images ?? []).find(({ names }) => names?.includes(name))
  const sum = containers.reduce((bytes, { image = '' }) => {
    const name = image.lastIndexOf(':') > image.lastIndexOf('/') ? image : `${image}:latest`
    const held = holds(node, name)
    if (held === undefined) return bytes
    const share = nodes.filter((n) => holds(n, name) !== undefined).length / nodes.length
    return bytes + Math.floor((held.sizeBytes ?? 0) * share)
  }, 0)
  const max = 1000 * MB * containers.length
  const bounded = Math.min(max, Math.max(23 * MB, sum))
  return Math.floor((100 * (bounded - 23 * MB)) / (max - 23 * MB))
}

function refusedBy(cluster: NaiveCluster, pod: Pod, refused: readonly Refused[], seed: number): NaiveDecision {
  const counts = new Map<string, number>()
  for (const reason of refused.flatMap(({ refusal }) => refusal.reasons)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const absent = cluster.nodes.length - refused.length
  if (absent > 0) counts.set("node(s) didn't satisfy plugin(s) [NodeAffinity]", absent)
  const reasons = [
    [...counts]
      .map(([reason, count]) => `${count} ${reason}`)
      .sort()
      .join(', '),
  ]
  return refusal(cluster, pod, reasons, refused, seed)
}

function refusal(
  cluster: NaiveCluster,
  pod: Pod,
  reasons: string[],
  nodes: readonly Refused[],
  seed: number,
): NaiveDecision {
  const evaluated = nodes.length
  const potential = nodes.filter(({ refusal }) => !refusal.unresolvable).map(({ node }) => node)
  const { message, nominated, victims } = naivePreemption(cluster, pod, potential, verdictFor(cluster, pod), seed)
  const why = `0/${cluster.nodes.length} nodes are available: ${reasons.join(', ')}.`
  if (nominated !== undefined) return { node: undefined, message: why, evaluated, nominated, victims }
  return { node: undefined, message: `${why} preemption: ${message}`, evaluated }
}
