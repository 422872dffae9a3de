/** Adapter of sched_nodeports_name_unschedulable_gates.json: kube-scheduler's small plugins and the queue's order. */
import { podPriority } from '../../../rules/priority.ts'
import { unixMs } from '../../../rules/instants.ts'
import { ClusterChange, gated } from '../../../scheduler/changes.ts'
import { nodeName } from '../../../scheduler/plugins/nodename.ts'
import { hostPorts, nodePorts, portsFree } from '../../../scheduler/plugins/nodeports.ts'
import { nodeUnschedulable } from '../../../scheduler/plugins/nodeunschedulable.ts'
import { before } from '../../../scheduler/plugins/prioritysort.ts'
import { preEnqueue } from '../../../scheduler/plugins/schedulinggates.ts'
import { type AdapterRow, type Adapters, type Fields, same, skip } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'
import { isOwnChange, nodeWith, sameHint, sameStatus, verdictOf } from '../scheduling.ts'

const GATES = 'schedulinggates/scheduling_gates_test.go'

function place(info: Fields) {
  const [, seconds = '', fraction = '0'] = /^(.*?\d\d)(?:\.(\d+))?Z$/.exec(info.Timestamp) ?? []
  const sinceMs = (unixMs(`${seconds}Z`) ?? 0) + Number(`0.${fraction}`) * 1000
  return { priority: podPriority(podOf(info.PodInfo.Pod)), sinceMs }
}

function gateHint(row: AdapterRow): void {
  const { oldObj, newObj } = row.in
  if (typeof oldObj === 'string' || typeof newObj === 'string') skip('types rule out an object of another kind')
  const opened = isOwnChange(row.in) && gated(podOf(oldObj)) && !gated(podOf(newObj))
  same(opened ? 'Queue' : 'QueueSkip', row.out.expectedHint)
}

export const schedulerPlacementAdapters: Adapters = {
  'nodename/node_name_test.go:TestNodeName': ({ in: input, out }) => {
    sameStatus(verdictOf(nodeName, podOf(input.pod), nodeWith(nodeOf(input.node), [])), out.wantStatus)
  },
  'nodeports/node_ports_test.go:TestNodePorts': ({ in: input, out }) => {
    const pod = podOf(input.pod)
    if (out.wantPreFilterStatus?.code === 'Skip') return same(nodePorts.aspect(pod), undefined)
    const node = nodeWith(undefined, (input.nodeInfo.pods ?? []).map(podOf))
    sameStatus(verdictOf(nodePorts, pod, node), out.wantFilterStatus)
  },
  'nodeports/node_ports_test.go:TestFits': ({ in: input, out }) => {
    const node = nodeWith(undefined, (input.existing.pods ?? []).map(podOf))
    same(portsFree(hostPorts(podOf(input.pod)), node), out.expect)
  },
  'nodeports/node_ports_test.go:Test_isSchedulableAfterPodDeleted': (row) => {
    sameHint(row, nodePorts, ClusterChange.POD_DELETE)
  },
  'nodeunschedulable/node_unschedulable_test.go:TestNodeUnschedulable': ({ in: input, out }) => {
    sameStatus(verdictOf(nodeUnschedulable, podOf(input.pod), nodeWith(nodeOf(input.node), [])), out.wantStatus)
  },
  'nodeunschedulable/node_unschedulable_test.go:TestIsSchedulableAfterNodeChange': (row) => {
    sameHint(row, nodeUnschedulable, row.in.oldObj ? ClusterChange.NODE_TAINT : ClusterChange.NODE_ADD)
  },
  // A wake rule sees the Pod as it is after its change.
  'nodeunschedulable/node_unschedulable_test.go:TestIsSchedulableAfterPodTolerationChange': (row) => {
    if (!isOwnChange(row.in)) return same('QueueSkip', row.out.expectedHint)
    sameHint({ ...row, in: { ...row.in, pod: row.in.newObj } }, nodeUnschedulable, ClusterChange.OWN_TOLERATION)
  },
  [`${GATES}:TestPreEnqueue`]: ({ in: input, out }) => sameStatus(preEnqueue(podOf(input.pod)), out.want),
  [`${GATES}:Test_isSchedulableAfterPodChange`]: gateHint,
  'queuesort/priority_sort_test.go:TestLess': ({ in: input, out }) => {
    same(before(place(input.p1), place(input.p2)), out.expected)
  },
}
