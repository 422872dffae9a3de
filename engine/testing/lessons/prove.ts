/** Proves a step: its start does not pass, every solution does, every near miss gets its own words, and no seed is lucky. */
import type { Lesson, Move, Step } from '../../../lessons/lesson.ts'
import { playStep } from './play.ts'

/** A start that passes by itself does so within this. */
const IDLE_MS = 180_000
const SOLVED_WITHIN_MS = 600_000
/** A near miss has this long to show. */
const MISSED_WITHIN_MS = 120_000

export interface Proof {
  what: string
  seed: number
  /** What is wrong, a line each; empty when it is proved. */
  problems: string[]
}

export function* proveStep(lesson: Lesson, step: Step, seeds: readonly number[]): Generator<Proof> {
  for (const seed of seeds) {
    yield proof('the start does not pass', seed, () => {
      const { passedMs, almost } = play(lesson, step, [], seed, IDLE_MS)
      return [
        ...(passedMs === undefined ? [] : [`it passes by itself after ${passedMs} ms`]),
        ...(almost === undefined ? [] : [`it is told to be almost right: ${step.almost[almost]?.name}`]),
      ]
    })
    for (const { name, moves } of step.solutions)
      yield proof(`"${name}" passes`, seed, () => {
        const { passedMs, checks } = play(lesson, step, moves, seed, SOLVED_WITHIN_MS)
        return passedMs === undefined ? checks.map(({ state }, i) => `${state}: ${step.checks[i]?.say}`) : []
      })
    for (const [i, { name, moves }] of step.almost.entries())
      yield proof(`"${name}" is answered`, seed, () => {
        const { almost, passedMs } = play(lesson, step, moves, seed, MISSED_WITHIN_MS)
        return [
          ...(passedMs === undefined ? [] : ['it passes']),
          ...(almost === i
            ? []
            : [almost === undefined ? 'nothing is said' : `it gets the words of ${step.almost[almost]?.name}`]),
        ]
      })
  }
}

function proof(what: string, seed: number, problems: () => string[]): Proof {
  try {
    return { what, seed, problems: problems() }
  } catch (error) {
    return { what, seed, problems: [(error as Error).message] }
  }
}

function play(lesson: Lesson, step: Step, moves: readonly Move[], seed: number, afterMs: number) {
  return playStep(step, moves, { seed, afterMs, ...(lesson.nodes ? { nodes: lesson.nodes } : {}) })
}
