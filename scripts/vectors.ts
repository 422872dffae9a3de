/**
 * `npm run vectors -- [--dir DIR] [--json FILE]`: runs the conformance vectors of a folder through the adapters and prints, per file, how
 * many rows passed, failed, were skipped, and have no adapter. Fails when a row fails that is not on the list of known differences.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isKnown } from '../engine/testing/vectors/known.ts'
import { countOutcomes, reportLines } from '../engine/testing/vectors/report.ts'
import { loadRows } from '../engine/testing/vectors/row.ts'
import { type RowResult, runRows } from '../engine/testing/vectors/run.ts'
import { sharedDir } from '../engine/testing/shared.ts'

const { values } = parseArgs({ options: { dir: { type: 'string' }, json: { type: 'string' } } })
const folder = values.dir ?? join(sharedDir() ?? '../shared', 'vectors')
const rows = loadRows(folder)

function printDifferences(results: readonly RowResult[]): void {
  for (const { id, outcome, message } of results) {
    if (outcome === 'failed') console.log(`${isKnown(id) ? 'known difference' : 'FAILED'}: ${id}\n    ${message}`)
  }
}

if (rows === undefined) {
  console.log(`no vectors: there is no folder ${folder}`)
  console.log('0 passed, 0 failed, 0 skipped')
} else {
  const results = runRows(rows)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
  printDifferences(results)
  for (const line of reportLines(results)) console.log(line)
  const { passed, failed, skipped, unadapted } = countOutcomes(results)
  console.log(`of the skipped, ${unadapted} rows have no adapter: what they test is not built yet`)
  console.log(`${passed} passed, ${failed} failed, ${skipped + unadapted} skipped`)
  if (results.some(({ outcome, id }) => outcome === 'failed' && !isKnown(id))) process.exitCode = 1
}
