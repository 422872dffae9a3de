/**
 * `npm test [-- --only STAGE,…]`: every check of the project, stage by stage; ends with `N passed, N failed, N skipped`.
 * `--long` (npm run test:long) also runs the soaks: tests that look for DRYDOCK_LONG.
 */
import { parseArgs } from 'node:util'
import { add, formatCounts, NONE } from './test/counts.ts'
import { STAGES, type Stage, type StageResult } from './test/stages.ts'

const MINUTE_MS = 60_000
/** A stage that takes longer hangs: the longest ones take eight to ten minutes of two slow cores. */
const LIMIT_MS = 30 * MINUTE_MS
const LONG_LIMIT_MS = 240 * MINUTE_MS
const MOST_LINES = 200
const NAME_WIDTH = Math.max(...STAGES.map(({ name }) => name.length))

const { values } = parseArgs({ options: { only: { type: 'string' }, long: { type: 'boolean', default: false } } })

function selectStages(): Stage[] {
  const wanted = values.only?.split(',')
  const unknown = wanted?.find((name) => !STAGES.some((stage) => stage.name === name))
  if (unknown !== undefined)
    throw new Error(`No stage ${unknown}; there are ${STAGES.map(({ name }) => name).join(', ')}`)
  return wanted ? STAGES.filter(({ name }) => wanted.includes(name)) : STAGES
}

/** What failed stands first in some tools' output and last in others'; the middle of a flood says nothing new. */
function shorten(output: string): string {
  const lines = output.trimEnd().split('\n')
  if (lines.length <= MOST_LINES) return lines.join('\n')
  const half = MOST_LINES / 2
  return [...lines.slice(0, half), `… ${lines.length - MOST_LINES} lines …`, ...lines.slice(-half)].join('\n')
}

async function runStage(stage: Stage): Promise<StageResult> {
  const startedMs = performance.now()
  // A stage that cannot even start is a failed one: the last line must come all the same.
  const result = await stage.run(values.long ? LONG_LIMIT_MS : LIMIT_MS).catch((error: Error): StageResult => {
    return { counts: { passed: 0, failed: 1, skipped: 0 }, output: error.message, notes: [] }
  })
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const mark = result.counts.failed > 0 ? '✗' : '✓'
  console.log(`${mark} ${stage.name.padEnd(NAME_WIDTH)} ${seconds.padStart(6)} s  ${formatCounts(result.counts)}`)
  for (const note of result.notes) console.log(`    ${note}`)
  if (result.counts.failed > 0) console.log(`\n${shorten(result.output)}\n`)
  return result
}

// A stage's program runs in a group of its own; leaving in order takes it along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

if (values.long) process.env.DRYDOCK_LONG = '1'
let total = NONE
for (const stage of selectStages()) total = add(total, (await runStage(stage)).counts)
console.log(formatCounts(total))
if (total.failed > 0) process.exitCode = 1
