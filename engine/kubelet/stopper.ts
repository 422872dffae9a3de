/**
 * Stops one container: preStop hook, TERM, and KILL when the grace is over
 * (kuberuntime_container.go killContainer).
 */
import type { Pod } from '../kinds/types.ts'
import { containerSpec, type Desk } from './desk.ts'
import type { Hooks } from './hooks.ts'
import type { Reporter } from './reporter.ts'
import { advanceStage } from './stages/container.ts'

/** Every container gets this long between TERM and KILL, whatever its hook left of the grace. */
export const MINIMUM_GRACE_SECONDS = 2
const TERM = 15
const KILL = 9

export class Stopper {
  private readonly termHandler: number
  private readonly killHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly hooks: Hooks,
  ) {
    this.termHandler = desk.on('term', (row, i, hook) => this.outOfHook(row, i, hook as number))
    this.killHandler = desk.on('kill', (row, i) => this.kill(row, i))
  }

  /** Begins to stop a running container; `text` is the Killing event's. */
  stop(row: number, i: number, text: string, graceSeconds: number): void {
    const { desk } = this
    const c = desk.container(row, i)
    const pod = desk.pod(row)
    const graceMs = graceSeconds * 1000
    advanceStage(c, 'STOP')
    c.untilMs = desk.server.clock.nowMs + Math.max(graceMs, MINIMUM_GRACE_SECONDS * 1000)
    c.inHook = false
    c.clearProbes()
    desk.journal.note(row, i, 'stopping', c.untilMs - desk.server.clock.nowMs, text)
    if (pod !== undefined) this.reporter.event(row, pod, i, 'Normal', 'Killing', text)
    const hookMs = pod === undefined ? 0 : this.hook(row, i, pod, graceMs)
    if (hookMs === 0) this.term(row, i)
    else desk.at(row, i, this.termHandler, hookMs, c.hook)
  }

  /** The Pod ends while this container is being stopped: what was on the clock for it is void, so it begins again. */
  again(row: number, i: number, killAtMs: number): void {
    const c = this.desk.container(row, i)
    if (c.stage !== 'stopping') return
    c.untilMs = Math.min(c.untilMs, killAtMs)
    this.term(row, i)
  }

  /** Brings the KILL of a container that is stopping forward. */
  shorten(row: number, i: number, killAtMs: number): void {
    const { desk } = this
    const c = desk.container(row, i)
    if (c.stage !== 'stopping' || killAtMs >= c.untilMs) return
    c.untilMs = killAtMs
    desk.at(row, i, this.killHandler, killAtMs - desk.server.clock.nowMs)
  }

  private hook(row: number, i: number, pod: Pod, graceMs: number): number {
    const spec = containerSpec(pod, i)
    return spec.lifecycle?.preStop && graceMs > 0 ? this.hooks.preStop(row, i, pod, spec, graceMs) : 0
  }

  /** The time of a hook has passed; one that ended before was followed by TERM then. */
  private outOfHook(row: number, i: number, hook: number): void {
    const c = this.desk.container(row, i)
    if (c.hook !== hook) return
    this.hooks.forget(hook)
    c.hook = -1
    this.term(row, i)
  }

  /** The hook is over, or there is none. */
  term(row: number, i: number): void {
    const { desk } = this
    const c = desk.container(row, i)
    if (c.stage !== 'stopping') return
    const { nowMs } = desk.server.clock
    // A hook that took all of the grace leaves the minimum.
    c.untilMs = Math.max(c.untilMs, nowMs + MINIMUM_GRACE_SECONDS * 1000)
    const { untilMs } = c
    desk.runtime.signal(c.process, TERM)
    if (desk.works.get(row)?.containers[i]?.stage === 'stopping') desk.at(row, i, this.killHandler, untilMs - nowMs)
  }

  private kill(row: number, i: number): void {
    const { desk } = this
    const c = desk.container(row, i)
    // Not if that was another stop's, or one that was put off.
    if (c.stage === 'stopping' && desk.server.clock.nowMs >= c.untilMs) desk.runtime.signal(c.process, KILL)
  }
}
