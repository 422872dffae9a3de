/**
 * PostFilter: what preemption has to say about a Pod that fits nowhere. Choosing victims is still to come; until then a
 * node that could be freed counts as one without victims. Source: plugins/defaultpreemption, framework/preemption.
 */
import type { Pod } from '../../kinds/types.ts'
import { fitMessage, type RefusedNodes } from '../fitmessage.ts'
import { refusal } from '../plugin.ts'

const NAME = 'DefaultPreemption'
const NO_VICTIMS = refusal(NAME, true, 'No preemption victims found for incoming pod')
const NOT_HELPFUL = refusal(NAME, true, 'Preemption is not helpful for scheduling')

/** The text after the reasons, with its `preemption: `. */
export function postFilter(pod: Pod, nodeCount: number, refused: readonly RefusedNodes[]): string {
  if (pod.spec.preemptionPolicy === 'Never') return 'preemption: not eligible due to preemptionPolicy=Never.'
  const resolvable = refused.reduce((sum, { refusal: { unresolvable }, count }) => sum + (unresolvable ? 0 : count), 0)
  const verdicts = [
    { refusal: NO_VICTIMS, count: resolvable },
    { refusal: NOT_HELPFUL, count: nodeCount - resolvable },
  ]
  return `preemption: ${fitMessage(
    nodeCount,
    verdicts.filter(({ count }) => count > 0),
    '',
  )}`
}
