/**
 * Lets virtual time pass for a kubectl that waits, by what it does and not by the host's clock: a loaded machine must not give
 * another run. Time moves while the command watches something, to the next thing it is told; and a second for every look at a
 * Pod, five for every eviction refused, as long as `kubectl drain` sleeps between them.
 */
import type { Cluster } from '../../cluster.ts'
import type { HttpServer } from '../../http/server.ts'

/** Real milliseconds a client is given to react to what it was told. */
const REACTION_MS = 60
const TICK_MS = 5
/** The furthest one wait goes: the recorder let the cluster settle for as long. */
const LIMIT_MS = 120_000
const POLL_MS = 1_000
const REFUSED_MS = 5_000

export class Patience {
  private timer: NodeJS.Timeout | undefined
  private untilMs = 0
  private toldAtRealMs = 0
  private polls = false

  constructor(
    private readonly cluster: Cluster,
    private readonly server: HttpServer,
  ) {
    server.onServed = (method, path, code) => this.served(method, path, code)
  }

  /** @param polls the command looks again and again instead of watching (drain) */
  begin(polls: boolean): void {
    this.polls = polls
    this.untilMs = this.cluster.nowMs + LIMIT_MS
    this.toldAtRealMs = performance.now()
    this.timer = setInterval(() => this.tick(), TICK_MS)
  }

  end(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.polls = false
  }

  private served(method: string, path: string, code: number): void {
    this.toldAtRealMs = performance.now()
    if (!this.polls) return
    if (path.endsWith('/eviction')) {
      if (code === 429) this.pass(REFUSED_MS)
    } else if (method === 'GET' && /\/pods\/[^/]+$/.test(path)) this.pass(POLL_MS)
  }

  private pass(ms: number): void {
    const { clock } = this.cluster.server
    clock.runUntil(clock.nowMs + ms)
  }

  /** The client is silent and watches: on to the next thing it is told. */
  private tick(): void {
    const { server } = this
    if (server.openStreams === 0 || performance.now() - this.toldAtRealMs < REACTION_MS) return
    const { clock } = this.cluster.server
    const told = server.chunksSent
    while (server.chunksSent === told && clock.pendingWork > 0 && clock.nextMs <= this.untilMs) {
      clock.step()
      server.flush()
    }
    this.toldAtRealMs = performance.now()
  }
}
