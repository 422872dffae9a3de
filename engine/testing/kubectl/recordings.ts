/** What the real kubectl printed for a group, for machines that have none. `npm run parity -- --record` refreshes them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '../golden/kubectl.ts'

export interface Recording {
  /** Where virtual time began. */
  epochMs: number
  runs: ({ line: string } & Run)[]
}

const DIR = join(dirname(fileURLToPath(import.meta.url)), 'recordings')
const fileOf = (group: string) => join(DIR, `${group}.json`)

export function readRecording(group: string): Recording | undefined {
  return existsSync(fileOf(group)) ? (JSON.parse(readFileSync(fileOf(group), 'utf8')) as Recording) : undefined
}

export function writeRecording(group: string, recording: Recording): void {
  mkdirSync(DIR, { recursive: true })
  writeFileSync(fileOf(group), `${JSON.stringify(recording, null, 1)}\n`)
}
