/** One node plugin's verdicts about one aspect, remembered node by node until the node changes. */
import type { NodeInfo } from './nodeinfo.ts'
import type { NodePlugin, Refusal } from './plugin.ts'
import type { Refusals } from './refusals.ts'
import type { Snapshot } from './snapshot.ts'

const NONE = new Int32Array(0)

/** Whether one node at most can pass. */
export function isNarrow(only: readonly string[] | Refusal | undefined): boolean {
  return only !== undefined && 'length' in only && only.length <= 1
}

export class Judge {
  private refusals = NONE
  private refusalSeen = NONE
  private scores = NONE
  private scoreSeen = NONE
  private stamp = 0
  /** What is asked about one node only is not remembered. */
  private readonly isNarrow: boolean

  constructor(
    readonly plugin: NodePlugin,
    readonly aspect: unknown,
    private readonly snapshot: Snapshot,
    private readonly numbers: Refusals,
  ) {
    this.isNarrow = isNarrow(plugin.onlyNodes?.(aspect))
  }

  /** Number of the refusal of a node; 0 = it passes. */
  refusal(row: number): number {
    if (this.isNarrow) return this.numbers.number(this.plugin.filter?.(this.aspect, this.node(row)))
    const seen = this.seenVersion(row)
    if (row >= this.refusalSeen.length) {
      this.refusals = new Int32Array(this.snapshot.version.length)
      this.refusalSeen = new Int32Array(this.snapshot.version.length)
    }
    if (this.refusalSeen[row] !== seen) {
      this.refusalSeen[row] = seen
      this.refusals[row] = this.numbers.number(this.plugin.filter?.(this.aspect, this.node(row)))
    }
    return this.refusals[row] as number
  }

  /** Number of the refusal of a node whose Pods are being tried: what is remembered of its Pods is not used. */
  refusalNow(row: number): number {
    if (this.plugin.reads === 'node') return this.refusal(row)
    return this.numbers.number(this.plugin.filter?.(this.aspect, this.node(row)))
  }

  passesNow(row: number): boolean {
    if (this.plugin.reads === 'node') return this.refusal(row) === 0
    return this.plugin.filter?.(this.aspect, this.node(row)) === undefined
  }

  /** The plugin's raw score of a node. */
  score(row: number): number {
    const seen = this.seenVersion(row)
    if (row >= this.scoreSeen.length) {
      this.scores = new Int32Array(this.snapshot.version.length)
      this.scoreSeen = new Int32Array(this.snapshot.version.length)
    }
    if (this.scoreSeen[row] !== seen) {
      this.scoreSeen[row] = seen
      this.scores[row] = this.plugin.score?.(this.aspect, this.node(row), this.snapshot) as number
    }
    return this.scores[row] as number
  }

  /** Drops scores that a change elsewhere made void; the number changes when that happened. */
  freshStamp(): number {
    const stamp = this.plugin.clusterStamp?.(this.aspect, this.snapshot) ?? 0
    if (stamp !== this.stamp) {
      this.stamp = stamp
      this.scoreSeen.fill(0)
    }
    return stamp
  }

  /** Gives the memory back. */
  drop(): void {
    this.refusals = this.refusalSeen = this.scores = this.scoreSeen = NONE
  }

  private seenVersion(row: number): number {
    const { version, objectVersion } = this.snapshot
    return (this.plugin.reads === 'pods' ? version : objectVersion)[row] as number
  }

  private node(row: number): NodeInfo {
    return this.snapshot.nodes[row] as NodeInfo
  }
}
