/** Tells the page around an embed what happens in it, from the stores the views read, too. */
import { objectText } from './names.ts'
import type { Session } from '../session/context.tsx'
import { stepOf } from '../session/lesson/lesson-machine.ts'
import type { LessonState } from '../session/lesson/lesson-player.ts'
import { stepKey } from '../session/lesson/progress.ts'
import { type StatementHost, statementOf } from './statements.ts'
import type { Report } from './wire.ts'

const STATE_EVERY_REAL_MS = 250

export interface ReporterHost extends StatementHost {
  say(report: Report): void
}

/** Begins to tell. */
export function report(session: Session, host: ReporterHost): void {
  const { lessons, mirror, run, ui } = session
  if (!lessons) return
  const tellState = throttled(() => host.say(stateOf(session)), STATE_EVERY_REAL_MS)
  let before: LessonState = lessons.state.getState()
  lessons.state.subscribe((state) => {
    const last = before
    before = state
    if (state.phase === last.phase) return
    if (state.phase === 'working') host.say(loadOf(state, host))
    else if (state.phase === 'passed') host.say(passedOf(session, host))
    else if (state.phase === 'failed') host.say({ type: 'error', reason: 'failed', detail: state.detail })
    tellState()
  })
  lessons.progress.subscribe(({ passed }, { passed: old }) => {
    if (passed !== old) host.say(progressOf(session, host))
  })
  mirror.subscribe(tellState)
  run.subscribe(({ phase, detail }, old) => {
    if (phase === 'failed' && old.phase !== phase) host.say({ type: 'error', reason: 'failed', detail })
    tellState()
  })
  ui.subscribe(({ view, selected }, old) => {
    if (view !== old.view || selected !== old.selected) tellState()
  })
}

const place = ({ lesson, ...context }: LessonState) => ({
  lesson: lesson?.slug ?? '',
  step: stepOf({ lesson, ...context })?.id ?? '',
})

function about(state: LessonState) {
  const { lesson } = state
  const step = stepOf(state)
  return {
    lesson: { slug: lesson?.slug ?? '', title: lesson?.title ?? '' },
    ...(step ? { step: { id: step.id, title: step.title } } : {}),
  }
}

function loadOf(state: LessonState, host: ReporterHost): Report {
  return {
    type: 'load',
    ...place(state),
    title: stepOf(state)?.title ?? '',
    index: state.index,
    steps: state.lesson?.steps.length ?? 0,
    statement: statementOf(host, { verb: 'initialized', ...about(state) }),
  }
}

function passedOf({ lessons, mirror }: Session, host: ReporterHost): Report {
  const state = (lessons as NonNullable<typeof lessons>).state.getState()
  const atMs = mirror.getState().step?.passedMs ?? 0
  const { hints, sinceMs } = state
  const statement = statementOf(host, { verb: 'passed', ...about(state), spentMs: atMs - sinceMs, hints })
  return { type: 'stepPassed', ...place(state), atMs, hints, statement }
}

function progressOf({ lessons }: Session, host: ReporterHost): Report {
  const player = lessons as NonNullable<typeof lessons>
  const { lesson } = player.state.getState()
  const steps = lesson?.steps ?? []
  const known = player.progress.getState().passed
  const passed = steps.filter(({ id }) => known.includes(stepKey(lesson?.slug ?? '', id))).map(({ id }) => id)
  const { slug = '', title = '' } = lesson ?? {}
  const isWhole = steps.length > 0 && passed.length === steps.length
  const statement = isWhole ? { statement: statementOf(host, { verb: 'completed', lesson: { slug, title } }) } : {}
  return { type: 'progress', lesson: slug, passed, steps: steps.length, ...statement }
}

function stateOf({ lessons, mirror, run, ui }: Session): Report {
  const state = (lessons as NonNullable<typeof lessons>).state.getState()
  const { clock, step } = mirror.getState()
  const { view, selected } = ui.getState()
  return {
    type: 'state',
    ...place(state),
    phase: run.getState().phase,
    nowMs: Math.floor(clock.nowMs),
    speed: run.getState().speed,
    view,
    selected: selected ? objectText(selected) : '',
    checks: (stepOf(state)?.checks ?? []).map(({ say }, i) => ({ say, state: step?.checks[i]?.state ?? 'waiting' })),
  }
}

/** At once, then not again before the pause is over; the last call is never lost. */
function throttled(work: () => void, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const go = () => {
    timer = undefined
    if (!again) return
    again = false
    work()
    timer = setTimeout(go, everyMs)
  }
  return () => {
    again = true
    if (timer === undefined) go()
  }
}
