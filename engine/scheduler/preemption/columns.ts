/** What preemption would cost on each node, remembered until something changes there: for Pods of one shape and priority. */
import { podPriority } from '../../rules/priority.ts'
import type { Snapshot } from '../snapshot.ts'
import { earliestStart } from './importance.ts'
import type { Victims } from './victims.ts'

type Costs = Pick<Victims, 'pods' | 'violations'>

/** A priority counts from the lowest there is, so that every victim adds to the sum. */
const PRIORITY_BASE = 2 ** 31

export class CostColumns {
  /** Number of the refusal that stays, 0 = there are victims to make room. */
  refusal = new Int32Array(0)
  violations = new Int32Array(0)
  highest = new Int32Array(0)
  sum = new Float64Array(0)
  victims = new Int32Array(0)
  /** When the first of the highest victims started, negated (ms since 1970): less is better, as in the other columns. */
  lateness = new Float64Array(0)
  /** The node's trialVersion at which it was looked at last. */
  seen = new Int32Array(0)
  private budgets = 0

  constructor(private readonly snapshot: Snapshot) {}

  /** Makes room, and forgets all when the budgets are others. */
  ready(budgetsVersion: number): void {
    const size = this.snapshot.trialVersion.length
    if (this.seen.length === size && this.budgets === budgetsVersion) return
    this.budgets = budgetsVersion
    this.seen = new Int32Array(size)
    this.refusal = new Int32Array(size)
    this.violations = new Int32Array(size)
    this.highest = new Int32Array(size)
    this.sum = new Float64Array(size)
    this.victims = new Int32Array(size)
    this.lateness = new Float64Array(size)
  }

  /** Everything is to be worked out anew. */
  forget(): void {
    this.seen.fill(0)
  }

  /** Takes note of what was found out about a node: its victims, or the number of the refusal that stays. */
  set(row: number, found: Costs | number): void {
    this.seen[row] = this.snapshot.trialVersion[row] as number
    if (typeof found === 'number') {
      this.refusal[row] = found
      return
    }
    const { pods, violations } = found
    this.refusal[row] = 0
    this.violations[row] = violations
    this.victims[row] = pods.length
    this.highest[row] = podPriority(pods[0] as (typeof pods)[number])
    this.sum[row] = pods.reduce((sum, pod) => sum + podPriority(pod) + PRIORITY_BASE, 0)
    this.lateness[row] = -earliestStart(pods)
  }
}
