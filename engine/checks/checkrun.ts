/**
 * The checks of a step over time: predicates of single instants become "held for 30 s", "ever", "never".
 *
 * Whoever drives the clock calls `look` after each event; what was found is plain data, and looking changes nothing in the
 * cluster. Between two events nothing changes, so no instant is missed, however fast the clock runs.
 */
import type { Look, Predicate, Scene, World } from './check.ts'
import { predicates } from './list.ts'
import type { CheckSpec, CheckState, CueSpec, CueState, StepState } from './spec.ts'

interface Watched {
  spec: CheckSpec
  predicate: Predicate
  state: CheckState
  /** When it was looked at last. */
  lookedMs: number
}

/** What a step watches beside its checks. */
export interface Beside {
  figures?: readonly CheckSpec[]
  cues?: readonly CueSpec[]
}

export class CheckRun {
  private readonly checks: Watched[]
  private readonly figures: Watched[]
  private readonly cues: { id: string; watched: Watched }[]
  private readonly almost: Watched[][]
  private readonly facts: string[] = []
  private scene: Scene
  private readonly sinceMs: number
  private revision = -1
  private factsSeen = 0
  private passedMs: number | undefined

  /** @throws RangeError when a check names a predicate that is not there */
  constructor(
    world: World,
    checks: readonly CheckSpec[],
    almost: readonly (readonly CheckSpec[])[] = [],
    { figures = [], cues = [] }: Beside = {},
  ) {
    this.sinceMs = world.server.clock.nowMs
    this.scene = this.sceneOf(world)
    this.checks = checks.map(watched)
    this.almost = almost.map((specs) => specs.map(watched))
    this.figures = figures.map(watched)
    this.cues = cues.map(({ id, when }) => ({ id, watched: watched({ ...when, when: 'ever' }) }))
    this.look()
  }

  /** Goes on in another cluster at the same point of the same run. */
  movedTo(world: World): this {
    this.scene = this.sceneOf(world)
    return this
  }

  /** The page tells of something that is no write to the cluster. */
  tell(fact: string): void {
    this.facts.push(fact)
    this.look()
  }

  /** Looks at the present instant. Cheap when nothing was written and no check waits for time to pass. */
  look(): void {
    const { clock, store } = this.scene.server
    const { nowMs } = clock
    const changed = store.revision !== this.revision || this.facts.length !== this.factsSeen
    this.revision = store.revision
    this.factsSeen = this.facts.length
    for (const check of this.checks) this.lookAt(check, nowMs, changed)
    for (const check of this.almost.flat()) this.lookAt(check, nowMs, changed)
    for (const cue of this.cues) this.lookAt(cue.watched, nowMs, changed)
    if (this.passedMs === undefined && this.checks.every(({ spec, state }) => isFine(spec, state)))
      this.passedMs = nowMs
  }

  /** How everything stands now, as data of its own. */
  outcome(): StepState {
    const almost = this.almost.findIndex((checks) => checks.every(({ spec, state }) => isFine(spec, state)))
    return {
      checks: this.checks.map(({ state }) => ({ ...state })),
      ...(this.figures.length > 0 ? { figures: this.figures.map((figure) => this.figureOf(figure)) } : {}),
      ...(this.cues.length > 0 ? { cues: this.cues.map((cue) => this.cueState(cue)) } : {}),
      ...(almost < 0 ? {} : { almost }),
      ...(this.passedMs === undefined ? {} : { passedMs: this.passedMs }),
    }
  }

  /** Indices of the cues whose moment has come. */
  dueCues(): number[] {
    return this.cues.flatMap((cue, i) => (this.cueState(cue) === 'due' ? [i] : []))
  }

  private cueState({ id, watched: { state } }: { id: string; watched: Watched }): CueState {
    if (this.facts.includes(cueFact(id))) return 'done'
    return state.state === 'passed' ? 'due' : 'waiting'
  }

  /** Nobody but the reader waits for a figure, so it is looked up when it is asked for. */
  private figureOf({ predicate, spec }: Watched): number | null {
    return predicate.look(this.scene, spec.args as never).have ?? null
  }

  private sceneOf({ server, kubelets, load }: World): Scene {
    return { server, kubelets, load, facts: this.facts, sinceMs: this.sinceMs }
  }

  private lookAt(check: Watched, nowMs: number, changed: boolean): void {
    const { spec, state, predicate } = check
    if (state.state === 'failed' || (spec.when === 'ever' && state.state === 'passed')) return
    if (!changed && !isDue(check, nowMs)) {
      if (state.state === 'holding') check.state = settle(state, spec, nowMs)
      return
    }
    check.lookedMs = nowMs
    const look = predicate.look(this.scene, spec.args as never)
    check.state = next(state, look, spec, nowMs)
  }
}

/** What is told when a cue was followed. */
export const cueFact = (id: string): string => `cue=${id}`

/** Guards are fine while they have not failed. */
const isFine = ({ when }: CheckSpec, { state, brokenSinceMs }: CheckState): boolean =>
  when === 'always' || when === 'never' ? state !== 'failed' && brokenSinceMs === undefined : state === 'passed'

/** Whether something may have changed that nobody wrote. */
function isDue({ spec, predicate, lookedMs }: Watched, nowMs: number): boolean {
  const everyMs = predicate.livelyMs?.(spec.args as never)
  return everyMs !== undefined && nowMs - lookedMs >= everyMs
}

function watched(spec: CheckSpec): Watched {
  const predicate = predicates.find(({ name }) => name === spec.that)
  if (predicate === undefined) throw new RangeError(`no check named ${spec.that}`)
  return { spec, predicate, state: { state: 'waiting' }, lookedMs: -1 }
}

/** What a check is after looking at an instant. */
function next(before: CheckState, look: Look, spec: CheckSpec, nowMs: number): CheckState {
  const numbers = {
    ...(look.have === undefined ? {} : { have: look.have }),
    ...(look.want === undefined ? {} : { want: look.want }),
  }
  if (spec.when === 'always' || spec.when === 'never') {
    const broken = look.holds === (spec.when === 'never')
    const since = { ...numbers, state: 'holding' as const, sinceMs: before.sinceMs ?? nowMs }
    return broken ? settle({ ...since, brokenSinceMs: before.brokenSinceMs ?? nowMs }, spec, nowMs) : since
  }
  if (!look.holds) return { ...numbers, state: 'waiting' }
  if (before.state === 'passed') return { ...before, ...numbers }
  return settle({ ...numbers, state: 'holding', sinceMs: before.sinceMs ?? nowMs }, spec, nowMs)
}

/** Holding becomes passed when it lasted long enough, and a broken guard fails. */
function settle(state: CheckState, { when, holdMs = 0 }: CheckSpec, nowMs: number): CheckState {
  const { sinceMs = nowMs, brokenSinceMs, ...rest } = state
  if (when === 'always' || when === 'never') {
    if (brokenSinceMs === undefined || nowMs - brokenSinceMs < holdMs) return state
    return { ...rest, state: 'failed', atMs: nowMs }
  }
  return nowMs - sinceMs >= holdMs ? { ...rest, state: 'passed', atMs: nowMs } : state
}
