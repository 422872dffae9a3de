/**
 * PostFilter: makes room for a Pod that fits nowhere by taking Pods of lower priority away.
 * Source: plugins/defaultpreemption, framework/preemption Evaluator.Preempt.
 */
import type { Pod } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { podPriority } from '../../rules/priority.ts'
import { fitMessage } from '../fitmessage.ts'
import { refusal } from '../plugin.ts'
import type { FailedAttempt, PostFilterResult } from '../postfilter.ts'
import type { PreemptionEvaluator } from '../preemption/evaluator.ts'
import type { Snapshot } from '../snapshot.ts'

export const DEFAULT_PREEMPTION = 'DefaultPreemption'
const NOT_HELPFUL = refusal(DEFAULT_PREEMPTION, true, 'Preemption is not helpful for scheduling')
const NEVER = 'not eligible due to preemptionPolicy=Never.'
const TERMINATING = 'not eligible due to a terminating pod on the nominated node.'

/** What preemption says and wants done about an attempt that failed. */
export function postFilter(
  evaluator: PreemptionEvaluator,
  snapshot: Snapshot,
  attempt: FailedAttempt,
): PostFilterResult {
  const { pod, nodeCount, potential, trial } = attempt
  const why = whyNotEligible(pod, attempt.nominatedIsHopeless, snapshot)
  if (why !== undefined) return { message: `preemption: ${why}`, nominate: undefined, victims: [] }
  const { nodeRow, victims, refused, trouble } = evaluator.find(trial, pod, potential)
  if (trouble !== undefined) return { message: `preemption: ${trouble}`, nominate: undefined, victims: [] }
  if (nodeRow >= 0) return { message: '', nominate: nodeRow, victims }
  const looked = refused.reduce((sum, { count }) => sum + count, 0)
  const all = looked < nodeCount ? [...refused, { refusal: NOT_HELPFUL, count: nodeCount - looked }] : refused
  return { message: `preemption: ${fitMessage(nodeCount, all, '')}`, nominate: -1, victims: [] }
}

/**
 * Why a Pod may not take others' places, if so: its policy, or it has done so already and waits for them to be gone.
 * @param hopeless the node it is nominated to refuses it for reasons that victims cannot mend
 */
export function whyNotEligible(pod: Pod, hopeless: boolean, snapshot: Snapshot): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return NEVER
  const nominated = pod.status?.nominatedNodeName
  if (!nominated || hopeless) return undefined
  const row = snapshot.rowOf(nominated)
  const going = (snapshot.nodes[row]?.podRows ?? []).some((podRow) => isVictimOf(pod, snapshot.podAt(podRow)))
  return going ? TERMINATING : undefined
}

/** Of lower priority and on its way out because the scheduler preempted it. */
function isVictimOf(pod: Pod, other: Pod): boolean {
  if (other.metadata.deletionTimestamp === undefined || podPriority(other) >= podPriority(pod)) return false
  const condition = findCondition(other.status.conditions, 'DisruptionTarget')
  return condition?.status === 'True' && condition.reason === 'PreemptionByScheduler'
}
