/** Adapter of sched_nodeaffinity.json: kube-scheduler plugins/nodeaffinity. */
import { ClusterChange } from '../../../scheduler/changes.ts'
import { nodeAffinityWith } from '../../../scheduler/plugins/nodeaffinity.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'
import { nodesOf, nodeWith, sameHint, sameScores, sameStatus, scoresOf } from '../scheduling.ts'

const FILE = 'nodeaffinity/node_affinity_test.go'

function pluginOf(args: Fields) {
  const added = (plain(args?.AddedAffinity ?? {}) ?? {}) as Fields
  return nodeAffinityWith({
    required: added.requiredDuringSchedulingIgnoredDuringExecution,
    preferred: added.preferredDuringSchedulingIgnoredDuringExecution,
  })
}

export const schedulerAffinityAdapters: Adapters = {
  [`${FILE}:TestNodeAffinity`]: ({ in: input, out }) => {
    const plugin = pluginOf(input.args)
    const node = nodeWith(nodeOf({ metadata: { name: input.nodeName, labels: input.labels } }), [])
    const aspect = plugin.aspect(podOf(input.pod))
    if (out.wantPreFilterStatus?.code === 'Skip') return same(aspect, undefined)
    const only = aspect === undefined ? undefined : plugin.onlyNodes?.(aspect)
    const conflict = only !== undefined && 'reasons' in only ? only : undefined
    if (input.runPreFilter) {
      sameStatus(conflict, out.wantPreFilterStatus, 'PreFilter')
      const names = only !== undefined && !('reasons' in only) ? [...only] : undefined
      if (conflict === undefined) same(names, namesOf(out.wantPreFilterResult))
    }
    if (conflict === undefined) sameStatus(aspect && plugin.filter?.(aspect, node), out.wantStatus, 'Filter')
  },
  [`${FILE}:TestNodeAffinityPriority`]: ({ in: input, out }) => {
    const nodes = nodesOf(input.nodes, null)
    const scores = scoresOf(pluginOf(input.args), podOf(input.pod), nodes)
    if (out.wantPreScoreStatus?.code === 'Skip') return same(scores, undefined)
    sameScores(scores ?? nodes.map(() => 0), nodes, out.expectedList)
  },
  [`${FILE}:Test_isSchedulableAfterNodeChange`]: (row) => {
    sameHint(row, pluginOf(row.in.args), row.in.oldObj ? ClusterChange.NODE_LABEL : ClusterChange.NODE_ADD)
  },
}

/** A PreFilterResult's node names: a Go set prints as an object or a list. */
function namesOf(result: Fields): string[] | undefined {
  const names = result?.NodeNames
  if (names === null || names === undefined) return undefined
  return (Array.isArray(names) ? [...names] : Object.keys(names)).sort()
}
