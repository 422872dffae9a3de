/** A lesson's folder, read: `lesson.yaml` and a folder for each step. What is wrong is told all at once. */
import { parse } from 'yaml'
import { type FieldType, shapeProblems } from '../../engine/checks/shape.ts'
import type { Lesson, LessonCard, Step } from '../lesson.ts'
import { PARTS } from '../list.ts'
import { isMap, type LessonFiles, Reader } from './reader.ts'
import { readStep } from './step.ts'

const FIELDS: Record<string, FieldType | `${FieldType}?`> = {
  title: 'text',
  part: 'text',
  summary: 'text',
  chapters: 'map?',
  nodes: 'any?',
  seed: 'number?',
  steps: 'texts',
}

/** @throws Error naming every mistake, each with its file */
export function compileLesson(slug: string, files: LessonFiles): Lesson {
  const reader = new Reader(slug, files)
  const data: unknown = parse(reader.text('lesson.yaml'))
  for (const problem of shapeProblems(data, FIELDS, 'lesson.yaml')) reader.problem(problem, undefined)
  const { steps: ids, seed = 1, ...card } = (isMap(data) ? data : {}) as Record<string, unknown>
  if (!PARTS.some(({ id }) => id === card.part))
    reader.problem(`lesson.yaml: there is no part ${String(card.part)}`, undefined)
  const steps: Step[] = []
  for (const id of Array.isArray(ids) ? ids.map(String) : []) steps.push(readStep(reader, id, steps))
  if (reader.problems.length > 0) throw new Error(reader.problems.join('\n'))
  return { ...(card as unknown as Omit<Lesson, 'slug' | 'steps' | 'seed'>), slug, seed: Number(seed), steps }
}

/** What the chapter map needs. */
export function cardOf({ slug, title, part, summary, chapters, steps }: Lesson): LessonCard {
  return {
    slug,
    title,
    part,
    summary,
    ...(chapters ? { chapters } : {}),
    steps: steps.map(({ id, title: name, minutes }) => ({ id, title: name, minutes })),
  }
}
