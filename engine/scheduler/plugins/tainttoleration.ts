/** Filters by taints that keep Pods away and scores by those that would rather not. Source: plugins/tainttoleration. */
import type { Node, Pod, Taint, Toleration } from '../../kinds/types.ts'
import { findUntoleratedTaint, keepsPodsAway, toleratesAny } from '../../rules/taints.ts'
import { ClusterChange } from '../changes.ts'
import { type NodePlugin, refusal } from '../plugin.ts'

const NAME = 'TaintToleration'

/** @param comparisons whether Gt and Lt count (feature TaintTolerationComparisonOperators) */
export function taintTolerationWith(comparisons: boolean): NodePlugin<readonly Toleration[]> {
  const untolerated = (node: Node, tolerations: readonly Toleration[]) =>
    findUntoleratedTaint(node.spec.taints, tolerations, keepsPodsAway, comparisons)

  /** The first taint that refuses the Pod is gone or another one. */
  const nodeChangeHelps = (pod: Pod, before: unknown, after: unknown) => {
    const tolerations = pod.spec.tolerations ?? []
    const kept = before !== undefined && untolerated(before as Node, tolerations) === undefined
    return untolerated(after as Node, tolerations) === undefined && !kept
  }

  return {
    name: NAME,
    reads: 'node',
    aspect: (pod) => pod.spec.tolerations ?? [],
    key: (tolerations) => JSON.stringify(tolerations),
    filter: (tolerations, { node }) => {
      if (!node?.spec.taints?.length) return undefined
      const taint = untolerated(node, tolerations)
      return taint && refusal(NAME, true, untoleratedReason(taint))
    },
    score: (tolerations, { node }) => unwanted(node?.spec.taints, tolerations, comparisons),
    normalize: 'byMaxReversed',
    wakes: [
      { on: ClusterChange.NODE_ADD | ClusterChange.NODE_TAINT, helps: nodeChangeHelps },
      { on: ClusterChange.OWN_TOLERATION },
    ],
  }
}

/** The aspect: all tolerations. */
export const taintToleration = taintTolerationWith(false)

export function untoleratedReason({ key, value }: Taint): string {
  return `node(s) had untolerated taint {${key}: ${value ?? ''}}`
}

/** How many PreferNoSchedule taints nothing tolerates. */
function unwanted(taints: readonly Taint[] = [], tolerations: readonly Toleration[], comparisons: boolean): number {
  let count = 0
  for (const taint of taints) {
    if (taint.effect !== 'PreferNoSchedule') continue
    const preferring = tolerations.filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    if (!toleratesAny(preferring, taint, comparisons)) count++
  }
  return count
}
