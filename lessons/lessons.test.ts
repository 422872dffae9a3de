/**
 * Every step of every lesson is proved, for one seed here and twenty in the long run. A failure names lesson, step and seed.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { proofsOf } from '../engine/testing/lessons/prove.ts'
import { LESSONS_FOLDER, readLessons } from '../scripts/lessons/read.ts'
import { CHAPTERS } from './chapters.ts'
import { LESSONS, PARTS } from './list.ts'

const SEEDS = process.env.DRYDOCK_LONG ? Array.from({ length: 20 }, (_, i) => i + 1) : [1]

const lessons = readLessons()

describe('the list of lessons', () => {
  it('has every folder', () => {
    const folders = readdirSync(LESSONS_FOLDER).filter((name) => statSync(join(LESSONS_FOLDER, name)).isDirectory())
    const others = ['compile', 'samples', 'reference', 'author']
    expect(folders.filter((name) => !others.includes(name)).sort()).toEqual([...LESSONS].sort())
  })

  it('stands in the map of chapters, in its order and under its titles', () => {
    const known = CHAPTERS.filter(({ slug }) => LESSONS.includes(slug))
    expect(lessons.map(({ slug, title, part }) => ({ slug, title, part }))).toEqual(known)
    expect(CHAPTERS.filter(({ part }) => !PARTS.some(({ id }) => id === part))).toEqual([])
  })
})

for (const lesson of lessons)
  for (const step of lesson.steps)
    describe(`${lesson.slug}/${step.id}`, () => {
      for (const { what, problems } of proofsOf(lesson, step, SEEDS)) it(what, () => expect(problems()).toEqual([]))
    })
