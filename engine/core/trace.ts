/**
 * Causes: who is acting, what woke it, and the verdicts it took on the way.
 *
 * The cause is ambient while a clock event runs (a step is synchronous), so no call has to hand it on. Every write
 * stamps it into the store's history; verdicts are kept beside it. "Why?" is a walk over both (DESIGN.md "Why").
 */
import type { Checkpoints } from './checkpoint.ts'
import { Intern } from './intern.ts'
import { PagedArray, PagedInts } from './paged.ts'

/** What woke an actor. */
export type Via = 'boot' | 'watch' | 'timer' | 'action' | 'probe' | 'process'

/** Index = the stored number. */
export const VIAS: readonly Via[] = ['boot', 'watch', 'timer', 'action', 'probe', 'process']

/** A decision worth explaining later: a refusal, a score, a probe's result, an admission denial. */
export interface Verdict {
  atMs: number
  actor: string
  /** What was judged, e.g. `pods/default/web-1`. */
  subject: string
  /** A reason constant of the judging component. */
  reason: string
  /** Plain data; what a person needs to follow the decision. */
  detail?: unknown
  /** Revision the verdict was taken at. */
  revision: number
}

export class Trace {
  private readonly actors = new Intern()
  private readonly verdicts: PagedArray<Verdict>
  private readonly counts: PagedInts
  /** Number of the acting actor. */
  actor = 0
  via: Via = 'boot'
  /** Revision (watch, timer, probe: the write that led here, 0 when none in particular) or action sequence number (action). */
  trigger = 0

  constructor(checkpoints: Checkpoints) {
    this.verdicts = checkpoints.register(new PagedArray<Verdict>(checkpoints.epoch))
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.actors.number('system')
  }

  /** The number of an actor's name (`scheduler`, `kubelet/node-1`, `user/kubectl`). */
  actorNumber(name: string): number {
    return this.actors.number(name)
  }

  actorName(actor: number): string {
    return this.actors.text(actor)
  }

  /** Says who acts from here on, and why; called by whatever runs an actor's turn. */
  begin(actor: number, via: Via, trigger: number): void {
    this.actor = actor
    this.via = via
    this.trigger = trigger
  }

  /** Keeps a verdict; the newest `VERDICT_LIMIT` stay. */
  verdict(atMs: number, revision: number, subject: string, reason: string, detail?: unknown): void {
    const n = this.counts.add(0, 1) - 1
    this.verdicts.set(n % VERDICT_LIMIT, { atMs, actor: this.actorName(this.actor), subject, reason, detail, revision })
  }

  /** Verdicts about a subject, or several, oldest first. */
  verdictsOn(subject: string | ReadonlySet<string>): Verdict[] {
    const isMeant = typeof subject === 'string' ? (on: string) => on === subject : (on: string) => subject.has(on)
    const total = this.counts.get(0)
    const out: Verdict[] = []
    for (let n = Math.max(0, total - VERDICT_LIMIT); n < total; n++) {
      const v = this.verdicts.get(n % VERDICT_LIMIT)
      if (v !== undefined && isMeant(v.subject)) out.push(v)
    }
    return out
  }
}

/** About 50,000 Pods' worth of refusals; older ones are recomputed by replay. */
export const VERDICT_LIMIT = 65536
