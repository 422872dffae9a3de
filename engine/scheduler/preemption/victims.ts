/**
 * The Pods that would have to leave a node for another one to fit. All that are of lower priority are taken away; if the
 * Pod fits then, as many as possible are spared: those that a budget protects first, the more important first.
 * Source: plugins/defaultpreemption SelectVictimsOnNode.
 */
import type { Pod } from '../../kinds/types.ts'
import { podPriority } from '../../rules/priority.ts'
import type { Counted } from '../snapshot.ts'
import type { Trial } from '../trial.ts'
import { type Budget, violations } from './budgets.ts'
import { byImportance } from './importance.ts'

export interface Victims {
  /** The more important first. */
  readonly rows: readonly number[]
  readonly pods: readonly Pod[]
  /** How many of them a budget protects. */
  readonly violations: number
}

interface Victim {
  readonly row: number
  readonly pod: Pod
  readonly counted: Counted
}

/** Nobody of lower priority stands on the node. */
export const NO_VICTIMS = 'none'

/** The victims, or the number of the refusal that stays without them, or that there is nobody to take away. */
export function victimsOn(trial: Trial, nodeRow: number, budgets: readonly Budget[]): Victims | number | 'none' {
  const { snapshot, priority } = trial
  const potential: Victim[] = []
  for (const row of snapshot.nodes[nodeRow]?.podRows ?? []) {
    const pod = snapshot.podAt(row)
    if (podPriority(pod) < priority) potential.push({ row, pod, counted: snapshot.countedAt(row) as Counted })
  }
  if (potential.length === 0) return NO_VICTIMS
  if (potential.length > 1) potential.sort((a, b) => byImportance(a.pod, b.pod))
  for (const { counted } of potential) trial.remove(counted)
  const refusal = trial.fits(nodeRow) ? 0 : trial.verdict(nodeRow)
  const found = refusal === 0 ? spare(trial, nodeRow, potential, budgets) : refusal
  const gone = refusal === 0 ? (found as Spared).victims : potential
  for (const { counted } of gone) trial.add(counted)
  return refusal === 0 ? result(found as Spared) : refusal
}

interface Spared {
  readonly victims: readonly Victim[]
  readonly violations: number
}

/** Puts back whom it can. */
function spare(trial: Trial, nodeRow: number, potential: readonly Victim[], budgets: readonly Budget[]): Spared {
  const victims: Victim[] = []
  const putBack = (victim: Victim) => {
    trial.add(victim.counted)
    if (trial.fits(nodeRow)) return
    trial.remove(victim.counted)
    victims.push(victim)
  }
  if (budgets.length === 0) {
    potential.forEach(putBack)
    return { victims, violations: 0 }
  }
  const violates = violations(
    potential.map(({ pod }) => pod),
    budgets,
  )
  potential.filter((_, i) => violates[i]).forEach(putBack)
  const violated = victims.length
  potential.filter((_, i) => !violates[i]).forEach(putBack)
  victims.sort((a, b) => byImportance(a.pod, b.pod))
  return { victims, violations: violated }
}

const result = ({ victims, violations: count }: Spared): Victims => ({
  rows: victims.map(({ row }) => row),
  pods: victims.map(({ pod }) => pod),
  violations: count,
})
