/** The life of a step on the page: loaded, its cluster prepared, worked on, passed. */
import { assign, setup } from 'xstate'
import type { Lesson, Step } from '../../../lessons/lesson.ts'

export interface LessonContext {
  lesson: Lesson | undefined
  /** Index of the open step. */
  index: number
  /** Hints shown, then the change, then applying it. */
  hints: number
  /** Question id → choice id. */
  answers: Readonly<Record<string, string>>
  /** Virtual ms at which the step's cluster stood ready. */
  sinceMs: number
  /** What went wrong. */
  detail: string
}

type LessonEvent =
  | { type: 'LOAD' }
  | { type: 'OPEN'; lesson: Lesson; index: number }
  | { type: 'READY'; sinceMs: number }
  | { type: 'PASS' }
  | { type: 'HINT' }
  | { type: 'ANSWER'; question: string; choice: string }
  | { type: 'FAIL'; detail: string }
  | { type: 'CLOSE' }

const NOTHING: LessonContext = { lesson: undefined, index: 0, hints: 0, answers: {}, sinceMs: 0, detail: '' }

export const lessonMachine = setup({
  types: { context: {} as LessonContext, events: {} as LessonEvent },
  actions: {
    open: assign(({ event }) =>
      event.type === 'OPEN' ? { ...NOTHING, lesson: event.lesson, index: event.index } : {},
    ),
    answer: assign(({ context, event }) =>
      event.type === 'ANSWER' ? { answers: { ...context.answers, [event.question]: event.choice } } : {},
    ),
    hint: assign(({ context }) => ({ hints: context.hints + 1 })),
    since: assign(({ event }) => (event.type === 'READY' ? { sinceMs: event.sinceMs } : {})),
    fail: assign(({ event }) => (event.type === 'FAIL' ? { detail: event.detail } : {})),
    close: assign(() => NOTHING),
  },
}).createMachine({
  context: NOTHING,
  initial: 'none',
  on: {
    LOAD: '.loading',
    OPEN: { target: '.preparing', actions: 'open' },
    FAIL: { target: '.failed', actions: 'fail' },
    CLOSE: { target: '.none', actions: 'close' },
  },
  states: {
    none: {},
    loading: {},
    // A hint may be asked for before the cluster stands.
    preparing: { on: { READY: { target: 'working', actions: 'since' }, HINT: { actions: 'hint' } } },
    working: { on: { PASS: 'passed', HINT: { actions: 'hint' }, ANSWER: { actions: 'answer' } } },
    // What was passed stays passed, whatever the learner tries afterwards.
    passed: { on: { HINT: { actions: 'hint' }, ANSWER: { actions: 'answer' } } },
    failed: {},
  },
})

export type LessonPhase = 'none' | 'loading' | 'preparing' | 'working' | 'passed' | 'failed'

export const stepOf = ({ lesson, index }: LessonContext): Step | undefined => lesson?.steps[index]
