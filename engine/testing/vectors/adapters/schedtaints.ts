/** Adapter of sched_tainttoleration.json: kube-scheduler plugins/tainttoleration. */
import { ClusterChange } from '../../../scheduler/changes.ts'
import { taintTolerationWith } from '../../../scheduler/plugins/tainttoleration.ts'
import { type Adapter, type Adapters, same } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'
import { isOwnChange, nodesOf, nodeWith, sameHint, sameScores, sameStatus, scoresOf, verdictOf } from '../scheduling.ts'

const FILE = 'tainttoleration/taint_toleration_test.go'

const filter: Adapter = ({ in: input, out }) => {
  const plugin = taintTolerationWith(input.enableTaintTolerationComparisonOps ?? false)
  sameStatus(verdictOf(plugin, podOf(input.pod), nodeWith(nodeOf(input.node), [])), out.wantStatus)
}

export const schedulerTaintAdapters: Adapters = {
  [`${FILE}:TestTaintTolerationScore`]: ({ in: input, out }) => {
    const plugin = taintTolerationWith(input.enableTaintTolerationComparisonOps ?? false)
    const nodes = nodesOf(input.nodes, null)
    sameScores(scoresOf(plugin, podOf(input.pod), nodes) ?? [], nodes, out.expectedList)
  },
  [`${FILE}:TestTaintTolerationFilter`]: filter,
  [`${FILE}:TestTaintTolerationFilterWithFeatureGate`]: filter,
  [`${FILE}:TestIsSchedulableAfterNodeChange`]: (row) => {
    sameHint(row, taintTolerationWith(false), row.in.oldObj ? ClusterChange.NODE_TAINT : ClusterChange.NODE_ADD)
  },
  // The queue tells a Pod of changes of its own only.
  [`${FILE}:Test_isSchedulableAfterPodTolerationChange`]: (row) => {
    if (isOwnChange(row.in)) sameHint(row, taintTolerationWith(false), ClusterChange.OWN_TOLERATION)
    else same('QueueSkip', row.out.expectedHint)
  },
}
