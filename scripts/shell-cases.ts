/**
 * `npm run shell-cases -- [--file FILE] [--json OUT] [--verbose]`: runs a table of scripts with what a real shell made of
 * them on the simulated shell, and prints those that differ. Without a file: the recordings of this repository.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseCases, runCases } from '../engine/testing/shellcases/table.ts'

const { values } = parseArgs({
  options: { file: { type: 'string' }, json: { type: 'string' }, verbose: { type: 'boolean' } },
})
const own = fileURLToPath(new URL('../engine/testing/shellcases/recorded.json', import.meta.url))
const results = runCases(parseCases(readFileSync(values.file ?? own, 'utf8')))
const failed = results.filter(({ passed }) => !passed)
for (const { id, expected, actual } of failed) {
  console.log(`DIFFERS: ${id}`)
  if (!values.verbose) continue
  for (const field of ['stdout', 'stderr', 'exit'] as const) {
    if (expected[field] === actual[field]) continue
    console.log(`    ${field} expected ${JSON.stringify(expected[field])}`)
    console.log(`    ${field} actual   ${JSON.stringify(actual[field])}`)
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
console.log(`${results.length - failed.length} passed, ${failed.length} failed, 0 skipped`)
if (failed.length > results.length * 0.02) process.exitCode = 1
