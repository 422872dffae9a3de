/** A chapter that was finished fits into a link: its last step, solved, with the texts that lie in the editor. */
import { expect, it } from 'vitest'
import { startOf } from '../engine/testing/lessons/play.ts'
import { doMove, runFor } from '../engine/workers/lesson/moves.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'
import { readLessons } from '../scripts/lessons/read.ts'

const MOST_BYTES = 8192
/** A learner looks on for a while. */
const AFTER_MS = 60_000

it.each(readLessons())('$slug', ({ steps, seed, nodes }) => {
  const step = steps.at(-1)
  if (!step) throw new Error('a lesson without steps')
  const cluster = startOf(step, { seed, ...(nodes ? { nodes } : {}) })
  const watcher = { look() {}, tell() {} }
  for (const move of step.solutions[0]?.moves ?? []) doMove(cluster, move, watcher)
  runFor(cluster, AFTER_MS, watcher)
  const applied = step.solutions[0]?.moves.flatMap((move) =>
    move.do === 'apply' ? [{ name: move.file ?? 'mine.yaml', text: move.text }] : [],
  )
  const run = encodeRun({ log: cluster.log(), untilMs: cluster.nowMs, files: [...step.files, ...(applied ?? [])] })
  expect(run.length).toBeLessThan(MOST_BYTES)
})
