/** Preemption the naive way: every question is asked of a whole cluster with Pods left out. */
import { selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { hash32, hashText } from '../../core/random.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import { type NaiveCluster, podsOn } from './cluster.ts'

/** Why a node refuses a Pod, as a cluster stands. */
export type NaiveVerdict = (
  cluster: NaiveCluster,
  node: Node,
) => { reasons: string[]; unresolvable: boolean } | undefined

interface Candidate {
  node: Node
  victims: Pod[]
  violations: number
}

const priority = (pod: Pod) => pod.spec.priority ?? 0
const started = (pod: Pod) => pod.status.startTime ?? '~'
const text = (pod: Pod) => [
  started(pod),
  pod.metadata.creationTimestamp,
  `${pod.metadata.namespace}/${pod.metadata.name}`,
]
const nameOf = ({ metadata }: Node | Pod) => metadata.name

function moreImportant(a: Pod, b: Pod): number {
  if (priority(a) !== priority(b)) return priority(b) - priority(a)
  return text(a).join(' ') < text(b).join(' ') ? -1 : 1
}

export function naivePreemption(
  cluster: NaiveCluster,
  pod: Pod,
  potential: readonly Node[],
  verdict: NaiveVerdict,
  seed: number,
): { message: string; nominated?: string; victims?: string[] } {
  const ineligible = whyIneligible(cluster, pod, potential)
  if (ineligible !== undefined) return { message: ineligible }
  const found: Candidate[] = []
  const reasons = new Map<string, number>()
  const note = (reason: string, nodes = 1) => reasons.set(reason, (reasons.get(reason) ?? 0) + nodes)
  const from = potential.length === 0 ? 0 : hash32(seed, hashText(pod.metadata.uid), 0x5eed) % potential.length
  const enough = Math.min(potential.length, Math.max(100, Math.floor(potential.length / 10)))
  let looked = 0
  for (const node of [...potential.slice(from), ...potential.slice(0, from)]) {
    looked++
    const candidate = victimsOn(cluster, pod, node, verdict)
    if (Array.isArray(candidate)) candidate.forEach((reason) => note(reason))
    else found.push(candidate)
    if (found.length >= enough && found.some(({ violations }) => violations === 0)) break
  }
  if (found.length > 0) {
    const { node, victims } = best(found, pod, seed)
    return { message: '', nominated: nameOf(node), victims: victims.map(nameOf).sort() }
  }
  const { length } = cluster.nodes
  if (looked < length) note('Preemption is not helpful for scheduling', length - looked)
  const list = [...reasons].map(([reason, nodes]) => `${nodes} ${reason}`).sort()
  return { message: `0/${length} nodes are available: ${list.join(', ')}.` }
}

function whyIneligible(cluster: NaiveCluster, pod: Pod, potential: readonly Node[]): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const home = potential.find((node) => nameOf(node) === pod.status.nominatedNodeName)
  if (home === undefined) return undefined
  const going = podsOn(cluster, home).some(
    (other) =>
      other.metadata.deletionTimestamp &&
      priority(other) < priority(pod) &&
      other.status.conditions?.some(
        ({ type, reason }) => type === 'DisruptionTarget' && reason === 'PreemptionByScheduler',
      ),
  )
  return going ? 'not eligible due to a terminating pod on the nominated node.' : undefined
}

function victimsOn(cluster: NaiveCluster, pod: Pod, node: Node, verdict: NaiveVerdict): Candidate | string[] {
  const lower = podsOn(cluster, node).filter((other) => priority(other) < priority(pod))
  if (lower.length === 0) return ['No preemption victims found for incoming pod']
  const without = (gone: readonly Pod[]) => ({
    ...cluster,
    pods: cluster.pods.filter((other) => !gone.includes(other)),
  })
  const refusal = verdict(without(lower), node)
  if (refusal !== undefined) return refusal.reasons
  lower.sort(moreImportant)
  const protectedPods = violating(cluster, lower)
  let gone = [...lower]
  for (const other of [...protectedPods, ...lower.filter((one) => !protectedPods.includes(one))]) {
    const fewer = gone.filter((one) => one !== other)
    if (verdict(without(fewer), node) === undefined) gone = fewer
  }
  if (gone.length === 0) return [`expected at least one victim pod on node "${nameOf(node)}"`]
  return { node, victims: gone, violations: gone.filter((one) => protectedPods.includes(one)).length }
}

function violating({ budgets = [] }: NaiveCluster, pods: readonly Pod[]): Pod[] {
  const used = new Map<unknown, number>()
  return pods.filter((pod) => {
    const hit = budgets.filter(({ metadata, spec, status }) => {
      if (metadata.namespace !== pod.metadata.namespace || status?.disruptedPods?.[nameOf(pod)]) return false
      const selector = labelSelector(spec.selector)
      return selector.requirements.length > 0 && selectorMatches(selector, pod.metadata.labels)
    })
    for (const budget of hit) used.set(budget, (used.get(budget) ?? 0) + 1)
    return hit.some((budget) => (used.get(budget) as number) > (budget.status?.disruptionsAllowed ?? 0))
  })
}

/** Candidates compared by one list of numbers each, the least wins. */
function best(candidates: readonly Candidate[], pod: Pod, seed: number): Candidate {
  const cost = ({ node, victims, violations }: Candidate): (number | string)[] => {
    const top = Math.max(...victims.map(priority))
    const starts = victims.filter((victim) => priority(victim) === top).map(started)
    const rank = hash32(seed, hashText(pod.metadata.uid), hashText(nameOf(node)))
    const sum = victims.reduce((total, victim) => total + priority(victim) + 2 ** 31, 0)
    return [violations, top, sum, victims.length, starts.sort()[0] as string, rank]
  }
  return candidates.reduce((a, b) => (worse(cost(a), cost(b)) ? b : a))
}

/** The start and the rank are better when later and higher. */
function worse(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i])
  if (at < 0) return false
  const [x, y] = [a[at] as number, b[at] as number]
  return at < 4 ? x > y : x < y
}
