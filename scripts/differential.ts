/**
 * `npm run differential -- [--dir DIR] [--json FILE]`: replays what a real control plane decided (scheduling.json and
 * controllers.json of a folder) and prints, per file, how many comparisons agree, and the first that do not. Fails when one
 * differs that is not on the list of known differences, or when a listed one agrees.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ControllerScenario, replayControllers } from '../engine/testing/differential/controllers.ts'
import { isKnown, knownIds } from '../engine/testing/differential/known.ts'
import { type Comparison, differing, readScenarios } from '../engine/testing/differential/report.ts'
import { replayScheduling, type SchedulingScenario } from '../engine/testing/differential/scheduling.ts'
import { sharedDir } from '../engine/testing/shared.ts'

const MOST_SHOWN = 20
const MOST_CHARACTERS = 2_000

const { values } = parseArgs({ options: { dir: { type: 'string' }, json: { type: 'string' } } })
const folder = values.dir ?? join(sharedDir() ?? '../shared', 'differential')

const FILES: Record<string, () => Comparison[] | undefined> = {
  'scheduling.json': () =>
    readScenarios<SchedulingScenario>(folder, 'scheduling.json')?.flatMap((scenario) => replayScheduling(scenario)),
  'controllers.json': () =>
    readScenarios<ControllerScenario>(folder, 'controllers.json')?.flatMap((scenario) => replayControllers(scenario)),
}

function show(all: readonly Comparison[]): void {
  for (const { id, differences } of differing(all).slice(0, MOST_SHOWN)) {
    const text = differences.join('\n    ')
    const shown = text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} …`
    console.log(`${isKnown(id) ? 'known difference' : 'DIFFERS'}: ${id}\n    ${shown}`)
  }
}

const results: Record<string, Comparison[]> = {}
for (const [file, replay] of Object.entries(FILES)) {
  const all = replay()
  if (all === undefined) {
    console.log(`${file}: there is no such file in ${folder}`)
    continue
  }
  results[file] = all
  show(all)
  const equal = all.length - differing(all).length
  const share = all.length === 0 ? 100 : (100 * equal) / all.length
  console.log(`${file}: ${equal} of ${all.length} comparisons agree (${share.toFixed(2)} %)`)
}

const everything = Object.values(results).flat()
const different = differing(everything)
const agreeing = new Set(everything.filter(({ differences }) => differences.length === 0).map(({ id }) => id))
const stale = knownIds().filter((id) => agreeing.has(id))
for (const id of stale) console.log(`on the list of known differences, but it agrees: ${id}`)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
console.log(`${everything.length - different.length} passed, ${different.length} failed, 0 skipped`)
if (stale.length > 0 || different.some(({ id }) => !isKnown(id))) process.exitCode = 1
