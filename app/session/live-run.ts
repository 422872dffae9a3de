/**
 * One run in the cluster worker, as the page keeps it: boots it, feeds the mirror, keeps a copy of the action log, and
 * rebuilds the run from that copy when the worker dies.
 */
import * as Comlink from 'comlink'
import { createActor } from 'xstate'
import type { NamedAction, ProtocolVersion } from '../../engine/protocol/api.ts'
import type { ApplyRequest, ApplyResult } from '../../engine/protocol/apply.ts'
import type { Batch, ClockState, Interest } from '../../engine/protocol/batch.ts'
import type { Move, StepWatch } from '../../engine/protocol/lesson.ts'
import type { ClusterConfig } from '../../engine/protocol/run.ts'
import type { TerminalCommand, TerminalReply } from '../../engine/protocol/terminal.ts'
import type { LineState, OpenedRun, Place, SharedRun } from '../../engine/protocol/time.ts'
import type { StepRun } from './lesson/lesson-player.ts'
import { type Connection, type RemoteCluster, startWorker } from './connection.ts'
import { LineBook, type Told } from './line-book.ts'
import type { Run } from './live-actions.ts'
import { applyBatch, type MirrorStore } from './mirror.ts'
import type { RunStore } from './run-status.ts'
import { phaseOf, transportMachine } from './transport-machine.ts'

const PROTOCOL: ProtocolVersion = 1
/** Messages are a blur from here on. */
const MESSAGES_BELOW_SPEED = 5
/** A worker that says nothing for so long is stuck; and how often that is looked at. */
const SILENCE_REAL_MS = 10_000
const WATCHDOG_REAL_MS = 2000
/** Two crashes closer than this, in virtual time, are the same crash. */
const SAME_MOMENT_MS = 1000

/** What a run begins from: a config, or a log with the lines beside it. */
export interface Start extends Partial<Told> {
  config?: Partial<ClusterConfig>
}

export interface LiveRunOptions {
  mirror: MirrorStore
  run: RunStore
  /** What the page begins with; asked once, when the worker is there. */
  begin: (live: LiveRun) => Promise<Start>
  /** Something was done; resolves when it is kept, whatever becomes of that. */
  done: () => Promise<void>
  playing: boolean
  /** A step of a lesson comes first: the cluster of one's own is booted when the lesson is left. */
  stepFirst: boolean
  /** Says something that is nobody's answer; in the terminal. */
  tell: (text: string) => void
  /** A report of a stop, to be copied. */
  report: (text: string) => void
  /** Namespace of manifests that name none; read at each apply. */
  namespace: () => string
}

export class LiveRun implements Run, StepRun {
  private readonly actor
  private connection: Connection | undefined
  private readonly interest: Interest = { cluster: true, messages: true, events: true }
  private config: ClusterConfig | undefined
  private engine = ''
  private booted: Promise<void> | undefined
  /** Changes of the speed on their way: until they arrived, batches tell of the old one. */
  private settingSpeed = 0
  readonly lines = new LineBook()
  /** Places asked for that the worker has not gone to yet. */
  private seeking = 0
  private scrubTo: number | undefined
  /** Virtual time of the last crash, to know the same one again. */
  private crashedAtMs = Number.NEGATIVE_INFINITY
  private crashesHere = 0
  private watching = false
  /** What is being done right now: not in the log yet. */
  private attempted: unknown
  /** The learner's own run, while a lesson is open. */
  private own: Start | undefined
  private inLesson = false
  private stands = () => {}
  /** Resolves with the first cluster. */
  private readonly standing = new Promise<void>((resolve) => {
    this.stands = resolve
  })
  /** The embedding page scrolled it out of sight. */
  private offScreen = false
  /** What is watched for a lesson, and since when. */
  private watched: { watch: StepWatch; sinceMs: number } | undefined

  constructor(private readonly options: LiveRunOptions) {
    const { run, playing } = options
    this.actor = createActor(transportMachine, { input: { playing } })
    this.actor.subscribe(({ value, context }) => {
      run.setState({ phase: phaseOf(value), detail: context.detail })
    })
    this.actor.start()
    document.addEventListener('visibilitychange', () => void this.visibility())
    setInterval(() => void this.watchdog(), WATCHDOG_REAL_MS)
  }

  /** Starts the worker and boots the cluster; never rejects, the run's state tells. */
  start(): Promise<void> {
    this.booted = this.boot()
    return this.booted
  }

  private async boot(): Promise<void> {
    try {
      this.connect()
      const start = await this.options.begin(this)
      if (this.options.stepFirst) {
        this.own = start
        return
      }
      await this.bootFrom(start)
      await this.subscribe()
      this.actor.send({ type: 'BOOTED' })
      await this.obey()
    } catch (error) {
      this.actor.send({ type: 'GIVE_UP', detail: `The cluster could not start: ${words(error)}` })
    }
  }

  /** Boots what a start says; a log that does not fit this engine leaves its machines. */
  private async bootFrom({ config = {}, log, untilMs = 0, others = [], current = 0 }: Start): Promise<void> {
    const api = this.cluster()
    const boot = async () => {
      if (!log) return api.boot(PROTOCOL, config)
      try {
        return await api.boot(PROTOCOL, {}, log, untilMs)
      } catch (error) {
        this.options.tell(
          `The saved run could not be replayed: ${words(error)}. A cluster with the same machines begins.`,
        )
        return api.boot(PROTOCOL, log.config).then((info) => ({ ...info, isNew: true }))
      }
    }
    const info = await boot()
    this.engine = info.engine
    this.config = info.config
    this.stands()
    this.lines.clear()
    if (!log || 'isNew' in info) return
    this.lines.load({ log, untilMs, others, current })
    if (others.length > 0) await api.tellLines(others)
    if (this.lines.current !== 0) await api.switchLine(this.lines.current)
  }

  /** Another run in the same worker. */
  async open(start: Start): Promise<void> {
    await this.booted
    if (this.config) await this.cluster().pause()
    this.watched = undefined
    this.own = undefined
    this.inLesson = false
    await this.bootFrom(start)
    this.actor.send({ type: 'ARRIVE' })
    await this.subscribe()
    this.actor.send({ type: 'BOOTED' })
    await this.obey()
  }

  /** Everything of the run, for a new worker and for storage. */
  told(): Told {
    return this.lines.told(this.engine, this.config as ClusterConfig)
  }

  /** Whether the shown run is the learner's own, and not a lesson's. */
  get isOwn(): boolean {
    return this.config !== undefined && !this.inLesson
  }

  /** The shown line, up to its present. */
  async shared(): Promise<Pick<SharedRun, 'log' | 'untilMs'>> {
    const log = await (await this.ready()).log()
    const { clock } = this.options.mirror.getState()
    return { log, untilMs: Math.floor(clock.endMs ?? clock.nowMs) }
  }

  /** The shown line up to where one stands: what lies ahead of a past moment is left out. */
  async here(): Promise<Pick<SharedRun, 'log' | 'untilMs'>> {
    const { log } = await this.shared()
    const untilMs = Math.floor(this.options.mirror.getState().clock.nowMs)
    return { log: { ...log, actions: log.actions.filter(({ atMs }) => atMs <= untilMs) }, untilMs }
  }

  /** Looks at a text that claims to be a run; the worker need not have booted. */
  openRun(text: string): Promise<OpenedRun> {
    return this.cluster().openRun(text)
  }

  cluster(): RemoteCluster {
    if (!this.connection) throw new Error('The cluster is not running')
    return this.connection.api
  }

  /** The cluster once it has booted. */
  async ready(): Promise<RemoteCluster> {
    if (!this.config) await this.booted
    if (!this.config && this.options.stepFirst) await this.standing
    return this.cluster()
  }

  play(): Promise<void> {
    this.actor.send({ type: 'PLAY' })
    return this.obey()
  }

  pause(): Promise<void> {
    this.actor.send({ type: 'PAUSE' })
    return this.obey()
  }

  async step(): Promise<void> {
    this.actor.send({ type: 'PAUSE' })
    this.arrive((await this.cluster().step()).clock)
  }

  async seek(place: Place): Promise<void> {
    this.actor.send({ type: 'REWIND' })
    this.seeking++
    try {
      this.arrive((await this.cluster().seek(place)).clock)
    } finally {
      this.seeking--
    }
  }

  /** Goes to an instant, soon; of many asked for in a row only the latest counts. */
  scrub(atMs: number): void {
    const isOnItsWay = this.scrubTo !== undefined
    this.scrubTo = atMs
    if (!isOnItsWay) void this.followScrub()
  }

  async branch(name: string): Promise<void> {
    this.showLine(await this.cluster().branch(name))
  }

  /** Returns whether there was anything to undo. */
  async undo(): Promise<boolean> {
    const state = await this.cluster().undo()
    if (state) this.showLine(state)
    return state !== undefined
  }

  async switchLine(id: number): Promise<void> {
    this.showLine(await this.cluster().switchLine(id))
  }

  private async followScrub(): Promise<void> {
    for (let at = this.scrubTo; at !== undefined; at = this.scrubTo) {
      await this.seek({ atMs: at }).catch(() => undefined)
      if (this.scrubTo === at) this.scrubTo = undefined
    }
  }

  private showLine(state: LineState): void {
    this.lines.show(state)
    this.arrive(state.clock)
    if (!state.playing && this.actor.getSnapshot().value === 'running') this.actor.send({ type: 'PAUSE' })
  }

  /** Without an end ahead of it, the clock stands at the present. */
  private arrive({ endMs }: ClockState): void {
    this.actor.send({ type: endMs === undefined ? 'ARRIVE' : 'REWIND' })
  }

  async setSpeed(speed: number): Promise<void> {
    this.options.run.setState({ speed })
    this.settingSpeed++
    if (this.config) await this.cluster().setSpeed(speed)
    this.settingSpeed--
    await this.show({ messages: speed < MESSAGES_BELOW_SPEED })
  }

  async act(action: NamedAction) {
    const { responses, disturbed, logged } = await this.attempt(action, (api) => api.act(action))
    this.lines.actions.push(...logged)
    await this.options.done()
    return { responses, disturbed }
  }

  /** Of manifests that name none. */
  namespace(): string {
    return this.options.namespace()
  }

  async apply(text: string, dryRun: boolean, serverSide?: ApplyRequest['serverSide']): Promise<ApplyResult> {
    const options: ApplyRequest = { dryRun, namespace: this.namespace(), ...(serverSide ? { serverSide } : {}) }
    const result = await this.attempt({ apply: text, ...options }, (api) => api.apply(text, options))
    this.lines.actions.push(...(result.logged ?? []))
    if (!dryRun) await this.options.done()
    return result
  }

  /** A call that may be what stops the worker: it stands in the report, and rejects then. */
  private async attempt<T>(what: unknown, call: (api: RemoteCluster) => Promise<T>): Promise<T> {
    // What is pressed while the cluster boots is done as soon as it stands.
    await this.ready()
    const { died } = this.connection as Connection
    this.attempted = what
    const answer = await Promise.race([call(this.cluster()), died])
    this.attempted = undefined
    return answer
  }

  async terminal(command: TerminalCommand): Promise<TerminalReply> {
    const reply = await this.attempt(command, (api) => api.terminal(command))
    this.lines.actions.push(...reply.logged)
    return reply
  }

  async show(interest: Partial<Interest>): Promise<void> {
    Object.assign(this.interest, interest)
    // What is wanted before there is a cluster is told when its batches are asked for.
    if (this.config) await this.cluster().setInterest({ ...this.interest })
  }

  now(): string {
    const epochMs = Date.parse(this.config?.epoch ?? '2025-01-01T00:00:00Z')
    const { nowMs } = this.options.mirror.getState().clock
    return `${new Date(epochMs + nowMs).toISOString().slice(0, 19)}Z`
  }

  // ------------------------------------------------------------------------------------------------ lessons

  async begin(config: Partial<ClusterConfig>, moves: Move[], watch: StepWatch, speed: number): Promise<number> {
    await this.booted
    this.putOwnAway()
    const sinceMs = await this.another(config, moves)
    await this.cluster().watchStep(watch)
    this.watched = { watch, sinceMs }
    await this.setSpeed(speed)
    await this.obey()
    return sinceMs
  }

  async resume({ log, untilMs }: SharedRun, watch: StepWatch, sinceMs: number, speed: number): Promise<void> {
    await this.booted
    const first = this.putOwnAway()
    const api = this.cluster()
    if (!first) await api.pause()
    await this.bootFrom({ log, untilMs })
    this.actor.send({ type: 'ARRIVE' })
    await api.watchStep(watch, sinceMs)
    this.watched = { watch, sinceMs }
    await this.subscribe()
    this.actor.send({ type: 'BOOTED' })
    await this.setSpeed(speed)
    await this.obey()
  }

  /** The learner's own run waits until the lesson is left. Returns whether there is none yet: nothing was booted. */
  private putOwnAway(): boolean {
    this.inLesson = true
    if (this.config) this.own ??= this.told()
    return this.config === undefined
  }

  async textOf(files: SharedRun['files']): Promise<string> {
    return (await this.ready()).encodeRun({ ...(await this.shared()), files })
  }

  async move(moves: Move[]): Promise<void> {
    this.lines.actions.push(...(await this.cluster().doMoves(moves)))
  }

  async leave(): Promise<void> {
    await this.open(this.own ?? {})
    await this.setSpeed(1)
  }

  /** Another cluster in the same worker; the page is told from the beginning. Returns its virtual time after the moves. */
  private async another(config: Partial<ClusterConfig>, moves: Move[]): Promise<number> {
    const api = this.cluster()
    if (this.config) await api.pause()
    const info = await api.boot(PROTOCOL, config)
    this.engine = info.engine
    this.config = info.config
    this.stands()
    this.lines.clear()
    this.actor.send({ type: 'ARRIVE' })
    await this.move(moves)
    const { clock } = await api.pause()
    await this.subscribe()
    this.actor.send({ type: 'BOOTED' })
    return clock.nowMs
  }

  // ------------------------------------------------------------------------------------------------ the worker

  private connect(): RemoteCluster {
    this.connection?.close()
    this.connection = startWorker((why) => void this.recover(why))
    return this.connection.api
  }

  private async subscribe(): Promise<void> {
    const { api } = this.connection as Connection
    const onBatch = (batch: Batch) => {
      applyBatch(this.options.mirror, batch, performance.now())
      this.followSpeed(batch.clock)
      this.followTime(batch)
      requestAnimationFrame(() => void api.acknowledge(batch.id))
    }
    await api.subscribe({ ...this.interest }, Comlink.proxy(onBatch))
    await api.setSpeed(this.options.run.getState().speed)
  }

  /** A frame that missed its budget lowers the speed, and later raises it again. */
  private followSpeed({ speed }: ClockState): void {
    const { run } = this.options
    if (speed > 0 && speed !== run.getState().speed && !this.settingSpeed) run.setState({ speed })
  }

  private followTime({ clock, lines }: Batch): void {
    if (lines) this.lines.follow(lines)
    if (clock.endMs === undefined && !this.seeking) this.lines.reach(clock.nowMs)
  }

  /** Makes the worker do what the machine says. */
  private async obey(): Promise<void> {
    const { value } = this.actor.getSnapshot()
    if (value === 'running') await this.cluster().play()
    else if (value === 'paused' || value === 'rewound') await this.cluster().pause()
  }

  /** An embed that nobody sees rests like a tab that nobody sees. */
  onScreen(seen: boolean): Promise<void> {
    this.offScreen = !seen
    return this.visibility()
  }

  private async visibility(): Promise<void> {
    this.actor.send({ type: document.hidden || this.offScreen ? 'HIDE' : 'SHOW' })
    // Before it has booted there is nothing that could obey.
    if (this.connection) await this.obey()
  }

  // ------------------------------------------------------------------------------------------------ recovery

  /** The worker died: the same actions up to the same instant give the same cluster again. */
  private async recover(why: string): Promise<void> {
    const { clock } = this.options.mirror.getState()
    const nowMs = clock.endMs ?? clock.nowMs
    const again = Math.abs(nowMs - this.crashedAtMs) < SAME_MOMENT_MS
    this.crashesHere = again ? this.crashesHere + 1 : 1
    this.crashedAtMs = nowMs
    this.actor.send({ type: 'CRASH', why })
    this.options.report(this.reportOf(why, nowMs))
    if (!this.config || this.crashesHere > 2) {
      this.actor.send({ type: 'GIVE_UP', detail: `The cluster stopped and could not be rebuilt: ${why}` })
      return
    }
    try {
      await this.rebuild(Math.floor(nowMs))
    } catch (error) {
      this.actor.send({ type: 'GIVE_UP', detail: `The cluster could not be rebuilt: ${words(error)}` })
    }
  }

  /** All that is needed to see the same again. */
  private reportOf(why: string, nowMs: number): string {
    const { attempted, lines, engine } = this
    const shown = { line: lines.current, nowMs, engine, why, attempted }
    return JSON.stringify({ ...shown, ...(this.config ? this.told() : {}) }, undefined, 1)
  }

  /** A step that never ends leaves the worker silent. */
  private async watchdog(): Promise<void> {
    const { connection } = this
    const { value } = this.actor.getSnapshot()
    if (!connection || this.watching || !(value === 'running' || value === 'paused' || value === 'rewound')) return
    this.watching = true
    const silent = await Promise.race([
      connection.api.ping().then(() => false),
      connection.died.catch(() => false),
      silence(),
    ])
    this.watching = false
    if (silent && connection === this.connection)
      await this.recover(`a step took longer than ${SILENCE_REAL_MS / 1000} s`)
  }

  private async rebuild(untilMs: number): Promise<void> {
    const { log, others, current, ...main } = this.told()
    const api = this.connect()
    await api.boot(PROTOCOL, {}, log, current === 0 ? untilMs : main.untilMs)
    if (others.length > 0) await api.tellLines(others)
    if (current !== 0) await api.switchLine(current)
    if (this.watched) await api.watchStep(this.watched.watch, this.watched.sinceMs)
    await this.subscribe()
    const stop = this.crashesHere > 1
    const detail = stop
      ? 'The cluster stopped twice at the same moment. It stands before it now.'
      : 'The cluster stopped and was rebuilt from what you did. Nothing is lost.'
    this.actor.send({ type: 'RECOVERED', detail, stop })
    this.options.tell(detail)
    await this.obey()
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const silence = () =>
  new Promise<true>((resolve) => {
    setTimeout(() => resolve(true), SILENCE_REAL_MS)
  })
