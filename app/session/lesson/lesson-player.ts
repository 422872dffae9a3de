/** Plays lessons on the page: opens a step in the cluster worker, tells it what the learner answers, notes what is passed. */
import { cards, loads } from 'virtual:lessons'
import { createActor } from 'xstate'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Move, StepState, StepWatch } from '../../../engine/protocol/lesson.ts'
import type { ClusterConfig } from '../../../engine/protocol/run.ts'
import type { OpenedRun, SharedRun } from '../../../engine/protocol/time.ts'
import type { Lesson, Step } from '../../../lessons/lesson.ts'
import type { MirrorStore } from '../mirror.ts'
import { type OfferedText, printOutcome, sharedFiles, type UiStore } from '../ui.ts'
import type { KeptSteps } from './kept-steps.ts'
import { type LessonContext, lessonMachine, type LessonPhase, stepOf } from './lesson-machine.ts'
import { pass, type ProgressStore, stepKey } from './progress.ts'

/** What the player needs of the run. */
export interface StepRun {
  /** Another cluster, brought to a step's start and watched from there; returns when that is, in virtual ms. */
  begin(config: Partial<ClusterConfig>, moves: Move[], watch: StepWatch, speed: number): Promise<number>
  /** The cluster of a step as somebody left it, watched as if it had been since the step began. */
  resume(run: SharedRun, watch: StepWatch, sinceMs: number, speed: number): Promise<void>
  /** Looks at a text that claims to be a run. */
  openRun(text: string): Promise<OpenedRun>
  /** The shown run with these texts, as a link carries it. */
  textOf(files: SharedRun['files']): Promise<string>
  /** Moves in the running cluster. */
  move(moves: Move[]): Promise<void>
  /** Back to a cluster of the learner's own. */
  leave(): Promise<void>
}

export interface LessonState extends LessonContext {
  phase: LessonPhase
}

/** How a step is opened, unless from its start. */
export interface Opening {
  /** The texts as given; what the learner changed stays in tabs of its own. */
  fresh?: boolean
  /** A run of the step as somebody left it, as a link carries it, and the virtual ms at which the step began in it. */
  run?: string
  sinceMs?: number
  /** The texts as the learner left them. */
  files?: readonly OfferedText[]
}

/** Steps of the list of what was open lately. */
const RECENT = 3
/** Real ms between two looks whether there is something of the step to keep. */
const KEEP_REAL_MS = 2000

export type LessonStore = StoreApi<LessonState>

export class LessonPlayer {
  readonly cards = cards
  readonly state: LessonStore
  /** Lessons being written in this browser, by their slug: played as they stand. */
  readonly drafts = new Map<string, Lesson>()
  private readonly actor = createActor(lessonMachine)
  /** Rises with every opening: what an older one still brings is too late. */
  private opening = 0
  /** Cues being followed, by the opening they belong to. */
  private readonly following = new Set<string>()
  private keptMark = ''

  constructor(
    private readonly run: StepRun,
    private readonly mirror: MirrorStore,
    private readonly ui: UiStore,
    readonly progress: ProgressStore,
    private readonly kept: KeptSteps | undefined,
  ) {
    this.state = createStore<LessonState>(() => this.snapshot())
    this.actor.subscribe(() => this.state.setState(this.snapshot()))
    this.actor.start()
    mirror.subscribe(({ step }, before) => {
      if (step === before.step || !step) return
      if (step.passedMs !== undefined) this.passed()
      this.followCues(step)
    })
    setInterval(() => void this.keep(), KEEP_REAL_MS)
  }

  /** Opens a step by its id or its number, the first one that is not passed when it is not named; never rejects, the state tells. */
  async open(slug: string, stepId?: string, how: Opening = {}): Promise<void> {
    const opening = ++this.opening
    try {
      const lesson = await this.load(slug)
      const index = this.indexOf(lesson, stepId)
      const key = stepKey(slug, lesson.steps[index]?.id ?? '')
      if (opening === this.opening) await this.prepare(lesson, index, opening, { ...this.leftBefore(key, how), ...how })
    } catch (error) {
      if (opening !== this.opening) return
      this.actor.send({ type: 'FAIL', detail: words(error) })
      // There is no step to stand beside: the learner's own cluster does; what keeps it from starting, the run says itself.
      await this.run.leave().catch(() => undefined)
    }
  }

  /** The same step from its start; what the learner wrote stays in a tab of its own. */
  reset(): Promise<void> {
    const { lesson } = this.state.getState()
    const step = stepOf(this.state.getState())
    return lesson && step ? this.open(lesson.slug, step.id, { fresh: true }) : Promise.resolve()
  }

  /** The step so many further on. */
  go(by: number): Promise<void> {
    const { lesson, index } = this.state.getState()
    const step = lesson?.steps[index + by]
    return lesson && step ? this.open(lesson.slug, step.id) : Promise.resolve()
  }

  async answer(question: string, choice: string): Promise<void> {
    this.actor.send({ type: 'ANSWER', question, choice })
    await this.run.move([{ do: 'tell', fact: `${question}=${choice}` }])
  }

  /** `slug/step` of what was open lately, the newest first. */
  readonly recentSteps = (): string[] => this.kept?.keys().slice(0, RECENT) ?? []

  hint(): void {
    this.actor.send({ type: 'HINT' })
  }

  /** Does what the first solution does; what it waits for passes at once. */
  async solve(): Promise<void> {
    const solution = stepOf(this.state.getState())?.solutions[0]
    if (!solution) return
    const applied = solution.moves.findLast((move) => move.do === 'apply')
    if (applied) this.ui.setState({ offered: { name: applied.file ?? 'solution.yaml', text: applied.text } })
    await this.run.move(solution.moves)
    printOutcome(this.ui, { kubectl: `# solution: ${solution.name}`, output: '', ok: true })
  }

  /** Moves in the shown cluster, whatever it is. */
  does(moves: Move[]): Promise<void> {
    return this.run.move(moves)
  }

  async close(): Promise<void> {
    this.opening++
    this.actor.send({ type: 'CLOSE' })
    await this.run.leave()
  }

  // ------------------------------------------------------------------------------------------------ small things

  private async load(slug: string): Promise<Lesson> {
    const draft = this.drafts.get(slug)
    if (draft) return draft
    const known = this.state.getState().lesson
    if (known?.slug === slug) return known
    this.actor.send({ type: 'LOAD' })
    const load = Object.hasOwn(loads, slug) ? loads[slug] : undefined
    if (!load) throw new Error(`There is no lesson ${slug}.`)
    return (await load()).default
  }

  private indexOf({ slug, steps }: Lesson, stepId: string | undefined): number {
    const { passed } = this.progress.getState()
    const named = steps.findIndex(({ id }) => (stepId ? id === stepId : !passed.includes(stepKey(slug, id))))
    // `step=4` is the fourth.
    const at = named < 0 && stepId && Number(stepId) in [undefined, ...steps] ? Number(stepId) - 1 : named
    if (stepId && at < 0) throw new Error(`The lesson ${slug} has no step ${stepId}.`)
    return Math.max(0, at)
  }

  private async prepare(lesson: Lesson, index: number, opening: number, how: Opening): Promise<void> {
    const step = lesson.steps[index] as Step
    this.actor.send({ type: 'OPEN', lesson, index })
    this.progress.setState({ last: stepKey(lesson.slug, step.id) })
    this.mirror.setState({ step: undefined })
    const key = stepKey(lesson.slug, step.id)
    // The texts are there before the cluster is.
    const given = how.fresh ? filesOf(step) : (how.files ?? filesOf(step))
    this.ui.setState({ view: step.view, desk: { key, files: given, fresh: how.fresh ?? false } })
    const left = how.run === undefined ? undefined : await this.leftRun(how.run)
    const sinceMs = left ? (how.sinceMs ?? 0) : await this.begin(lesson, step)
    if (left) await this.run.resume(left, watchOf(step), sinceMs, step.speed)
    if (opening !== this.opening) return
    if (left && left.files.length > 0 && !how.files)
      this.ui.setState({ desk: { key, files: left.files, fresh: true, replace: true } })
    this.actor.send({ type: 'READY', sinceMs })
    // Somebody may have left it passed, and that is told once.
    if (this.mirror.getState().step?.passedMs !== undefined) this.passed()
  }

  /** What a reload interrupted goes on; later, a step is begun anew and only its texts are as they were left. */
  private leftBefore(key: string, how: Opening): Opening {
    if (how.fresh || how.run !== undefined) return {}
    const { files, run, sinceMs } = this.kept?.get(key) ?? {}
    const interrupted = this.opening === 1 && run !== undefined
    return { ...(files ? { files } : {}), ...(interrupted ? { run, sinceMs: sinceMs ?? 0 } : {}) }
  }

  private async keep(): Promise<void> {
    const { phase, lesson, sinceMs } = this.state.getState()
    const step = stepOf(this.state.getState())
    if (!this.kept || !lesson || !step || (phase !== 'working' && phase !== 'passed')) return
    const files = [...this.ui.getState().files]
    const mark = `${this.opening} ${Math.floor(this.mirror.getState().clock.nowMs)} ${JSON.stringify(files)}`
    if (mark === this.keptMark) return
    this.keptMark = mark
    const { opening } = this
    const run = await this.run.textOf(sharedFiles(files)).catch(() => undefined)
    if (run !== undefined && opening === this.opening)
      this.kept?.keep(stepKey(lesson.slug, step.id), { files, run, sinceMs })
  }

  private begin({ seed, nodes }: Lesson, step: Step): Promise<number> {
    return this.run.begin({ seed, ...(nodes ? { nodes } : {}) }, step.start, watchOf(step), step.speed)
  }

  /** The run a link carries; where it cannot be opened the page says why and the step begins as usual. */
  private async leftRun(text: string): Promise<SharedRun | undefined> {
    const opened = await this.run.openRun(text)
    const why =
      'refused' in opened
        ? opened.refused
        : opened.engine === 'same'
          ? ''
          : `It was made by Drydock ${opened.engine}, which stands at ../v/${opened.engine}/ where this site keeps it.`
    if (why) this.ui.setState({ notice: `The step begins anew. ${why}` })
    return why || 'refused' in opened ? undefined : opened.run
  }

  /** Does what is due by itself; the worker says once more that it is until it hears that it was done. */
  private followCues({ cues = [] }: StepState): void {
    const { phase, lesson } = this.state.getState()
    const step = stepOf(this.state.getState())
    if (!lesson || !step || (phase !== 'working' && phase !== 'passed')) return
    for (const [i, cue] of step.cues.entries()) {
      const key = `${this.opening} ${cue.id}`
      if (cues[i] !== 'due' || this.following.has(key)) continue
      this.following.add(key)
      printOutcome(this.ui, { kubectl: `# ${cue.say}`, output: '', ok: true })
      void this.run.move(cue.moves).finally(() => this.following.delete(key))
    }
  }

  private passed(): void {
    const state = this.state.getState()
    const step = stepOf(state)
    if (state.phase !== 'working' || !state.lesson || !step) return
    this.actor.send({ type: 'PASS' })
    pass(this.progress, stepKey(state.lesson.slug, step.id))
  }

  private snapshot(): LessonState {
    const { value, context } = this.actor.getSnapshot()
    return { ...context, phase: value as LessonPhase }
  }
}

const watchOf = ({ checks, almost, figures, cues }: Step): StepWatch => ({
  checks,
  figures,
  cues,
  almost: almost.map(({ checks: those, say }) => ({ checks: those, say })),
})

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The step's tabs; those its start applied as they stand are the learner's to change, not to apply. */
export function filesOf({ files, start }: Step): OfferedText[] {
  return files.map(({ name, text }) => {
    const standing = start.some((move) => move.do === 'apply' && move.text === text)
    return standing ? { name, text, applied: text } : { name, text }
  })
}
