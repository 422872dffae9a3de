/** Adapter of daemonset.json: pkg/controller/daemon. */
import { controllerOf } from '../../../api/object.ts'
import { selectorMatches } from '../../../api/labels.ts'
import { labelSelector } from '../../../api/labelselector.ts'
import type { DaemonSet, Pod } from '../../../kinds/types.ts'
import { nodeVerdict } from '../../../rules/daemonset/nodes.ts'
import {
  affinityToNode,
  daemonTemplate,
  isPodUpdated,
  targetNode,
  TEMPLATE_GENERATION_LABEL,
} from '../../../rules/daemonset/podtemplate.ts'
import { REVISION_LABEL } from '../../../rules/history/revisions.ts'
import { isPodTerminal } from '../../../rules/podutil.ts'
import { type Adapters, type Fields, plain, same, skip } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'

const CONTROLLER = 'daemon/daemon_controller_test.go'
const UTIL = 'util/daemonset_util_test.go'

const LABELS = { name: 'simple-daemon', type: 'production' }

/** Upstream's test node, with what the row says of it. */
function testNode({ nodeCondition, nodeUnschedulable }: Fields) {
  const spec = nodeUnschedulable ? { unschedulable: true } : {}
  return nodeOf({ metadata: { name: 'test-node', labels: LABELS }, spec, status: { conditions: nodeCondition ?? [] } })
}

/** Pods that a DaemonSet counts: its own and those it would adopt, but for ended ones on their way out. */
function isCounted(set: DaemonSet, pod: Pod): boolean {
  const owner = controllerOf(pod)
  const mine = owner === undefined || owner.uid === set.metadata.uid
  const leaving = isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined
  return mine && !leaving && selectorMatches(labelSelector(set.spec.selector), pod.metadata.labels)
}

export const daemonSetAdapters: Adapters = {
  [`${CONTROLLER}:TestNodeShouldRunDaemonPod`]: ({ in: input, out }) => {
    const { template } = (plain(input.ds) as DaemonSet).spec
    const { shouldRun, shouldContinue } = nodeVerdict(template, testNode(input))
    same({ shouldRun, shouldContinue }, { shouldRun: out.shouldRun, shouldContinue: out.shouldContinueRunning })
  },
  [`${CONTROLLER}:TestGetNodesToDaemonPods`]: ({ in: input, out }) => {
    const wanted: Pod[] = out.wantedPods.map(podOf)
    const owner = wanted.map(controllerOf).find((reference) => reference !== undefined)
    const selector = { matchLabels: wanted[0]?.metadata.labels?.type ? { type: wanted[0].metadata.labels.type } : {} }
    const set = { metadata: { uid: owner?.uid }, spec: { selector } } as unknown as DaemonSet
    for (const pod of wanted) {
      same(isCounted(set, pod), true, pod.metadata.name)
      same(targetNode(pod), pod.spec.nodeName, pod.metadata.name)
    }
    for (const pod of input.ignoredPods.map(podOf)) same(isCounted(set, pod), false, pod.metadata.name)
  },
  [`${CONTROLLER}:TestDeleteNoDaemonPod`]: ({ in: input, out }) => {
    const set = plain(input.ds) as DaemonSet
    same(controllerOf(podOf(input.deletedPod))?.uid === set.metadata.uid, out.shouldEnqueue)
  },
  [`${CONTROLLER}:TestShouldIgnoreNodeUpdate`]: ({ in: input, out }) => {
    const [before, after] = [nodeOf(input.oldNode), nodeOf(input.newNode)]
    const parts = ({ metadata, spec }: typeof before) => JSON.stringify([metadata.labels ?? {}, spec])
    same(parts(before) === parts(after), out.expectedResult)
  },
  [`${CONTROLLER}:TestStoreDaemonSetStatus`]: () => skip('counts how often a client is called when its fake fails'),
  [`${UTIL}:TestIsPodUpdated`]: ({ in: input, out }) => {
    same(isPodUpdated(podOf(input.pod), input.hash, input.templateGeneration ?? undefined), out.isUpdated)
  },
  [`${UTIL}:TestCreatePodTemplate`]: ({ in: input, out }) => {
    const { metadata } = daemonTemplate({}, input.templateGeneration, input.hash)
    same(metadata?.labels?.[TEMPLATE_GENERATION_LABEL], String(input.templateGeneration))
    same(metadata?.labels?.[REVISION_LABEL] === input.hash && input.hash !== '', out.expectUniqueLabel)
  },
  [`${UTIL}:TestReplaceDaemonSetPodNodeNameNodeAffinity`]: ({ in: input, out }) => {
    same(affinityToNode(plain(input.affinity) as Pod['spec']['affinity'], input.hostname), out.expected)
  },
}
