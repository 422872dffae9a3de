/** Adapter of node_selector.json: component-helpers scheduling/corev1/nodeaffinity. */
import { formatFieldErrors } from '../../../api/fielderror.ts'
import { formatSelector } from '../../../api/labels.ts'
import {
  compilePreferredTerms,
  matchesRequiredNodeAffinity,
  nodeRequirements,
  nodeSelectorError,
  nodeSelectorMatches,
  preferredScore,
} from '../../../rules/nodeaffinity.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'

const FILE = 'nodeaffinity/nodeaffinity_test.go'

function errorText(value: Fields): string {
  return value?.$error ?? ''
}

export const nodeSelectorAdapters: Adapters = {
  [`${FILE}:TestNodeSelectorMatch`]: ({ in: input, out }) => {
    const selector = plain(input.nodeSelector) as Fields
    const error = nodeSelectorError(selector)
    same(error, errorText(out.wantErr))
    if (error === '') same(nodeSelectorMatches(selector, input.node && nodeOf(input.node)), out.wantMatch)
  },
  [`${FILE}:TestPreferredSchedulingTermsScore`]: ({ in: input, out }) => {
    const { terms, error } = compilePreferredTerms((plain(input.prefSchedTerms) as Fields) ?? [])
    same(error, errorText(out.wantErr))
    if (error === '') same(preferredScore(terms, nodeOf(input.node)), out.wantScore)
  },
  [`${FILE}:TestNodeSelectorRequirementsAsSelector`]: ({ in: input, out }) => {
    const { selector, errors } = nodeRequirements((plain(input.in) as Fields) ?? [], 'root')
    if (errors.length > 0 || out.wantErr?.length) {
      same(errors.length > 0, Boolean(out.wantErr))
      return
    }
    same(formatSelector(selector), out.out?.$selector ?? '', formatFieldErrors(errors))
  },
  [`${FILE}:TestPodMatchesNodeSelectorAndAffinityTerms`]: ({ in: input, out }) => {
    const node = nodeOf({ metadata: { name: input.nodeName, labels: input.labels } })
    same(matchesRequiredNodeAffinity(podOf(input.pod), node), out.want)
  },
}
