/**
 * Another line of time beside the shown one, in a worker of its own: it stands wherever the shown one stands, runs when
 * that runs, and can be looked at only.
 */
import * as Comlink from 'comlink'
import type { ProtocolVersion } from '../../engine/protocol/api.ts'
import type { Batch } from '../../engine/protocol/batch.ts'
import type { ActionLog } from '../../engine/protocol/run.ts'
import type { Actions } from './actions.ts'
import { type Connection, startWorker } from './connection.ts'
import { applyBatch, createMirror, type MirrorStore } from './mirror.ts'
import { createRunStatus, type RunStore } from './run-status.ts'
import { createUi, type UiStore } from './ui.ts'

const PROTOCOL: ProtocolVersion = 1
/** A playhead that went on so far is followed by running on; farther, or back, by going there. */
const NEAR_MS = 5_000

export class Twin {
  /** A session of its own, for the views. */
  readonly session: { mirror: MirrorStore; run: RunStore; ui: UiStore; actions: Actions }
  private readonly connection: Connection
  private readonly mirror = createMirror()
  private booted = false
  private moving = false
  private closed = false
  private readonly stop: () => void

  /**
   * @param log of the line, up to its present at `endMs`
   * @param shown the clock that is followed
   */
  constructor(
    private readonly log: ActionLog,
    private readonly endMs: number,
    private readonly shown: MirrorStore,
    ui: UiStore,
  ) {
    const run = createRunStatus()
    const own = createUi()
    own.setState({ namespace: ui.getState().namespace })
    this.session = { mirror: this.mirror, run, ui: own, actions: onlyLooked() }
    this.connection = startWorker((why) => run.setState({ phase: 'failed', detail: why }))
    void this.boot().then(
      () => run.setState({ phase: 'paused' }),
      (error: unknown) =>
        run.setState({ phase: 'failed', detail: error instanceof Error ? error.message : String(error) }),
    )
    this.stop = shown.subscribe(({ clock }, before) => {
      if (clock !== before.clock) void this.follow()
    })
  }

  close(): void {
    this.closed = true
    this.stop()
    this.connection.close()
  }

  private async boot(): Promise<void> {
    const { api } = this.connection
    await api.boot(PROTOCOL, {}, this.log, this.endMs)
    const onBatch = (batch: Batch) => {
      applyBatch(this.mirror, batch, performance.now())
      requestAnimationFrame(() => {
        if (!this.closed) void api.acknowledge(batch.id)
      })
    }
    await api.subscribe({ cluster: true, messages: false, events: false }, Comlink.proxy(onBatch))
    this.booted = true
    await this.follow()
  }

  /** One move at a time; when the playhead went on meanwhile, another one. */
  private async follow(): Promise<void> {
    if (!this.booted || this.moving || this.closed) return
    this.moving = true
    try {
      let here = Number.NaN
      for (let to = this.playhead; to !== here && !this.closed; to = this.playhead) {
        await this.move(to)
        here = to
      }
    } catch {
      // The worker is gone; its status says so.
    } finally {
      this.moving = false
    }
  }

  private get playhead(): number {
    return Math.floor(this.shown.getState().clock.nowMs)
  }

  private async move(to: number): Promise<void> {
    const { api } = this.connection
    const { clock } = await api.pause()
    const byMs = to - Math.floor(clock.nowMs)
    if (byMs > 0 && (byMs <= NEAR_MS || clock.endMs === undefined)) await api.step(byMs)
    else if (byMs !== 0) await api.seek({ atMs: to })
  }
}

/** These change nothing; the playhead of the shown line moves this one. */
const HARMLESS: ReadonlySet<string | symbol> = new Set(['play', 'pause', 'step', 'setSpeed', 'select', 'showRollout'])

/** What is done belongs to the shown line. */
function onlyLooked(): Actions {
  const refuse = () => Promise.reject(new Error('This line is only looked at: switch to it first'))
  const nothing = () => Promise.resolve()
  return new Proxy({} as Actions, { get: (_, name) => (HARMLESS.has(name) ? nothing : refuse) })
}
