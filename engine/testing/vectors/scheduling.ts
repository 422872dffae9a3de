/** Tools for rows of scheduler plugins: nodes with Pods on them, statuses, scores and queueing hints. */
import type { Node, Pod } from '../../kinds/types.ts'
import { normalizedScore } from '../../rules/normalizescore.ts'
import { NodeInfo } from '../../scheduler/nodeinfo.ts'
import type { NodePlugin, Refusal } from '../../scheduler/plugin.ts'
import { footprintOf } from '../../scheduler/shapes.ts'
import { type AdapterRow, type Fields, same, skip } from './adapter.ts'
import { nodeOf, podOf } from './objects.ts'

export const NO_FACTS = { nodeCount: 1, imageNodes: () => 0, imageVersion: () => 0 }

/** A node with Pods on it. */
export function nodeWith(node: Node | undefined, pods: readonly Pod[]): NodeInfo {
  const info = new NodeInfo()
  if (node !== undefined) info.setNode(node)
  for (const pod of pods) info.count(footprintOf(pod), 1)
  return info
}

/** The nodes of a row, each with the existing Pods bound to it. */
export function nodesOf(nodes: readonly Fields[], existing: readonly Fields[] | null): NodeInfo[] {
  const pods = (existing ?? []).map(podOf)
  return nodes.map(nodeOf).map((node) =>
    nodeWith(
      node,
      pods.filter(({ spec }) => spec.nodeName === node.metadata.name),
    ),
  )
}

/** Newer releases no longer name the taint that refused; the release we report does. */
function sameWording(reason: string): string {
  return reason.replace(/^node\(s\) had untolerated taint \{.*\}$/, 'node(s) had untolerated taint(s)')
}

/** Compares a verdict with a `framework.Status`; null means Success. */
export function sameStatus(verdict: Refusal | undefined, status: Fields, what = ''): void {
  const code =
    verdict === undefined ? 'Success' : verdict.unresolvable ? 'UnschedulableAndUnresolvable' : 'Unschedulable'
  same(code, status?.code ?? 'Success', what)
  same((verdict?.reasons ?? []).map(sameWording), status?.reasons ?? [], what)
}

/** A plugin's verdict about a Pod on a node; a Pod it has nothing to say about passes. */
export function verdictOf<Aspect>(plugin: NodePlugin<Aspect>, pod: Pod, node: NodeInfo): Refusal | undefined {
  const aspect = plugin.aspect(pod)
  return aspect === undefined ? undefined : plugin.filter?.(aspect, node)
}

/** Scores of all nodes as the scheduler sums them, undefined when the plugin skips the Pod. */
export function scoresOf<Aspect>(
  plugin: NodePlugin<Aspect>,
  pod: Pod,
  nodes: readonly NodeInfo[],
): number[] | undefined {
  const aspect = plugin.aspect(pod)
  if (aspect === undefined || plugin.scores?.(aspect) === false) return undefined
  const raw = nodes.map((node) => plugin.score?.(aspect, node, NO_FACTS) ?? 0)
  if (plugin.normalize === undefined) return raw
  const highest = Math.max(0, ...raw)
  return raw.map((score) => normalizedScore(score, highest, plugin.normalize === 'byMaxReversed'))
}

/** Compares scores with a list of `{Name, Score}`. */
export function sameScores(scores: readonly number[], nodes: readonly NodeInfo[], expected: readonly Fields[]): void {
  same(
    nodes.map(({ name }, position) => ({ Name: name, Score: scores[position] })),
    expected,
  )
}

/** The queueing hint of the first wake rule among `changes` (bits), against the row's. */
export function sameHint<Aspect>(row: AdapterRow, plugin: NodePlugin<Aspect>, changes: number): void {
  const { oldObj, newObj, pod } = row.in
  for (const object of [oldObj, newObj])
    if (typeof object === 'string') skip('types rule out an object of another kind')
  const [before, after] = [oldObj, newObj].map((object) => (object ? objectOf(object) : undefined))
  const wake = plugin.wakes.find(({ on }) => (on & changes) !== 0)
  const wakes = wake !== undefined && (wake.helps?.(podOf(pod), before, after) ?? true)
  same(wakes ? 'Queue' : 'QueueSkip', row.out.expectedHint)
}

function objectOf(object: Fields): Pod | Node {
  return object.$type === 'v1.Node' ? nodeOf(object) : podOf(object)
}

/** Whether an event about a Pod is about the waiting Pod itself. */
export function isOwnChange({ oldObj, newObj, pod }: Fields): boolean {
  const object = newObj ?? oldObj
  return typeof object === 'string' || (object.metadata?.uid ?? '') === (pod.metadata?.uid ?? '')
}
