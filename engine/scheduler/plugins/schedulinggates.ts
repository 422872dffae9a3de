/** PreEnqueue: a Pod with scheduling gates does not enter the queue. Source: plugins/schedulinggates. */
import type { Pod } from '../../kinds/types.ts'
import { refusal, type Refusal } from '../plugin.ts'

export const SCHEDULING_GATES = 'SchedulingGates'

/** Undefined when the Pod may be queued. */
export function preEnqueue(pod: Pod): Refusal | undefined {
  const gates = (pod.spec.schedulingGates ?? []).map(({ name }) => name)
  return gates.length === 0
    ? undefined
    : refusal(SCHEDULING_GATES, true, `waiting for scheduling gates: [${gates.join(' ')}]`)
}
