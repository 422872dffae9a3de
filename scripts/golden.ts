/**
 * `npm run golden -- [--dir DIR] [--json FILE] [--only TEXT]`: plays the recordings of a real control plane against the
 * engine, with a real kubectl where the machine has one, and prints per file how many rows passed, failed, were skipped or
 * are out of scope. Fails when a row fails that is not on the list of known differences, or when a listed row passes.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { kubectlVersion } from '../engine/testing/golden/kubectl.ts'
import { isKnown, knownIds } from '../engine/testing/golden/known.ts'
import { loadRecordings, type Recording } from '../engine/testing/golden/recording.ts'
import { type Outcome, type Row, runRecording } from '../engine/testing/golden/run.ts'
import { sharedDir } from '../engine/testing/shared.ts'

/** Recordings played at once: kubectl's start-up is most of the time, and it has more than one thread. */
const AT_ONCE = 2

const { values } = parseArgs({
  options: { dir: { type: 'string' }, json: { type: 'string' }, only: { type: 'string' } },
})
const folder = values.dir ?? join(sharedDir() ?? '../shared', 'golden')

const count = (rows: readonly Row[], outcome: Outcome) => rows.filter((row) => row.outcome === outcome).length

async function playAll(recordings: readonly Recording[], kubectl: boolean): Promise<Row[]> {
  const waiting = [...recordings]
  const rows = new Map<Recording, Row[]>()
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const played = await runRecording(next, { kubectl })
      rows.set(next, played)
      const [passed, failed, skipped, out] = (['passed', 'failed', 'skipped', 'out-of-scope'] as const).map((o) =>
        count(played, o),
      )
      console.log(
        `${next.group}/${next.id}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${out} out of scope`,
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return recordings.flatMap((recording) => rows.get(recording) ?? [])
}

async function main(): Promise<void> {
  const all = loadRecordings(folder)
  if (all === undefined) {
    console.log(`no recordings: there is no folder ${folder}`)
    console.log('0 passed, 0 failed, 0 skipped')
    return
  }
  const version = kubectlVersion()
  console.log(version ? `with kubectl ${version}` : 'no kubectl on this machine: only raw requests are played')
  const chosen = all.filter(({ group, id }) => values.only === undefined || `${group}/${id}`.includes(values.only))
  const rows = await playAll(chosen, version !== undefined)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
  const failed = rows.filter(({ outcome }) => outcome === 'failed')
  for (const { id, message } of failed)
    console.log(`${isKnown(id) ? 'known difference' : 'FAILED'}: ${id}\n    ${message}`)
  const passing = new Set(rows.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id))
  const stale = knownIds().filter((id) => passing.has(id))
  for (const id of stale) console.log(`on the list of known differences, but it passes: ${id}`)
  console.log(`out of scope: ${count(rows, 'out-of-scope')} rows`)
  console.log(`${count(rows, 'passed')} passed, ${failed.length} failed, ${count(rows, 'skipped')} skipped`)
  if (stale.length > 0 || failed.some(({ id }) => !isKnown(id))) process.exitCode = 1
}

await main()
