/**
 * What kubelets did to containers, to the millisecond: pulls, starts, ends, back-offs, probes. Statuses tell seconds and miss
 * what passes between two writes; this is what a person looks at afterwards. Nothing of the engine decides by it.
 *
 * A ring: the newest JOURNAL_LIMIT entries stay. A probe that is elided while nothing can change its answer (prober.ts) is
 * one entry, `holds`: from there on it passed at every tick of its period.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedArray, PagedFloats, PagedInts } from '../core/paged.ts'

/** Index = the stored number. */
export const DEEDS = [
  'pulling',
  'pulled',
  'started',
  'exited',
  'backOff',
  'stopping',
  'passed',
  'holds',
  'missed',
] as const
export type Deed = (typeof DEEDS)[number]

export interface JournalEntry {
  atMs: number
  /** Row of the Pod. */
  row: number
  /** Container: init containers first. */
  i: number
  deed: Deed
  /**
   * pulling, backOff, stopping: how long at most, in ms; started: which restart; exited: the code; probes: ProbeKind.
   */
  value: number
  /** exited: the reason; backOff: the waiting reason; stopping: why; missed: what the probe said. */
  text: string
}

export const JOURNAL_LIMIT = 65_536
const FACTS = 3

export class Journal {
  private readonly times: PagedFloats
  /** Row; container × 16 + deed; value. */
  private readonly facts: PagedInts
  private readonly texts: PagedArray<string>
  private readonly counts: PagedInts

  constructor(
    checkpoints: Checkpoints,
    private readonly clock: { readonly nowMs: number },
  ) {
    const { epoch } = checkpoints
    this.times = checkpoints.register(new PagedFloats(epoch))
    this.facts = checkpoints.register(new PagedInts(epoch))
    this.texts = checkpoints.register(new PagedArray<string>(epoch))
    this.counts = checkpoints.register(new PagedInts(epoch))
  }

  /** Entries ever written; they are numbered 0 … count - 1. */
  get count(): number {
    return this.counts.get(0)
  }

  /** Number of the oldest entry still held. */
  get oldest(): number {
    return Math.max(0, this.count - JOURNAL_LIMIT)
  }

  note(row: number, i: number, deed: Deed, value: number, text?: string): void {
    const at = (this.counts.add(0, 1) - 1) % JOURNAL_LIMIT
    this.times.set(at, this.clock.nowMs)
    const f = at * FACTS
    this.facts.set(f, row)
    this.facts.set(f + 1, i * 16 + DEEDS.indexOf(deed))
    this.facts.set(f + 2, value)
    // Most have none; what an older entry of the place said must not stay.
    if (text !== undefined || this.texts.get(at) !== undefined) this.texts.set(at, text)
  }

  /** When an entry was written. */
  atMs(number: number): number {
    return this.times.get(number % JOURNAL_LIMIT)
  }

  /** @param number oldest … count - 1 */
  entry(number: number): JournalEntry {
    const at = number % JOURNAL_LIMIT
    const f = at * FACTS
    const packed = this.facts.get(f + 1)
    return {
      atMs: this.times.get(at),
      row: this.facts.get(f),
      i: packed >> 4,
      deed: DEEDS[packed & 15] as Deed,
      value: this.facts.get(f + 2),
      text: this.texts.get(at) ?? '',
    }
  }
}
