/**
 * What is proved of a step: it can be read in a minute, its start does not pass, every solution does, every near miss gets its
 * own words, and no seed is lucky. The test of lessons and `npm run lesson -- check` ask for the same.
 */
import type { Lesson, Move, Step } from '../../../lessons/lesson.ts'
import { playStep } from './play.ts'

const MOST_WORDS = 90
/** A start that passes by itself does so within this. */
const IDLE_MS = 180_000
const SOLVED_WITHIN_MS = 600_000
/** A near miss has this long to show. */
const MISSED_WITHIN_MS = 120_000

export interface Proof {
  what: string
  /** Plays it and says what is wrong, a line each; none when it is proved. A move that is refused throws. */
  problems(): string[]
}

/** All proofs of a step, for each of the seeds where anything is played. */
export function proofsOf(lesson: Lesson, step: Step, seeds: readonly number[]): Proof[] {
  return [
    { what: 'it is short', problems: () => tooLong(step) },
    { what: 'it has checks and hints', problems: () => missing(step) },
    ...seeds.flatMap((seed) => played(lesson, step, seed)),
  ]
}

function played(lesson: Lesson, step: Step, seed: number): Proof[] {
  const play = (moves: readonly Move[], afterMs: number) =>
    playStep(step, moves, { seed, afterMs, ...(lesson.nodes ? { nodes: lesson.nodes } : {}) })
  return [
    { what: `the start does not pass, seed ${seed}`, problems: () => idle(step, play([], IDLE_MS)) },
    ...step.solutions.map(({ name, moves }) => ({
      what: `"${name}" passes, seed ${seed}`,
      problems: () => solved(step, play(moves, SOLVED_WITHIN_MS)),
    })),
    ...step.almost.map(({ name, moves }, i) => ({
      what: `"${name}" is answered, seed ${seed}`,
      problems: () => answered(step, i, play(moves, MISSED_WITHIN_MS)),
    })),
  ]
}

type Played = ReturnType<typeof playStep>

const idle = (step: Step, { passedMs, almost }: Played): string[] => [
  ...(passedMs === undefined ? [] : [`it passes by itself after ${passedMs} ms`]),
  ...(almost === undefined ? [] : [`it is told to be almost right: ${step.almost[almost]?.name}`]),
]

const solved = (step: Step, { passedMs, checks }: Played): string[] =>
  passedMs === undefined ? checks.map(({ state }, i) => `${state}: ${step.checks[i]?.say}`) : []

const answered = (step: Step, expected: number, { almost, passedMs }: Played): string[] => [
  ...(passedMs === undefined ? [] : ['it passes']),
  ...(almost === expected
    ? []
    : [almost === undefined ? 'nothing is said' : `it gets the words of ${step.almost[almost]?.name}`]),
]

function tooLong({ prose }: Step): string[] {
  const words = wordCount(prose)
  return words > MOST_WORDS ? [`its prose has ${words} words, at most ${MOST_WORDS} are read`] : []
}

/** Words a person reads; code blocks are looked at, not read. */
const wordCount = (prose: string): number =>
  prose
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length

const missing = ({ checks, hints }: Step): string[] => [
  ...(checks.length === 0 ? ['nothing is checked'] : []),
  ...checks.flatMap(({ say }, i) => (say === '' ? [`check ${i + 1} has no words`] : [])),
  ...(hints.length === 0 ? ['there is no hint'] : []),
]
