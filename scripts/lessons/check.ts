/** `npm run lesson -- check`: the schema, then every proof. */
import { basename } from 'node:path'
import { proofsOf } from '../../engine/testing/lessons/prove.ts'
import { readLesson } from './read.ts'

const SEEDS = 2

export function checkCommand(
  [slug = '', id]: string[],
  { seeds = String(SEEDS) }: { seeds: string | undefined },
): void {
  // Written elsewhere: a folder by its path.
  const lesson = /[/\\]/.test(slug) ? readLesson(basename(slug), slug) : readLesson(slug)
  const steps = lesson.steps.filter((step) => id === undefined || step.id === id)
  if (steps.length === 0) throw new Error(`the lesson ${slug} has no step ${id}`)
  const numbers = Array.from({ length: Number(seeds) || SEEDS }, (_, i) => i + 1)
  let failed = 0
  let passed = 0
  for (const step of steps) {
    console.log(`${slug}/${step.id}`)
    for (const { what, problems } of proofsOf(lesson, step, numbers)) {
      const found = tried(problems)
      if (found.length === 0) passed++
      else failed++
      console.log(`  ${found.length === 0 ? 'ok    ' : 'FAILED'} ${what}`)
      for (const problem of found) console.log(`           ${problem}`)
    }
  }
  console.log(`${passed} passed, ${failed} failed, 0 skipped`)
  if (failed > 0) process.exitCode = 1
}

/** A move that is refused is a problem like any other. */
function tried(problems: () => string[]): string[] {
  try {
    return problems()
  } catch (error) {
    return [(error as Error).message]
  }
}
