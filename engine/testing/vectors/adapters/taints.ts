/** Adapter of tolerations_taints.json: k8s.io/api core/v1, component-helpers scheduling/corev1. */
import { podPriority } from '../../../rules/priority.ts'
import { nodeSelectorError, nodeSelectorMatches } from '../../../rules/nodeaffinity.ts'
import { compareTaintValue, formatTaint, isSameTaint, toleratesTaint } from '../../../rules/taints.ts'
import { type Adapter, type Adapters, plain, same, skip } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'

const HELPERS = 'corev1/helpers_test.go'

const selectorTerms: Adapter = ({ in: input, out }) => {
  const { node, nodeSelector } = input.args
  const selector = nodeSelector === null ? undefined : (plain(nodeSelector) as typeof nodeSelector)
  same(nodeSelectorMatches(selector, node === null ? undefined : nodeOf(node)), out.want)
}

export const taintAdapters: Adapters = {
  [`${HELPERS}:TestPodPriority`]: ({ in: input, out }) => same(podPriority(podOf(input.pod)), out.expectedPriority),
  [`${HELPERS}:TestMatchNodeSelectorTerms`]: selectorTerms,
  // Matching must leave the selector as it was.
  [`${HELPERS}:TestMatchNodeSelectorTermsStateless`]: ({ in: input, out }) => {
    const { node, nodeSelector } = input.args
    if (nodeSelector !== null) {
      nodeSelectorMatches(nodeSelector, node === null ? undefined : nodeOf(node))
      nodeSelectorError(nodeSelector)
    }
    same(nodeSelector, out.want)
  },
  [`${HELPERS}:TestGetAvoidPodsFromNode`]: () => {
    skip('the preferAvoidPods annotation has no effect in the reported release (its scheduler plugin is gone)')
  },
  'v1/taint_test.go:TestTaintToString': ({ in: input, out }) => same(formatTaint(input.taint), out.expectedString),
  'v1/taint_test.go:TestMatchTaint': ({ in: input, out }) => {
    same(isSameTaint(input.taint, input.taintToMatch), out.expectMatch)
  },
  'v1/toleration_test.go:TestTolerationToleratesTaint': ({ in: input, out }) => {
    const comparisons = input.enableTaintTolerationComparisonOperatorsFG
    same(toleratesTaint(input.toleration, input.taint, comparisons), out.expectTolerated)
  },
  'v1/toleration_test.go:TestCompareNumericValues': ({ in: input, out }) => {
    same(compareTaintValue(input.tolerationVal, input.taintVal, input.operator), out.expectedResult)
  },
}
