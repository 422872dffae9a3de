/** Candidates by score: the plugins' weighted scores added up, and the best of them. Source: schedule_one.go prioritizeNodes, selectHost. */
import type { Pod } from '../kinds/types.ts'
import { EXTENDER } from './extenders/extenders.ts'
import { normalize } from './normalize.ts'
import type { Profile } from './profile.ts'
import type { NormalizedScorer, Shape } from './shape.ts'
import type { Snapshot } from './snapshot.ts'
import { tiePrefix, tieRank } from './tie.ts'
import type { Related } from './trial.ts'

/** One plugin's weighted scores by candidate, kept for people. */
export interface PluginScores {
  readonly plugin: string
  readonly values: Int32Array
}

export class Scoring {
  /** By candidate; good until the next Pod is scored. */
  totals = new Int32Array(0)
  private scratch = new Int32Array(0)
  private ties = new Int32Array(0)

  constructor(
    private readonly profile: Profile,
    private readonly snapshot: Snapshot,
    private readonly seed: number,
  ) {}

  /** Readies for up to `size` candidates. */
  makeRoom(size: number): void {
    this.totals = new Int32Array(size)
    this.scratch = new Int32Array(size)
    this.ties = new Int32Array(size)
  }

  /** Fills `totals`; returns the plugins' weighted scores when they are to be kept. */
  score(
    pod: Pod,
    shape: Shape,
    related: readonly Related[],
    candidates: Int32Array,
    count: number,
    keep: boolean,
  ): readonly PluginScores[] {
    const { totals, scratch } = this
    const { total, normalized, scored } = shape
    const kept: PluginScores[] | undefined = keep ? plainScores(shape, candidates, count) : undefined
    for (let i = 0; i < count; i++) totals[i] = total[candidates[i] as number] as number
    for (let n = 0; n < normalized.length; n++) {
      const { judge, weight, normalize: how } = normalized[n] as NormalizedScorer
      // All zeros stay alike whatever becomes of them: no need to add them up.
      if (!scored[n] && !keep) continue
      const raw = shape.raw[n] as Int32Array
      for (let i = 0; i < count; i++) scratch[i] = raw[candidates[i] as number] as number
      normalize(scratch, count, how === 'byMaxReversed')
      this.addScores(count, weight, judge.plugin.name, kept)
    }
    for (const { plugin, weight, relation } of related) {
      if (relation.scores?.(candidates, count, scratch)) this.addScores(count, weight, plugin.name, kept)
    }
    const asked = this.profile.extenders.any ? this.profile.extenders.scores(pod, candidates, count) : undefined
    if (asked !== undefined) {
      scratch.set(asked)
      this.addScores(count, 1, EXTENDER, kept)
    }
    return kept ?? []
  }

  private addScores(count: number, weight: number, plugin: string, kept: PluginScores[] | undefined) {
    const { totals, scratch } = this
    for (let i = 0; i < count; i++) totals[i] = ((totals[i] as number) + Math.imul(weight, scratch[i] as number)) | 0
    kept?.push({ plugin, values: scratch.slice(0, count).map((score) => weight * score) })
  }

  /** Index of the best candidate: highest total, then highest tie rank, then first name. */
  best(pod: Pod, candidates: Int32Array, count: number): number {
    const { totals, ties } = this
    let max = Number.NEGATIVE_INFINITY
    let tied = 0
    for (let i = 0; i < count; i++) {
      const total = totals[i] as number
      if (total > max) {
        max = total
        tied = 0
      }
      if (total === max) ties[tied++] = i
    }
    let best = ties[0] as number
    if (tied === 1) return best
    const prefix = tiePrefix(this.seed, pod.metadata.uid)
    const { nameHash, nodes } = this.snapshot
    const nameAt = (i: number) => nodes[candidates[i] as number]?.name as string
    let bestRank = -1
    for (let t = 0; t < tied; t++) {
      const i = ties[t] as number
      const rank = tieRank(prefix, nameHash[candidates[i] as number] as number)
      if (rank > bestRank || (rank === bestRank && nameAt(i) < nameAt(best))) {
        bestRank = rank
        best = i
      }
    }
    return best
  }
}

function plainScores(shape: Shape, candidates: Int32Array, count: number): PluginScores[] {
  const plain = shape.scorers.filter(({ judge }) => judge.plugin.normalize === undefined)
  return plain.map(({ judge, weight }) => ({
    plugin: judge.plugin.name,
    values: candidates.slice(0, count).map((row) => weight * judge.score(row)),
  }))
}
