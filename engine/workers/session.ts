/**
 * The cluster as the page sees it: boots it, drives it frame by frame, sends batches, carries out what the user does.
 * Knows no worker: the host hands in its clock and its frames, so that all of it runs in Node too.
 */
import { ENGINE_VERSION } from '../actionlog.ts'
import { checkLog } from '../actionlogcheck.ts'
import { CheckRun } from '../checks/checkrun.ts'
import { Cluster } from '../cluster.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'
import type {
  ActionLog,
  ApiRequest,
  ApiResponse,
  AppliedDocument,
  ApplyResult,
  Batch,
  BootInfo,
  ClockState,
  ClusterApi,
  ClusterConfig,
  Interest,
  LoggedAction,
  Move,
  NamedAction,
  NamedOutcome,
  ProtocolVersion,
  RunState,
  StepWatch,
  UserAction,
} from '../protocol.ts'
import { Applier } from './apply/applier.ts'
import { BatchBuilder } from './batches/builder.ts'
import { Driver } from './driver.ts'
import { buildEditorSchema } from './editorschema.ts'
import { doMove, FACT } from './lesson/moves.ts'
import { watchFrom } from './lesson/watchfrom.ts'
import { watchedClock } from './lesson/watchedclock.ts'

export const PROTOCOL: ProtocolVersion = 1

/** What the session needs of where it runs. */
export interface Host {
  /** Real ms; for budgets and pauses, never for the engine. */
  nowReal(): number
  /** Calls back at the next frame; a host without frames waits about 16 ms. */
  onFrame(run: () => void): void
  /** Calls back as soon as waiting commands were heard. */
  soon(run: () => void): void
}

/** A standing clock is shown again this often all the same, so that selections and announcements come through. */
const QUIET_REAL_MS = 100

export class ClusterSession implements ClusterApi {
  private cluster: Cluster | undefined
  private builder: BatchBuilder | undefined
  private readonly driver: Driver
  private send: ((batch: Batch) => void) | undefined
  private acknowledged = true
  private lastFrameReal = 0
  private sentAtReal = Number.NEGATIVE_INFINITY
  private ticking = false
  /** Entries of the log the page has. */
  private logSent = 0
  /** The checks of the open step. */
  private checks: CheckRun | undefined

  constructor(private readonly host: Host) {
    this.driver = new Driver(() => host.nowReal())
  }

  boot(version: ProtocolVersion, config: Partial<ClusterConfig>, log?: ActionLog, untilMs?: number): BootInfo {
    if (version !== PROTOCOL) throw new Error(`the page speaks protocol ${version}, the engine ${PROTOCOL}`)
    const cluster = log ? Cluster.replay(checkLog(log)) : new Cluster(config)
    if (untilMs !== undefined) cluster.server.clock.runUntil(untilMs)
    this.cluster = cluster
    this.checks = undefined
    this.builder = new BatchBuilder(cluster, builtinSchemas)
    const { actions, config: full } = cluster.log()
    this.logSent = actions.length
    for (const { atMs, action } of actions) this.flag(atMs, action)
    return { engine: ENGINE_VERSION, protocol: PROTOCOL, config: full }
  }

  subscribe(interest: Interest, onBatch: (batch: Batch) => void): void {
    this.send = onBatch
    this.acknowledged = true
    this.batches.reset()
    this.setInterest(interest)
    if (this.ticking) return
    this.ticking = true
    this.lastFrameReal = this.host.nowReal()
    this.host.onFrame(() => this.tick())
  }

  setInterest(interest: Interest): void {
    this.batches.show(interest)
    this.sentAtReal = Number.NEGATIVE_INFINITY
  }

  acknowledge(_batchId: number): void {
    this.acknowledged = true
  }

  play(): RunState {
    this.driver.playing = true
    this.lastFrameReal = this.host.nowReal()
    return this.state()
  }

  pause(): RunState {
    this.driver.playing = false
    return this.state()
  }

  step(byMs?: number): RunState {
    const { clock } = this.running.server
    this.driver.playing = false
    if (byMs !== undefined) clock.runUntil(clock.nowMs + byMs)
    else stepToWork(clock)
    this.checks?.look()
    return this.state()
  }

  setSpeed(speed: number): RunState {
    this.driver.setSpeed(speed)
    return this.state()
  }

  apply(text: string, options: { dryRun: boolean; namespace: string }): ApplyResult {
    const line = `kubectl apply${options.namespace && options.namespace !== 'default' ? ` -n ${options.namespace}` : ''}${options.dryRun ? ' --dry-run=server' : ''} -f -`
    const applier = new Applier(this.running, builtinSchemas, () => {
      if (!options.dryRun) this.mark(line)
    })
    const documents = applier.apply(text, options)
    return { documents, kubectl: line, logged: this.newEntries() }
  }

  check(text: string): AppliedDocument[] {
    const applier = new Applier(this.running, builtinSchemas, () => undefined)
    return applier.apply(text, { dryRun: true, namespace: 'default', check: true })
  }

  act({ line, requests = [], fault }: NamedAction): NamedOutcome {
    this.mark(line)
    const responses = requests.map((request) => this.running.act({ verb: 'request', request }) as ApiResponse)
    const outcome: NamedOutcome = { responses, logged: [] }
    if (fault) outcome.disturbed = this.running.act({ verb: 'fault', fault }) as boolean
    outcome.logged = this.newEntries()
    this.checks?.look()
    return outcome
  }

  doMoves(moves: Move[]): LoggedAction[] {
    const cluster = this.running
    const marks = cluster.log().actions.length
    for (const move of moves) doMove(cluster, move, this.checks)
    for (const { atMs, action } of cluster.log().actions.slice(marks)) this.flag(atMs, action)
    return this.newEntries()
  }

  watchStep(watch: StepWatch | undefined, sinceMs?: number): void {
    this.checks = watch && watchFrom(this.running, watch, sinceMs ?? this.running.nowMs)
    this.batches.stepChanged()
  }

  read(request: ApiRequest): ApiResponse {
    if (request.method !== 'GET') throw new RangeError('a request that writes is an action')
    const { code, headers, warnings, ...answer } = this.running.handle(request) as ApiResponse
    if (!('body' in answer)) throw new RangeError('watches and followed logs are not read in one piece')
    return { code, headers, warnings, body: answer.body }
  }

  log(): ActionLog {
    return this.running.log()
  }

  digest(): string {
    return this.running.digest()
  }

  runLog(log: ActionLog, untilMs: number): string {
    const cluster = Cluster.replay(checkLog(log))
    cluster.server.clock.runUntil(untilMs)
    return cluster.digest()
  }

  editorSchema(): unknown {
    return buildEditorSchema(this.running)
  }

  // ------------------------------------------------------------------------------------------------ frames

  private tick(): void {
    const nowReal = this.host.nowReal()
    this.driver.frame(watchedClock(this.running.server.clock, this.checks), nowReal - this.lastFrameReal)
    this.lastFrameReal = nowReal
    this.sendBatch()
    // At full speed there is no waiting for a frame, except when nothing but probes and leases is left to pass over.
    const busy = this.driver.speed === Number.POSITIVE_INFINITY && this.running.server.clock.pendingWork > 0
    if (busy) this.host.soon(() => this.tick())
    else this.host.onFrame(() => this.tick())
  }

  private sendBatch(): void {
    const nowReal = this.host.nowReal()
    if (!this.acknowledged || !this.send) return
    const quiet = this.driver.speed === 0 && !this.batches.hasNews
    if (quiet && nowReal - this.sentAtReal < QUIET_REAL_MS) return
    this.acknowledged = false
    this.sentAtReal = nowReal
    this.send(this.batches.take(this.clockState(), nowReal, this.checks?.outcome()))
  }

  // ------------------------------------------------------------------------------------------------ small things

  private get running(): Cluster {
    if (!this.cluster) throw new Error('the cluster has not booted')
    return this.cluster
  }

  private get batches(): BatchBuilder {
    if (!this.builder) throw new Error('the cluster has not booted')
    return this.builder
  }

  /** A mark of the log is a flag of the scrubber; what a lesson noted is not. */
  private flag(atMs: number, action: UserAction): void {
    if (action.verb === 'mark' && action.text && !action.text.startsWith(FACT)) this.batches.flag(atMs, action.text)
  }

  private mark(line: string): void {
    this.running.act({ verb: 'mark', text: line })
    this.batches.flag(this.running.nowMs, line)
  }

  /** What the log has that the page was not told of. */
  private newEntries(): LoggedAction[] {
    const { actions } = this.running.log()
    const fresh = actions.slice(this.logSent)
    this.logSent = actions.length
    return fresh
  }

  private state(): RunState {
    return { clock: this.clockState(), playing: this.driver.playing }
  }

  private clockState(): ClockState {
    const { clock, store } = this.running.server
    const { speed, loweredFrom, aheadMs } = this.driver
    return {
      nowMs: clock.nowMs + aheadMs,
      speed,
      nextEventMs: clock.pendingWork === 0 ? Number.NaN : clock.nextMs,
      resourceVersion: store.revision,
      ...(loweredFrom === undefined ? {} : { loweredFrom }),
    }
  }
}

/** Runs up to and including the next event that is work; where there is none, one event of any kind. */
function stepToWork(clock: Cluster['server']['clock']): void {
  const work = clock.pendingWork
  if (work === 0) {
    clock.step()
    return
  }
  const { nowMs } = clock
  // An instant at a time: a person sees no difference between events of one millisecond.
  while (clock.pendingWork > 0 && clock.nowMs === nowMs) clock.runUntil(clock.nextMs)
}
