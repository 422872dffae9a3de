/**
 * Every step of every lesson is proved: its start does not pass, each solution does, each near miss gets its own words, for
 * one seed here and twenty in the long run. A failure names lesson, step and seed.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { playStep } from '../engine/testing/lessons/play.ts'
import { LESSONS_FOLDER, readLessons } from '../scripts/lessons/read.ts'
import type { Lesson, Move, Step } from './lesson.ts'
import { CHAPTERS } from './chapters.ts'
import { LESSONS, PARTS } from './list.ts'

const SEEDS = process.env.DRYDOCK_LONG ? Array.from({ length: 20 }, (_, i) => i + 1) : [1]
const MOST_WORDS = 90
/** A start that passes by itself does so within this. */
const IDLE_MS = 180_000
const SOLVED_WITHIN_MS = 600_000
/** A near miss has this long to show. */
const MISSED_WITHIN_MS = 120_000

const lessons = readLessons()

function play(lesson: Lesson, step: Step, moves: readonly Move[], seed: number, afterMs: number) {
  return playStep(step, moves, { seed, afterMs, ...(lesson.nodes ? { nodes: lesson.nodes } : {}) })
}

/** Words a person reads; code blocks are looked at, not read. */
const wordCount = (prose: string): number =>
  prose
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length

describe('the list of lessons', () => {
  it('has every folder', () => {
    const folders = readdirSync(LESSONS_FOLDER).filter((name) => statSync(join(LESSONS_FOLDER, name)).isDirectory())
    expect(folders.filter((name) => name !== 'compile').sort()).toEqual([...LESSONS].sort())
  })

  it('stands in the map of chapters, in its order and under its titles', () => {
    const known = CHAPTERS.filter(({ slug }) => LESSONS.includes(slug))
    expect(lessons.map(({ slug, title, part }) => ({ slug, title, part }))).toEqual(known)
    expect(CHAPTERS.filter(({ part }) => !PARTS.some(({ id }) => id === part))).toEqual([])
  })
})

for (const lesson of lessons) {
  for (const step of lesson.steps) {
    describe(`${lesson.slug}/${step.id}`, () => {
      it('is short', () => expect(wordCount(step.prose)).toBeLessThanOrEqual(MOST_WORDS))

      it('offers files, checks and hints', () => {
        expect(step.checks.length).toBeGreaterThan(0)
        expect(step.checks.filter(({ say }) => say === '')).toEqual([])
        expect(step.hints.length).toBeGreaterThan(0)
      })

      it.each(SEEDS)('is not passed at its start, seed %i', (seed) => {
        const { passedMs, almost } = play(lesson, step, [], seed, IDLE_MS)
        expect({ passedMs, almost }).toEqual({ passedMs: undefined, almost: undefined })
      })

      for (const { name, moves } of step.solutions)
        it.each(SEEDS)(`is passed by "${name}", seed %i`, (seed) => {
          const { passedMs, checks } = play(lesson, step, moves, seed, SOLVED_WITHIN_MS)
          expect(
            passedMs === undefined ? checks.map((check, i) => ({ ...check, say: step.checks[i]?.say })) : [],
          ).toEqual([])
        })

      for (const [i, { name, moves }] of step.almost.entries())
        it.each(SEEDS)(`answers "${name}", seed %i`, (seed) => {
          const { almost, passedMs } = play(lesson, step, moves, seed, MISSED_WITHIN_MS)
          expect({ almost, passed: passedMs !== undefined }).toEqual({ almost: i, passed: false })
        })
    })
  }
}
