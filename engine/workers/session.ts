/**
 * The cluster as the page sees it: boots it, drives it frame by frame, sends batches, carries out what the user does.
 * Knows no worker: the host hands in its clock and its frames, so that all of it runs in Node too.
 */
import { ENGINE_VERSION } from '../actionlog.ts'
import { checkLog } from '../actionlogcheck.ts'
import { CheckRun } from '../checks/checkrun.ts'
import { Cluster } from '../cluster.ts'
import type { Placement, SchedulingAttempt } from '../core/scheduling.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'
import type {
  ApiRequest,
  ApiResponse,
  BootInfo,
  ClusterApi,
  NamedAction,
  NamedOutcome,
  ProtocolVersion,
  RunState,
} from '../protocol/api.ts'
import type { AppliedDocument, ApplyRequest, ApplyResult } from '../protocol/apply.ts'
import type { Batch, ClockState, Interest } from '../protocol/batch.ts'
import type { DocumentConflict, EditApi, EditedText, EditTarget, FieldEdit, FormAnswer } from '../protocol/edit.ts'
import type { AuthorApi, AuthorCommand, AuthorReply } from '../protocol/author.ts'
import type { Move, StepWatch } from '../protocol/lesson.ts'
import type { Followed, FollowAsk } from '../protocol/network.ts'
import type { ObjectRef } from '../protocol/object.ts'
import type { ActionLog, ClusterConfig, LoggedAction, UserAction } from '../protocol/run.ts'
import type { SearchAnswer, SearchApi } from '../protocol/search.ts'
import type { TerminalApi, TerminalCommand, TerminalReply } from '../protocol/terminal.ts'
import type {
  AheadApi,
  Divergence,
  DocumentDiff,
  EffectsAnswer,
  HintsAnswer,
  Imported,
  LineState,
  Obstacle,
  OpenedRun,
  Place,
  Preview,
  RefusalRow,
  ShareApi,
  SharedRun,
  TimeApi,
  ToldLine,
  VersionAt,
  VersionDiff,
  VersionRow,
  WhyAnswer,
  WhyQuestion,
  WithoutAnswer,
} from '../protocol/time.ts'
import { Applier } from './apply/applier.ts'
import { liveDiff, liveObject } from './apply/livediff.ts'
import { BatchBuilder } from './batches/builder.ts'
import { type Drivable, Driver } from './driver.ts'
import { conflictsOf } from './edit/conflicts.ts'
import { formOf } from './edit/form.ts'
import { editText, valuesOf } from './edit/texts.ts'
import { author } from './author/desk.ts'
import { buildEditorSchema, servedKinds } from './editorschema.ts'
import { importLive } from './exchange/importlive.ts'
import { exportManifests, takeHome } from './exchange/takehome.ts'
import { HistoryDesk } from './history/desk.ts'
import { refusalsOf } from './history/refusals.ts'
import { TimeTravel } from './history/timetravel.ts'
import { whyNot } from './history/whynot/whynot.ts'
import { encodeRun, openRun } from './links/sharedrun.ts'
import { Follower } from './whatif/follower.ts'
import { hintsFor } from './whatif/hints/hints.ts'
import { followRequest } from './whatif/followrequest.ts'
import { compareRuns } from './whatif/lockstep.ts'
import { previewOf } from './whatif/preview.ts'
import { withoutAction } from './whatif/without.ts'
import { doMove, FACT } from './lesson/moves.ts'
import { watchFrom } from './lesson/watchfrom.ts'
import { watchedClock } from './lesson/watchedclock.ts'
import { search } from './search/search.ts'
import { Terminal } from './terminal/terminal.ts'

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

const PAST = 'The past is read-only: branch from here, or return to now'

/** A standing clock is shown again this often all the same, so that selections and announcements come through. */
const QUIET_REAL_MS = 100

export class ClusterSession
  implements ClusterApi, TerminalApi, TimeApi, ShareApi, AheadApi, SearchApi, EditApi, AuthorApi
{
  private travel: TimeTravel | undefined
  private history: HistoryDesk | undefined
  private builder: BatchBuilder | undefined
  private readonly driver: Driver
  private readonly follower = new Follower()
  private send: ((batch: Batch) => void) | undefined
  private acknowledged = true
  private lastFrameReal = 0
  private sentAtReal = Number.NEGATIVE_INFINITY
  private ticking = false
  /** Entries of the log the page has. */
  private logSent = 0
  /** The checks of the open step. */
  private checks: CheckRun | undefined
  private watched: { watch: StepWatch; sinceMs: number } | undefined
  private readonly shell = new Terminal({
    cluster: () => this.running,
    mark: (line) => this.mark(line),
    readOnly: () => (this.traveller.isPast ? PAST : undefined),
  })

  constructor(private readonly host: Host) {
    this.driver = new Driver(() => host.nowReal())
  }

  boot(version: ProtocolVersion, config: Partial<ClusterConfig>, log?: ActionLog, untilMs = 0): BootInfo {
    if (version !== PROTOCOL) throw new Error(`the page speaks protocol ${version}, the engine ${PROTOCOL}`)
    const cluster = new Cluster(log ? checkLog(log).config : config)
    this.travel = new TimeTravel(cluster)
    this.history = new HistoryDesk(this.travel, builtinSchemas)
    this.builder = new BatchBuilder(cluster, builtinSchemas)
    this.builder.showLine([], this.travel.line.density, true)
    if (log) this.travel.run(log.actions, Math.max(untilMs, log.actions.at(-1)?.atMs ?? 0))
    else cluster.server.clock.runUntil(untilMs)
    this.checks = undefined
    this.watched = undefined
    this.shown()
    return { engine: ENGINE_VERSION, protocol: PROTOCOL, config: cluster.log().config }
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
    const { clock } = this.traveller
    this.driver.playing = false
    if (byMs !== undefined) clock.runUntil(clock.nowMs + byMs)
    else stepToWork(clock)
    this.afterMove()
    if (!this.traveller.isPast) this.checks?.look()
    return this.state()
  }

  setSpeed(speed: number): RunState {
    this.driver.setSpeed(speed)
    return this.state()
  }

  apply(text: string, options: ApplyRequest): ApplyResult {
    const how = options.serverSide ? ` --server-side${options.serverSide === 'force' ? ' --force-conflicts' : ''}` : ''
    const line = `kubectl apply${options.namespace && options.namespace !== 'default' ? ` -n ${options.namespace}` : ''}${how}${options.dryRun ? ' --dry-run=server' : ''} -f -`
    const apply = () =>
      new Applier(this.running, builtinSchemas, () => {
        if (!options.dryRun) this.mark(line)
      }).apply(text, options)
    if (options.dryRun && this.traveller.isPast) {
      // Asking is an action too, and the past takes none: what it answers is heard elsewhere.
      return { documents: this.traveller.visit(() => undefined, apply), kubectl: line, logged: [] }
    }
    this.refusePast()
    return { documents: apply(), kubectl: line, logged: this.newEntries() }
  }

  check(text: string): AppliedDocument[] {
    const applier = new Applier(this.running, builtinSchemas, () => undefined)
    return applier.apply(text, { dryRun: true, namespace: 'default', check: true })
  }

  act({ line, requests = [], fault, load, endLoad }: NamedAction): NamedOutcome {
    this.refusePast()
    this.mark(line)
    const responses = requests.map((request) => this.running.act({ verb: 'request', request }) as ApiResponse)
    const outcome: NamedOutcome = { responses, logged: [] }
    if (fault) outcome.disturbed = this.running.act({ verb: 'fault', fault }) as boolean
    if (load) this.running.act({ verb: 'load', load })
    if (endLoad !== undefined) this.running.act({ verb: 'endLoad', name: endLoad })
    outcome.logged = this.newEntries()
    this.checks?.look()
    return outcome
  }

  terminal(command: TerminalCommand): TerminalReply {
    const reply = this.shell.obey(command)
    if (this.traveller.isPast) return reply
    reply.logged = this.newEntries()
    if (reply.logged.length > 0) this.checks?.look()
    return reply
  }

  doMoves(moves: Move[]): LoggedAction[] {
    this.refusePast()
    const cluster = this.running
    const marks = cluster.log().actions.length
    for (const move of moves) doMove(cluster, move, this.checks)
    this.afterMove()
    for (const { atMs, action } of cluster.log().actions.slice(marks)) this.flag(atMs, action)
    return this.newEntries()
  }

  watchStep(watch: StepWatch | undefined, sinceMs?: number): void {
    this.watched = watch && { watch, sinceMs: sinceMs ?? this.running.nowMs }
    this.watchAgain()
    this.batches.stepChanged()
  }

  read(request: ApiRequest): ApiResponse {
    if (request.method !== 'GET') throw new RangeError('a request that writes is an action')
    const { code, headers, warnings, ...answer } = this.running.handle(request) as ApiResponse
    if (!('body' in answer)) throw new RangeError('watches and followed logs are not read in one piece')
    return { code, headers, warnings, body: answer.body }
  }

  log(): ActionLog {
    return { ...this.running.log(), actions: [...this.traveller.actions] }
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

  servedKinds(): string {
    return servedKinds(this.running)
  }

  editText(text: string, target: EditTarget, edits: FieldEdit[]): EditedText {
    return editText(text, target, edits)
  }

  valuesOf(text: string): unknown[] {
    return valuesOf(text)
  }

  conflictsOf(text: string, namespace: string, serverSide: boolean): DocumentConflict[] {
    const options: ApplyRequest = { dryRun: true, namespace, ...(serverSide ? { serverSide: 'apply' } : {}) }
    const { documents } = this.apply(text, options)
    return conflictsOf(text, documents, namespace, {
      live: (ref) => liveObject(this.running, builtinSchemas, ref),
      at: (ref, revision) => this.desk.versions.diff(ref, { revision }, { revision }).before.yaml,
    })
  }

  formOf(text: string, target: EditTarget): FormAnswer {
    return formOf(this.running, text, target)
  }

  author(command: AuthorCommand): AuthorReply {
    return author(this.running, command)
  }

  // ------------------------------------------------------------------------------------------------ time

  ping(): void {}

  seek(place: Place): RunState {
    this.driver.playing = false
    this.desk.seek(place)
    this.shown()
    return this.state()
  }

  branch(name: string): LineState {
    this.traveller.branch(name)
    return this.lineState()
  }

  undo(): LineState | undefined {
    this.driver.playing = false
    return this.traveller.undo() && this.lineState()
  }

  switchLine(id: number): LineState {
    this.traveller.switchTo(id)
    return this.lineState()
  }

  renameLine(id: number, name: string): void {
    this.desk.rename(id, name)
    this.tellLineRows()
  }

  dropLine(id: number): void {
    this.traveller.drop(id)
    this.tellLineRows()
  }

  tellLines(lines: ToldLine[]): void {
    for (const { id, ...line } of lines) this.traveller.adopt(line, id)
    this.tellLineRows()
  }

  versions(ref: ObjectRef): VersionRow[] {
    return this.desk.versions.list(ref)
  }

  diff(ref: ObjectRef, before: VersionAt, after: VersionAt): VersionDiff {
    return this.desk.versions.diff(ref, before, after)
  }

  why(question: WhyQuestion): WhyAnswer {
    return this.desk.why.walk(question)
  }

  whyNot(ref: ObjectRef): Obstacle[] {
    return whyNot(this.desk, ref)
  }

  effects(flag: number): EffectsAnswer {
    return this.desk.why.effects(flag)
  }

  schedulingAttempts(namespace: string, name: string): SchedulingAttempt[] {
    return this.running.scheduler.explain(`${namespace}/${name}`)
  }

  whereWouldItGo(pod: { namespace: string; name: string } | { manifest: unknown }): Placement {
    return this.running.place(pod)
  }

  search(query: string, most: number): SearchAnswer {
    return search(this.running, query, most)
  }

  refusals(ref: ObjectRef): RefusalRow[] {
    return refusalsOf(this.traveller, ref)
  }

  // ------------------------------------------------------------------------------------------------ links and files

  encodeRun(run: SharedRun): string {
    return encodeRun(run)
  }

  openRun(text: string): OpenedRun {
    return openRun(text)
  }

  importObjects(text: string): Imported {
    return importLive(this.running, text)
  }

  exportManifests(): string {
    return exportManifests(this.running, builtinSchemas)
  }

  takeHome(): string {
    const { actions, config } = this.log()
    return takeHome(actions, config.nodes)
  }

  // ------------------------------------------------------------------------------------------------ looking ahead

  diffLive(text: string, namespace: string): DocumentDiff[] {
    return this.traveller.visit(
      () => undefined,
      () => liveDiff(this.running, builtinSchemas, text, namespace),
    )
  }

  followRequest(ask: FollowAsk): Followed {
    return this.traveller.visit(
      () => undefined,
      () => followRequest(this.running, ask),
    )
  }

  preview(log: ActionLog, untilMs: number, text: string, namespace: string): Preview {
    const { follower } = this
    const cluster = follower.at(checkLog(log), untilMs)
    return follower.tried(cluster, () => previewOf(cluster, builtinSchemas, text, namespace))
  }

  without(log: ActionLog, untilMs: number, flag: number, ref: ObjectRef): WithoutAnswer {
    return withoutAction(checkLog(log), untilMs, flag, ref)
  }

  hints(log: ActionLog, untilMs: number, ref: ObjectRef): HintsAnswer {
    return hintsFor(this.follower.at(checkLog(log), untilMs), ref)
  }

  compareRuns(a: ActionLog, b: ActionLog, untilMs: number): Divergence {
    return compareRuns(builtinSchemas, checkLog(a), checkLog(b), untilMs)
  }

  /** Another place or another line is shown from here on. */
  private shown(): void {
    const { travel } = this.desk
    const { deeds, actions, line, isPast } = travel
    this.logSent = actions.length
    this.batches.showLine(
      deeds.map(({ number, atMs, text }) => ({ number, atMs, text })),
      line.density,
      !isPast,
    )
    this.tellLineRows()
  }

  /** The checks of the step, as if they had looked on this line since the step began. */
  private watchAgain(): void {
    const { watched, running } = this
    this.checks = watched && watchFrom(running, watched.watch, Math.min(watched.sinceMs, running.nowMs))
  }

  private lineState(): LineState {
    this.shown()
    this.watchAgain()
    this.batches.stepChanged()
    const { line, actions } = this.traveller
    return { ...this.state(), row: this.desk.row(line), actions: [...actions] }
  }

  private tellLineRows(): void {
    this.batches.showLines(this.desk.rows(), this.traveller.line.id)
  }

  /** The present may need a moment kept; a past that reached the present is the present. */
  private afterMove(): void {
    const { traveller } = this
    if (!traveller.isPast) return traveller.moved()
    if (traveller.clock.nowMs < traveller.endMs) return
    traveller.toNow()
    this.shown()
  }

  private refusePast(): void {
    if (this.traveller.isPast) throw new Error(PAST)
  }

  // ------------------------------------------------------------------------------------------------ frames

  private tick(): void {
    const nowReal = this.host.nowReal()
    // A past that is looked at tells nothing new to the checks of a step.
    const { clock, isPast } = this.traveller
    const watched = isPast ? clock : watchedClock(clock, this.checks)
    if (this.driver.frame(watched, nowReal - this.lastFrameReal)) this.afterMove()
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
    return this.traveller.cluster
  }

  private get traveller(): TimeTravel {
    if (!this.travel) throw new Error('the cluster has not booted')
    return this.travel
  }

  private get desk(): HistoryDesk {
    if (!this.history) throw new Error('the cluster has not booted')
    return this.history
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
    return { clock: this.clockState(), playing: this.driver.playing, line: this.traveller.line.id }
  }

  private clockState(): ClockState {
    const { clock, store } = this.running.server
    const { speed, loweredFrom, aheadMs } = this.driver
    const { isPast, endMs } = this.traveller
    return {
      nowMs: clock.nowMs + aheadMs,
      speed,
      nextEventMs: clock.pendingWork === 0 ? Number.NaN : clock.nextMs,
      resourceVersion: store.revision,
      ...(loweredFrom === undefined ? {} : { loweredFrom }),
      ...(isPast ? { endMs } : {}),
    }
  }
}

/** Runs up to and including the next event that is work; where there is none, one event of any kind. */
function stepToWork(clock: Drivable): void {
  const work = clock.pendingWork
  if (work === 0) {
    clock.step()
    return
  }
  const { nowMs } = clock
  // An instant at a time: a person sees no difference between events of one millisecond.
  while (clock.pendingWork > 0 && clock.nowMs === nowMs) clock.runUntil(clock.nextMs)
}
