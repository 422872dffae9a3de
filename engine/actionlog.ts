/**
 * The action log: what people and clients did to the cluster, each at its place among the run's events. A run is its
 * config and these; the same log gives the same bytes.
 *
 * An action is an event at (now, next sequence number) and runs before time moves on. Reads are no actions.
 */
import type { Checkpoints } from './core/checkpoint.ts'
import type { Clock } from './core/clock.ts'
import { invariant } from './core/invariant.ts'
import { PagedArray } from './core/paged.ts'
import type { Trace } from './core/trace.ts'
import type { ActionLog, ClusterConfig, LoggedAction, UserAction } from './protocol/run.ts'

/** Version of the engine that a log names; bumped when the same log may give another run. */
export const ENGINE_VERSION = '0.1.0'

/** Carries an action out and returns its outcome; must not throw. */
export type Carry = (action: UserAction) => unknown

export class ActionRecorder {
  private readonly entries: PagedArray<LoggedAction>
  private readonly handler: number
  private outcome: unknown
  private done = false

  constructor(
    private readonly clock: Clock,
    trace: Trace,
    checkpoints: Checkpoints,
    carry: Carry,
  ) {
    this.entries = checkpoints.register(new PagedArray<LoggedAction>(checkpoints.epoch))
    const actor = trace.actorNumber('user')
    this.handler = clock.register('user/action', (seq, _b, action) => {
      trace.begin(actor, 'action', seq)
      this.outcome = carry(action as UserAction)
      this.done = true
    })
  }

  /** Carries an action out now, after all that is due at this instant, and returns its outcome. */
  perform(action: UserAction): unknown {
    const seq = this.clock.nextSeq
    this.entries.push({ atMs: this.clock.nowMs, seq, action })
    return this.run(this.clock.nowMs, seq, action)
  }

  /** Actions carried out so far. */
  get count(): number {
    return this.entries.length
  }

  /** Whether a logged action is what comes next, before any other event. */
  isNext({ atMs, seq }: LoggedAction): boolean {
    return this.clock.nextSeq >= seq || this.clock.nextMs > atMs
  }

  /**
   * Brings the run to a logged action's place and carries it out; returns its outcome.
   * @param look called after every event on the way
   * @throws RangeError when the run went another way
   */
  replay(logged: LoggedAction, look?: () => void): unknown {
    const { clock } = this
    const { atMs, seq, action } = logged
    while (!this.isNext(logged)) {
      clock.step()
      look?.()
    }
    if (clock.nextSeq !== seq || clock.nowMs > atMs) {
      throw new RangeError(
        `the log does not fit this engine: action ${seq} at ${atMs} ms, the run is at ${clock.nextSeq}`,
      )
    }
    this.entries.push({ atMs, seq, action })
    return this.run(atMs, seq, action)
  }

  private run(atMs: number, seq: number, action: UserAction): unknown {
    this.done = false
    this.clock.at(atMs, this.handler, seq, 0, action)
    while (!this.done) invariant(this.clock.step(), 'an action is on the clock')
    const { outcome } = this
    this.outcome = undefined
    return outcome
  }

  /** Everything done so far, with what the run began from. */
  log(config: ClusterConfig): ActionLog {
    const actions: LoggedAction[] = []
    for (let at = 0; at < this.entries.length; at++) actions.push(this.entries.get(at) as LoggedAction)
    return { format: 1, engine: ENGINE_VERSION, config, actions }
  }
}
