/** Adapter of sched_interpodaffinity.json: kube-scheduler plugins/interpodaffinity. */
import { nodeChangeHelps, podChangeHelps } from '../../../scheduler/plugins/interpodaffinity.ts'
import type { Group } from '../../../scheduler/plugins/interpodaffinity/plan.ts'
import { countsOf } from '../../../scheduler/plugins/interpodaffinity/relation.ts'
import { type Adapter, type AdapterRow, type Adapters, type Fields, same, skip } from '../adapter.ts'
import { nodeOf } from '../objects.ts'
import { optional, SchedRowWorld, storedPod } from '../schedworld.ts'
import { sameStatus } from '../scheduling.ts'

const FILTER = 'interpodaffinity/filtering_test.go'
const PLUGIN = 'interpodaffinity/plugin_test.go'
const SCORE = 'interpodaffinity/scoring_test.go'

/** Verdicts of all nodes; Skip means that nothing of this plugin refuses anywhere. */
function filter({ in: input, out }: AdapterRow, nodes: Fields[], expected: Fields[]): void {
  const world = new SchedRowWorld(nodes, input.pods)
  const relation = world.affinity(storedPod(input.pod))
  if (JSON.stringify(input.pod).includes('{{.bad-value.}}')) skip('the API server lets nobody write such a selector')
  const skipped = out.wantPreFilterStatus?.code === 'Skip'
  nodes.forEach((node, i) => {
    const refusal = relation?.refusal?.(world.node(nodeOf(node).metadata.name))
    sameStatus(refusal, skipped ? null : expected[i], nodeOf(node).metadata.name)
  })
}

/** Pods by domain over all groups, as upstream's map of pairs prints. */
function pairs(groups: readonly Group[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const group of groups) {
    const { domains, pods } = countsOf(group)
    domains.values.forEach((value, domain) => {
      const key = `{"key":"${group.topologyKey}","value":"${value}"}`
      if (pods[domain] !== 0) sums[key] = (sums[key] ?? 0) + (pods[domain] as number)
    })
  }
  return sums
}

function sameCounts(world: SchedRowWorld, pod: Fields, affinity: Fields, anti: Fields): void {
  const plan = world.affinity(storedPod(pod))?.plan
  same(pairs(plan?.friends ?? []), affinity ?? {}, 'affinity')
  same(pairs(plan?.foes ?? []), anti ?? {}, 'anti-affinity')
}

const score: Adapter = ({ in: input, out }) => {
  const world = new SchedRowWorld(input.nodes, input.pods)
  const relation = world.affinity(storedPod(input.pod), {
    ...(input.hardPodAffinityWeight !== undefined && { hardPodAffinityWeight: input.hardPodAffinityWeight }),
    ignorePreferredTermsOfExistingPods: input.ignorePreferredTermsOfExistingPods ?? false,
  })
  const nodes = input.nodes.map(nodeOf)
  const scores = world.scores(relation, nodes)
  if (out.wantStatus?.code === 'Skip') return same(scores, undefined)
  same(
    nodes.map((node: Fields, i: number) => ({ Name: node.metadata.name, Score: scores?.[i] ?? 0 })),
    out.expectedList,
  )
}

function hint(row: AdapterRow, helps: (before: Fields, after: Fields) => boolean, old: Fields, next: Fields): void {
  for (const object of [old, next]) if (typeof object === 'string') skip('types rule out an object of another kind')
  same(helps(old, next) ? 'Queue' : 'QueueSkip', row.out.expectedHint)
}

export const schedulerInterPodAdapters: Adapters = {
  [`${FILTER}:TestRequiredAffinitySingleNode`]: (row) => filter(row, [row.in.node], [row.out.wantFilterStatus]),
  [`${FILTER}:TestRequiredAffinityMultipleNodes`]: (row) => filter(row, row.in.nodes, row.out.wantFilterStatuses),
  [`${FILTER}:TestPreFilterStateAddRemovePod`]: ({ in: input, out }) => {
    const world = new SchedRowWorld(input.nodes, input.existingPods)
    const before = world.affinity(storedPod(input.pendingPod))?.plan
    const was = [pairs(before?.friends ?? []), pairs(before?.foes ?? [])]
    const remove = world.addPod(input.addedPod)
    sameCounts(world, input.pendingPod, out.expectedAffinity, out.expectedAntiAffinity)
    remove()
    sameCounts(world, input.pendingPod, was[0], was[1])
  },
  [`${FILTER}:TestGetTPMapMatchingIncomingAffinityAntiAffinity`]: ({ in: input, out }) => {
    const world = new SchedRowWorld(input.nodes, input.existingPods)
    sameCounts(world, input.pod, out.wantAffinityPodsMap, out.wantAntiAffinityPodsMap)
  },
  [`${PLUGIN}:Test_isSchedulableAfterPodChange`]: (row) => {
    const { oldPod, newPod, pod } = row.in
    const helps = (before: Fields, after: Fields) =>
      podChangeHelps(storedPod(pod), optional(before, storedPod), optional(after, storedPod))
    hint(row, helps, oldPod, newPod)
  },
  [`${PLUGIN}:Test_isSchedulableAfterNodeChange`]: (row) => {
    const { oldNode, newNode, pod } = row.in
    const helps = (before: Fields, after: Fields) =>
      nodeChangeHelps(storedPod(pod), optional(before, nodeOf), optional(after, nodeOf))
    hint(row, helps, oldNode, newNode)
  },
  [`${PLUGIN}:TestPodAffinitySignature`]: () => skip('signatures of Pods are newer than the reported release'),
  [`${SCORE}:TestPreferredAffinity`]: score,
  [`${SCORE}:TestPreferredAffinityWithHardPodAffinitySymmetricWeight`]: score,
}
