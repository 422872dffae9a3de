/**
 * Every write, by revision: what changed, from what to what, when, and who did it because of what.
 *
 * A ring under a limit of revisions; older ones are compacted away (a watch from there gets 410 Gone) and can be
 * recomputed by replay. Old versions share their unchanged parts with new ones.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedArray, PagedFloats, PagedInts } from '../core/paged.ts'
import { VIAS, type Via } from '../core/trace.ts'
import type { KObject } from './object.ts'

export interface Change {
  revision: number
  atMs: number
  /** Number of the table in the store. */
  table: number
  row: number
  before: KObject | undefined
  after: KObject | undefined
  actor: number
  via: Via
  trigger: number
}

export class History {
  private readonly before: PagedArray<KObject>
  private readonly after: PagedArray<KObject>
  private readonly times: PagedFloats
  /** Five integers a revision: table, row, actor, via, trigger. */
  private readonly facts: PagedInts
  private readonly counts: PagedInts

  /** @param limit revisions kept; the first kept revision is `oldest`. */
  constructor(
    checkpoints: Checkpoints,
    readonly limit: number,
  ) {
    const { epoch } = checkpoints
    this.before = checkpoints.register(new PagedArray<KObject>(epoch))
    this.after = checkpoints.register(new PagedArray<KObject>(epoch))
    this.times = checkpoints.register(new PagedFloats(epoch))
    this.facts = checkpoints.register(new PagedInts(epoch))
    this.counts = checkpoints.register(new PagedInts(epoch))
  }

  /** Revisions ever written; revisions are 1 … newest. */
  get newest(): number {
    return this.counts.get(0)
  }

  /** Oldest revision still held. */
  get oldest(): number {
    return Math.max(1, this.newest - this.limit + 1)
  }

  /** Appends a change and returns its revision. */
  append(
    table: number,
    row: number,
    before: KObject | undefined,
    after: KObject | undefined,
    atMs: number,
    cause: { actor: number; via: Via; trigger: number },
  ): number {
    const revision = this.counts.add(0, 1)
    const at = revision % this.limit
    this.before.set(at, before)
    this.after.set(at, after)
    this.times.set(at, atMs)
    const f = at * 5
    this.facts.set(f, table)
    this.facts.set(f + 1, row)
    this.facts.set(f + 2, cause.actor)
    this.facts.set(f + 3, VIAS.indexOf(cause.via))
    this.facts.set(f + 4, cause.trigger)
    return revision
  }

  /** The change of a revision; undefined when compacted or not yet written. */
  change(revision: number): Change | undefined {
    if (revision < this.oldest || revision > this.newest) return undefined
    const at = revision % this.limit
    const f = at * 5
    return {
      revision,
      atMs: this.times.get(at),
      table: this.facts.get(f),
      row: this.facts.get(f + 1),
      before: this.before.get(at),
      after: this.after.get(at),
      actor: this.facts.get(f + 2),
      via: VIAS[this.facts.get(f + 3)] as Via,
      trigger: this.facts.get(f + 4),
    }
  }
}
