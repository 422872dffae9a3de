/**
 * Finds the node that preemption would make room on, and the victims. Looks at candidates from an offset drawn from the
 * seed until there are enough of them. Source: framework/preemption (DryRunPreemption, GetOffsetAndNumCandidates).
 */
import type { Pod } from '../../kinds/types.ts'
import { hash32, hashText } from '../../core/random.ts'
import type { Extenders } from '../extenders/extenders.ts'
import type { RefusedNodes } from '../fitmessage.ts'
import { refusal } from '../plugin.ts'
import type { Refusals } from '../refusals.ts'
import type { Shape } from '../shape.ts'
import type { Snapshot } from '../snapshot.ts'
import { tiePrefix } from '../tie.ts'
import type { Trial } from '../trial.ts'
import type { Budgets } from './budgets.ts'
import { CostColumns } from './columns.ts'
import { pickNode } from './picknode.ts'
import { NO_VICTIMS, type Victims, victimsOn } from './victims.ts'

/** Of how many candidate nodes the best is taken (DefaultPreemptionArgs). */
export interface CandidateLimits {
  readonly minCandidateNodesPercentage: number
  readonly minCandidateNodesAbsolute: number
}

export const DEFAULT_LIMITS: CandidateLimits = { minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 }

export interface Found {
  /** -1: no node can be freed. */
  readonly nodeRow: number
  readonly victims: readonly number[]
  /** Why not, node by node; empty when one was found. */
  readonly refused: readonly RefusedNodes[]
  /** Why not, when that is not a matter of nodes. */
  readonly trouble?: string
}

interface EvaluatorParts {
  readonly snapshot: Snapshot
  readonly refusals: Refusals
  readonly budgets: Budgets
  readonly extenders: Extenders
}

const NAME = 'DefaultPreemption'
const NO_CANDIDATE = 'no candidate node for preemption'
const NOBODY = refusal(NAME, true, 'No preemption victims found for incoming pod')
/** Columns kept, one set a shape and priority. */
const COLUMNS_KEPT = 8
const ASIDE = 0x5eed

export class PreemptionEvaluator {
  private readonly columns = new Map<Shape, Map<number, CostColumns>>()
  private readonly beyond: CostColumns
  private kept = 0

  private readonly snapshot: Snapshot
  private readonly refusals: Refusals
  private readonly budgets: Budgets
  private readonly extenders: Extenders

  constructor(
    { snapshot, refusals, budgets, extenders }: EvaluatorParts,
    private readonly seed: number,
    private readonly limits: CandidateLimits = DEFAULT_LIMITS,
  ) {
    this.snapshot = snapshot
    this.refusals = refusals
    this.budgets = budgets
    this.extenders = extenders
    this.beyond = new CostColumns(snapshot)
  }

  /** @param potential rows of nodes that fewer Pods on them might make fit */
  find(trial: Trial, pod: Pod, potential: Int32Array): Found {
    const costs = this.costsOf(trial)
    const count = potential.length
    const enough = candidatesToFind(count, this.limits)
    const offset = count === 0 ? 0 : hash32(this.seed, hashText(pod.metadata.uid), ASIDE) % count
    const candidates: number[] = []
    let violating = 0
    const { refusal: codes, seen } = costs
    const { trialVersion } = this.snapshot
    for (let i = 0, at = offset; i < count; i++, at = at + 1 === count ? 0 : at + 1) {
      const row = potential[at] as number
      if (seen[row] !== trialVersion[row]) costs.set(row, this.look(trial, row))
      if (codes[row] !== 0) continue
      candidates.push(row)
      if ((costs.violations[row] as number) > 0) violating++
      if (candidates.length >= enough && violating < candidates.length) break
    }
    if (candidates.length === 0) return { nodeRow: -1, victims: [], refused: this.reasons(codes, potential, offset) }
    if (this.extenders.mindsPreemption(pod)) return this.withExtenders(trial, pod, candidates)
    const nodeRow = pickNode(candidates, costs, this.snapshot.nameHash, tiePrefix(this.seed, pod.metadata.uid))
    const { rows } = victimsOn(trial, nodeRow, this.budgets.all()) as Victims
    return { nodeRow, victims: rows, refused: [] }
  }

  /** The same among what the extenders agree to. */
  private withExtenders(trial: Trial, pod: Pod, candidates: readonly number[]): Found {
    const { snapshot } = this
    const proposed = candidates.map((row): [string, Victims] => [
      snapshot.nameOf(row),
      victimsOn(trial, row, this.budgets.all()) as Victims,
    ])
    const agreed = this.extenders.agree(pod, new Map(proposed))
    const costs = new CostColumns(snapshot)
    costs.ready(this.budgets.version)
    const byRow = new Map([...agreed].map(([name, victims]) => [snapshot.rowOf(name), victims]))
    for (const [row, victims] of byRow) costs.set(row, victims)
    if (byRow.size === 0) return { nodeRow: -1, victims: [], refused: [], trouble: NO_CANDIDATE }
    const nodeRow = pickNode([...byRow.keys()], costs, snapshot.nameHash, tiePrefix(this.seed, pod.metadata.uid))
    const uids = new Set(byRow.get(nodeRow)?.pods.map(({ metadata }) => metadata.uid))
    const rows = snapshot.nodes[nodeRow]?.podRows ?? []
    return { nodeRow, victims: rows.filter((row) => uids.has(snapshot.podAt(row).metadata.uid)), refused: [] }
  }

  private look(trial: Trial, nodeRow: number): Victims | number {
    const found = victimsOn(trial, nodeRow, this.budgets.all())
    if (found === NO_VICTIMS) return this.refusals.number(NOBODY)
    if (typeof found === 'number' || found.rows.length > 0) return found
    // It fits with everybody put back: what refused it was not the Pods there.
    const reason = `expected at least one victim pod on node "${this.snapshot.nameOf(nodeRow)}"`
    return this.refusals.number(refusal(NAME, true, reason))
  }

  /** Nodes by refusal, in the order of the walk: counted only when every one of them was in vain. */
  private reasons(codes: Int32Array, potential: Int32Array, offset: number): RefusedNodes[] {
    const refused = new Map<number, number>()
    for (let i = 0; i < potential.length; i++) {
      const code = codes[potential[(offset + i) % potential.length] as number] as number
      refused.set(code, (refused.get(code) ?? 0) + 1)
    }
    return [...refused].map(([code, count]) => ({ refusal: this.refusals.of(code), count }))
  }

  /** What is remembered for such Pods; nothing where Pods elsewhere count, too. */
  private costsOf(trial: Trial): CostColumns {
    const costs = trial.looksBeyond ? this.beyond : this.keptCosts(trial)
    costs.ready(this.budgets.version)
    if (trial.looksBeyond) costs.forget()
    return costs
  }

  private keptCosts({ shape, priority }: Trial): CostColumns {
    let byPriority = this.columns.get(shape as Shape)
    let costs = byPriority?.get(priority)
    if (costs !== undefined) return costs
    if (this.kept >= COLUMNS_KEPT) {
      this.columns.clear()
      this.kept = 0
      byPriority = undefined
    }
    costs = new CostColumns(this.snapshot)
    this.kept++
    if (byPriority === undefined) this.columns.set(shape as Shape, new Map([[priority, costs]]))
    else byPriority.set(priority, costs)
    return costs
  }
}

/** How many candidates are enough to choose from. */
export function candidatesToFind(
  nodes: number,
  { minCandidateNodesPercentage, minCandidateNodesAbsolute }: CandidateLimits,
) {
  const share = Math.trunc((nodes * minCandidateNodesPercentage) / 100)
  return Math.min(nodes, Math.max(share, minCandidateNodesAbsolute))
}
