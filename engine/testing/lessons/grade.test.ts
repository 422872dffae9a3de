import { expect, it } from 'vitest'
import { readLesson } from '../../../scripts/lessons/read.ts'
import type { SharedRun } from '../../protocol/time.ts'
import { encodeRun } from '../../workers/links/sharedrun.ts'
import { doMove, runFor } from '../../workers/lesson/moves.ts'
import { gradeStep } from './grade.ts'
import { startOf } from './play.ts'

const lesson = readLesson('cluster-basics')
const first = lesson.steps[0] as (typeof lesson.steps)[number]
const options = { seed: lesson.seed, ...(lesson.nodes ? { nodes: lesson.nodes } : {}) }

/** The step solved as its first solution says, as somebody hands it in. */
function solved(): { run: SharedRun; digest: string } {
  const cluster = startOf(first, options)
  const watcher = { look() {}, tell() {} }
  for (const move of first.solutions[0]?.moves ?? []) doMove(cluster, move, watcher)
  runFor(cluster, 60_000, watcher)
  return { run: { log: cluster.log(), untilMs: cluster.nowMs, files: [] }, digest: cluster.digest() }
}

const grade = (run: SharedRun, digest?: string) =>
  gradeStep(lesson, first, { run: encodeRun(run), ...(digest === undefined ? {} : { digest }) })

it('grades what was done, with the same digest', () => {
  const { run, digest } = solved()
  const found = grade(run, digest)
  expect(found).toMatchObject({ verdict: 'passed', digest })
  expect(found.checks.map(({ state }) => state)).not.toContain('waiting')
  expect(found.deeds.map(({ text }) => text).join()).toContain('kubectl apply')
})

it('does not believe a run in which nothing was done', () => {
  const { run } = solved()
  const start = startOf(first, options).log()
  expect(grade({ ...run, log: start })).toMatchObject({ verdict: 'not passed' })
})

it.each<[string, (run: SharedRun) => void]>([
  ['is not the one of this step', ({ log }) => Object.assign(log.config, { seed: 99 })],
  ['actions do not follow from each other', ({ log }) => log.actions.splice(-2, 1)],
  [
    'was changed after it was handed in',
    ({ log }) => {
      const { action } = log.actions.at(-1) ?? {}
      if (action?.verb === 'request') action.request.body = action.request.body?.replace('8080', '8081') ?? ''
    },
  ],
  ['was made by Drydock 9.9.9', ({ log }) => Object.assign(log, { engine: '9.9.9' })],
])('refuses a run that %s', (why, change) => {
  const { run, digest } = solved()
  const copy = structuredClone(run)
  change(copy)
  expect(copy).not.toEqual(run)
  const found = grade(copy, digest)
  expect(found.verdict).toBe('refused')
  expect(found.why).toContain(why)
})
