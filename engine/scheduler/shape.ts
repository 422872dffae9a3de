/**
 * The shape of a Pod: all that node plugins look at. Pods of one shape get the same verdict from the same node, so a
 * shape carries columns over the nodes (refusal, sum of scores, raw scores to normalize) and a cycle only reads them.
 */
import type { Pod } from '../kinds/types.ts'
import { isNarrow, type Judge } from './judge.ts'
import type { Footprint } from './nodeinfo.ts'
import type { Normalize, Refusal } from './plugin.ts'
import type { Snapshot } from './snapshot.ts'

export interface Scorer {
  readonly judge: Judge
  readonly weight: number
}

export interface NormalizedScorer extends Scorer {
  readonly normalize: Normalize
}

const NONE = new Int32Array(0)

export class Shape {
  /** One node at most can pass: there is nothing to keep in columns over all, and no score decides. */
  readonly isNarrow: boolean
  /** Number of the node's refusal, 0 = every node plugin passes it. */
  private refusal = NONE
  /** Weighted sum of scores that need no normalization. */
  total = NONE
  /** By normalized scorer. */
  raw: Int32Array[] = []
  /** By normalized scorer: whether any node ever had a raw score other than 0. */
  readonly scored: boolean[] = []
  /** Version of the node at which every node plugin passed it; another number: `refusalOf` knows. */
  passed = NONE
  /** Version of the node at which its columns were filled. */
  private seen = NONE
  private nominatedSeen = NONE
  private nominatedRefusal = NONE
  private nominatedFor = 0
  private stamp = 0
  private readonly filters: readonly Judge[]
  private readonly plain: readonly Scorer[]
  readonly normalized: readonly NormalizedScorer[]

  constructor(
    readonly footprint: Footprint,
    judges: readonly Judge[],
    readonly scorers: readonly Scorer[],
    /** Names of the only nodes that can pass, or why there are none. */
    readonly onlyNodes:
      | { readonly plugins: readonly string[]; readonly names: readonly string[] }
      | Refusal
      | undefined,
    private readonly snapshot: Snapshot,
  ) {
    this.isNarrow = onlyNodes !== undefined && 'names' in onlyNodes && isNarrow(onlyNodes.names)
    this.filters = judges.filter(({ plugin }) => plugin.filter !== undefined)
    this.plain = scorers.filter(({ judge }) => judge.plugin.normalize === undefined)
    this.normalized = scorers.flatMap(({ judge, weight }) =>
      judge.plugin.normalize === undefined ? [] : [{ judge, weight, normalize: judge.plugin.normalize }],
    )
  }

  /** Readies the columns for a cycle; returns whether they had to be made. */
  ready(): boolean {
    if (this.isNarrow) return false
    let stamp = 0
    for (const { judge } of this.scorers) stamp += judge.freshStamp()
    const size = this.snapshot.version.length
    const made = this.seen.length < size
    if (made) {
      this.refusal = new Int32Array(size)
      this.passed = new Int32Array(size)
      this.total = new Int32Array(size)
      this.seen = new Int32Array(size)
      this.raw = this.normalized.map(() => new Int32Array(size))
    } else if (stamp !== this.stamp) {
      this.seen.fill(0)
      this.passed.fill(0)
    }
    this.stamp = stamp
    return made
  }

  /** Number of a node's refusal, 0 = it passes; the columns of a node that changed are filled anew. */
  refusalOf(row: number): number {
    if (this.isNarrow) return this.refusalNow(row)
    if (this.seen[row] !== this.snapshot.version[row]) this.evaluate(row)
    return this.refusal[row] as number
  }

  private evaluate(row: number): void {
    const version = this.snapshot.version[row] as number
    this.seen[row] = version
    for (const judge of this.filters) {
      const refusal = judge.refusal(row)
      if (refusal !== 0) {
        this.refusal[row] = refusal
        return
      }
    }
    this.refusal[row] = 0
    this.passed[row] = version
    let total = 0
    for (const { judge, weight } of this.plain) total += weight * judge.score(row)
    this.total[row] = total
    for (let i = 0; i < this.normalized.length; i++) {
      const score = (this.normalized[i] as Scorer).judge.score(row)
      ;(this.raw[i] as Int32Array)[row] = score
      if (score !== 0) this.scored[i] = true
    }
  }

  /** Number of the refusal of a node whose Pods are being tried. */
  refusalNow(row: number): number {
    for (const judge of this.filters) {
      const refusal = judge.refusalNow(row)
      if (refusal !== 0) return refusal
    }
    return 0
  }

  passesNow(row: number): boolean {
    for (const judge of this.filters) if (!judge.passesNow(row)) return false
    return true
  }

  /** The same as `refusal` with Pods nominated to the node counted, for a Pod of this priority; made when asked for. */
  withNominated(row: number, priority: number, verdict: (row: number) => number): number {
    const { trialVersion } = this.snapshot
    if (this.nominatedSeen.length < trialVersion.length || this.nominatedFor !== priority) {
      this.nominatedFor = priority
      this.nominatedSeen = new Int32Array(trialVersion.length)
      this.nominatedRefusal = new Int32Array(trialVersion.length)
    }
    if (this.nominatedSeen[row] !== trialVersion[row]) {
      this.nominatedSeen[row] = trialVersion[row] as number
      this.nominatedRefusal[row] = verdict(row)
    }
    return this.nominatedRefusal[row] as number
  }

  drop(): void {
    this.nominatedSeen = this.nominatedRefusal = NONE
    this.refusal = this.passed = this.total = this.seen = NONE
    this.raw = []
  }
}

/** The parts of a spec that any node plugin looks at; Pods of one template share them by identity. */
export function sameParts(a: Pod['spec'], b: Pod['spec']): boolean {
  return (
    a.containers === b.containers &&
    a.initContainers === b.initContainers &&
    a.nodeSelector === b.nodeSelector &&
    a.affinity === b.affinity &&
    a.tolerations === b.tolerations &&
    a.overhead === b.overhead &&
    (a as { resources?: unknown }).resources === (b as { resources?: unknown }).resources
  )
}

/** The same parts, for comparing by content. */
export function partsOf(spec: Pod['spec']): unknown[] {
  const { containers, initContainers, nodeSelector, affinity, tolerations, overhead } = spec
  const { resources } = spec as { resources?: unknown }
  return [containers, initContainers, nodeSelector, affinity, tolerations, overhead, resources]
}
