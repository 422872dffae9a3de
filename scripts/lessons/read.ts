/** Reads lessons from their folders. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileLesson } from '../../lessons/compile/lesson.ts'
import type { Lesson } from '../../lessons/lesson.ts'
import { LESSONS } from '../../lessons/list.ts'

export const LESSONS_FOLDER = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'lessons')

/** @throws Error naming every mistake of the lesson */
export function readLesson(slug: string, folder = join(LESSONS_FOLDER, slug)): Lesson {
  const files = new Map<string, string>()
  collect(folder, '', files)
  return compileLesson(slug, files)
}

export const readLessons = (): Lesson[] => LESSONS.map((slug) => readLesson(slug))

function collect(folder: string, prefix: string, files: Map<string, string>): void {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) collect(path, `${prefix}${name}/`, files)
    else files.set(`${prefix}${name}`, readFileSync(path, 'utf8'))
  }
}
