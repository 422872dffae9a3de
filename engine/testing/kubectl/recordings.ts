/** What the real kubectl printed for a group, for machines that have none. `npm run parity -- --record` refreshes them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '../golden/kubectl.ts'

export interface Recording {
  /** Where virtual time began. */
  epochMs: number
  /** Each line where the clock stood (virtual ms), and what it printed. */
  runs: ({ line: string; atMs: number } & Run)[]
}

const DIR = join(dirname(fileURLToPath(import.meta.url)), 'recordings')
const fileOf = (group: string) => join(DIR, `${group}.json`)

/** Throws where nothing was recorded: a group without its recording is not done. */
export function readRecording(group: string): Recording {
  return JSON.parse(readFileSync(fileOf(group), 'utf8')) as Recording
}

export function writeRecording(group: string, recording: Recording): void {
  mkdirSync(DIR, { recursive: true })
  writeFileSync(fileOf(group), `${JSON.stringify(recording, null, 1)}\n`)
}
