/**
 * Load sources: callers outside of the cluster that send requests at a set rate and remember, second by second, what
 * became of them. A person starts and ends them; they are part of the run.
 */
import type { ApiServer } from '../../api/server.ts'
import { type Hosts, type HttpRequest, type PodServers } from '../../core/network.ts'
import { Cell } from '../../core/checkpoint.ts'
import { Records } from '../../core/records.ts'
import type { Pod } from '../../kinds/types.ts'
import { keyOf } from '../objectkey.ts'
import { Bucket, type BucketReport } from './bucket.ts'
import type { Flows } from './flows.ts'
import { dueUntil, type Point, rateAt } from './shape.ts'
import { versionOf } from './version.ts'
import type { Target, Ways } from './way.ts'

/** As protocol/traffic.ts' LoadSpec. */
export interface SourceSpec {
  readonly name: string
  readonly target: Target
  readonly shape: readonly Point[]
  readonly repeat?: boolean
  readonly path?: string
  readonly method?: string
  readonly timeoutMs?: number
  readonly clients?: number
}

interface Source {
  readonly spec: SourceSpec
  /** Its place among the buckets, for ever. */
  readonly number: number
  readonly sinceMs: number
  readonly sent: number
  /** Ticks of an earlier turn are void. */
  readonly turn: number
  /** It sends no more; what it saw is kept until its place is needed. */
  readonly ended: boolean
}

/** Seconds a source remembers. */
const REMEMBERED_SECONDS = 900
const MAX_SOURCES = 16
const MAX_RATE = 10_000
const MAX_POINTS = 1_000
const DEFAULT_TIMEOUT_MS = 5_000
/** A source that has nothing to send looks again so often. */
const IDLE_MS = 1_000

/** What is known of a request when it is sent; the rest shows when it is over. */
interface Sent {
  readonly outcome: string
  readonly atMs: number
  readonly process: number
  readonly version: string
  /** `NAMESPACE/NAME`, or '' for nobody. */
  readonly pod: string
  readonly service: string
}

/** Nobody answered. */
const NOBODY_SAID = { process: -1, version: '', pod: '' } as const

const serviceOf = ({ target }: SourceSpec): string =>
  target.kind === 'service' ? `${target.namespace}/${target.name}` : ''

export class LoadSources {
  private readonly sources: Cell<readonly Source[]>
  private readonly buckets: Records<Bucket>
  private readonly tickHandler: number
  private readonly doneHandler: number

  constructor(
    private readonly server: ApiServer,
    private readonly hosts: Hosts,
    private readonly servers: PodServers,
    private readonly ways: Ways,
    private readonly flows: Flows,
  ) {
    const { checkpoints, clock } = server
    this.sources = checkpoints.register(new Cell<readonly Source[]>([]))
    this.buckets = new Records<Bucket>(checkpoints)
    this.tickHandler = clock.register('load/tick', (number, turn) => this.tick(number, turn), { periodic: true })
    this.doneHandler = clock.register('load/done', (number, _b, data) => this.done(number, data as Sent), {
      periodic: true,
    })
  }

  /** Starts a source, or gives the one of that name another rate. @throws RangeError when the spec makes no sense */
  start(spec: SourceSpec): boolean {
    checkSpec(spec)
    const { value } = this.sources
    const same = value.find((source) => source.spec.name === spec.name)
    const old = same ?? (value.length < MAX_SOURCES ? undefined : value.find(({ ended }) => ended))
    if (old === undefined && value.length >= MAX_SOURCES)
      throw new RangeError(`there can be ${MAX_SOURCES} load sources`)
    const used = new Set(value.map(({ number }) => number))
    let number = old?.number ?? 0
    while (old === undefined && used.has(number)) number++
    const { nowMs } = this.server.clock
    const source = { spec, number, sinceMs: nowMs, sent: 0, turn: (old?.turn ?? 0) + 1, ended: false }
    if (same === undefined) this.forget(number)
    this.sources.value = [...value.filter((other) => other !== old), source]
    this.server.clock.after(0, this.tickHandler, number, source.turn)
    return true
  }

  /** Ends a source; what it saw stays until another takes its place. */
  end(name: string): boolean {
    const { value } = this.sources
    const found = value.find(({ spec, ended }) => spec.name === name && !ended)
    if (found === undefined) return false
    this.sources.value = value.map((source) => (source === found ? { ...source, ended: true } : source))
    return true
  }

  list(): readonly SourceSpec[] {
    return this.sources.value.filter(({ ended }) => !ended).map(({ spec }) => spec)
  }

  /** Every source whose seconds are kept, ended ones too. */
  names(): string[] {
    return this.sources.value.map(({ spec }) => spec.name)
  }

  /** Buckets of a source from a second on, in order. */
  report(name: string, fromSecond = 0): BucketReport[] {
    const source = this.sources.value.find(({ spec }) => spec.name === name)
    if (source === undefined) return []
    const found: BucketReport[] = []
    const now = Math.floor(this.server.clock.nowMs / 1000)
    for (let second = Math.max(0, fromSecond, now - REMEMBERED_SECONDS + 1); second <= now; second++) {
      const bucket = this.buckets.get(source.number * REMEMBERED_SECONDS + (second % REMEMBERED_SECONDS))
      if (bucket !== undefined && bucket.second === second) found.push(bucket.report())
    }
    return found
  }

  private forget(number: number): void {
    for (let i = 0; i < REMEMBERED_SECONDS; i++) this.buckets.put(number * REMEMBERED_SECONDS + i, undefined)
  }

  // ------------------------------------------------------------------------------------------------ sending

  private tick(number: number, turn: number): void {
    const source = this.sources.value.find((s) => s.number === number && s.turn === turn)
    if (source === undefined || source.ended) return
    const { clock } = this.server
    const { shape, repeat = false } = source.spec
    const seconds = (clock.nowMs - source.sinceMs) / 1000
    const due = Math.floor(dueUntil(shape, repeat, seconds))
    if (due > source.sent) {
      this.ways.refresh()
      for (let n = source.sent; n < due; n++) this.send(source, n)
      this.sources.value = this.sources.value.map((s) => (s === source ? { ...source, sent: due } : s))
    }
    const rate = rateAt(shape, repeat, seconds)
    const missing = due + 1 - dueUntil(shape, repeat, seconds)
    const waitMs = rate <= 0 ? IDLE_MS : Math.min(IDLE_MS, Math.max(1, Math.ceil((missing * 1000) / rate)))
    clock.after(waitMs, this.tickHandler, number, turn)
  }

  private send(source: Source, n: number): void {
    const { spec, number } = source
    const { nowMs } = this.server.clock
    this.bucket(number, nowMs).sent++
    const client = clientAddress(number, n % (spec.clients ?? 1))
    const way = this.ways.find(spec.target, spec.path ?? '/', client)
    if (way === 'name') this.over(number, { ...NOBODY_SAID, outcome: 'name', atMs: nowMs, service: serviceOf(spec) }, 0)
    else if ('status' in way) this.answered(source, String(way.status), 1, way.service)
    else if (way.connection.outcome !== 'connected')
      this.failed(source, way.connection.outcome, way.connection.delayMs, way.service)
    else this.served(source, way.connection, way.path, client, way.service)
  }

  private failed({ spec, number }: Source, outcome: string, delayMs: number, service: string): void {
    const timeoutMs = spec.timeoutMs ?? DEFAULT_TIMEOUT_MS
    const isLate = outcome === 'timeout' || delayMs > timeoutMs
    const sent: Sent = {
      ...NOBODY_SAID,
      outcome: isLate ? 'timeout' : outcome,
      atMs: this.server.clock.nowMs,
      service,
    }
    this.server.clock.after(isLate ? timeoutMs : delayMs, this.doneHandler, number, 0, sent)
  }

  private answered({ number }: Source, outcome: string, delayMs: number, service: string): void {
    const sent: Sent = { ...NOBODY_SAID, outcome, atMs: this.server.clock.nowMs, service }
    this.server.clock.after(delayMs, this.doneHandler, number, 0, sent)
  }

  private served(source: Source, connection: Connected, path: string, client: string, service: string): void {
    const { spec, number } = source
    const { to, delayMs, port } = connection
    if (to.kind !== 'process') {
      // The API server speaks TLS only; what is outside is not ours to load.
      this.answered(source, to.kind === 'api' ? '400' : 'unreachable', delayMs * 2, service)
      return
    }
    const response = this.servers.serve(to.process, port, this.requestOf(spec, path, client))
    if (response === undefined) {
      this.failed(source, 'refused', delayMs * 2, service)
      return
    }
    const timeoutMs = spec.timeoutMs ?? DEFAULT_TIMEOUT_MS
    // The clock counts whole milliseconds; programs may count finer.
    const tookMs = delayMs * 2 + Math.ceil(response.latencyMs)
    const pod = this.server.store.table('pods').get(this.hosts.podOf(to.process)) as Pod | undefined
    const outcome = response.reset ? 'reset' : tookMs > timeoutMs ? 'timeout' : String(response.status)
    const sent: Sent = {
      outcome,
      atMs: this.server.clock.nowMs,
      process: to.process,
      version: pod === undefined ? '' : versionOf(pod),
      pod: pod === undefined ? '' : keyOf(pod),
      service,
    }
    this.server.clock.after(Math.min(tookMs, timeoutMs), this.doneHandler, number, 0, sent)
  }

  private requestOf({ target, method = 'GET' }: SourceSpec, path: string, sourceIP: string): HttpRequest {
    const host = target.kind === 'ingress' ? target.host : `${target.name}.${target.namespace}`
    return { method, path, headers: { host, 'user-agent': 'load' }, body: '', scheme: 'http', sourceIP }
  }

  /** The answer arrives, unless its container died on the way. */
  private done(number: number, sent: Sent): void {
    const { outcome, atMs, process } = sent
    const alive = process < 0 || this.hosts.podOf(process) >= 0
    const tookMs = this.server.clock.nowMs - atMs
    if (alive && outcome !== 'timeout' && outcome !== 'reset') this.over(number, sent, tookMs)
    else this.over(number, { ...sent, ...NOBODY_SAID, outcome: outcome === 'timeout' ? outcome : 'reset' }, tookMs)
  }

  private over(number: number, { outcome, atMs, version, pod, service }: Sent, tookMs: number): void {
    this.bucket(number, atMs).add(outcome, tookMs, version, pod.slice(pod.indexOf('/') + 1))
    const source = this.sources.value.find((s) => s.number === number)
    if (source === undefined) return
    const ends = { from: `load:${source.spec.name}`, service, pod, version }
    this.flows.saw(ends, outcome, tookMs, this.server.clock.nowMs)
  }

  private bucket(number: number, atMs: number): Bucket {
    const second = Math.floor(atMs / 1000)
    const at = number * REMEMBERED_SECONDS + (second % REMEMBERED_SECONDS)
    const bucket = this.buckets.own(at)
    if (bucket !== undefined && bucket.second === second) return bucket
    const fresh = new Bucket(second)
    this.buckets.put(at, fresh)
    return fresh
  }
}

type Connected = Extract<
  Exclude<ReturnType<Ways['find']>, 'name' | { status: number }>['connection'],
  { outcome: 'connected' }
>

/** Callers live in 203.0.113.0/24 and beyond (RFC 5737). */
const clientAddress = (number: number, n: number): string => `203.0.${113 + number}.${1 + (n % 254)}`

/** @throws RangeError */
function checkSpec({ name, shape, clients = 1, timeoutMs = 1 }: SourceSpec): void {
  if (typeof name !== 'string' || name === '') throw new RangeError('a load source needs a name')
  if (!Array.isArray(shape) || shape.length === 0 || shape.length > MAX_POINTS) {
    throw new RangeError(`a load source needs 1 to ${MAX_POINTS} points`)
  }
  let before = 0
  for (const { atSeconds, ratePerSecond } of shape) {
    if (!(atSeconds >= before)) throw new RangeError('points must be in order of time')
    if (!(ratePerSecond >= 0 && ratePerSecond <= MAX_RATE)) throw new RangeError(`a rate must be 0 to ${MAX_RATE}`)
    before = atSeconds
  }
  if (!Number.isInteger(clients) || clients < 1) throw new RangeError('clients must be a positive integer')
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) throw new RangeError('timeoutMs must be a positive integer')
}
