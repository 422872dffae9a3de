/**
 * How long the recorder waited, by its own word: a snapshot of events tells how old the first of them was. Where the oldest was
 * young at the last look, it took a moment's quiet for rest and did not wait for back-offs and periodic collectors.
 */
import type { Recording } from './recording.ts'

/** The oldest event that a brisk recorder saw was younger. */
const BRISK_S = 20
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

export function isBrisk(recording: Recording): boolean {
  const ages = recording.steps.flatMap(({ snapshot }) => firstSeen(snapshot?.events?.wide ?? ''))
  return ages.length > 0 && Math.max(...ages) < BRISK_S
}

/** Seconds since the first of each kind of event, from `kubectl get events -o wide`. */
function firstSeen(table: string): number[] {
  return table
    .split('\n')
    .map((line) => /\s((?:\d+[smhd])+)\s+\d+\s+\S+\s*$/.exec(line)?.[1])
    .filter((age) => age !== undefined)
    .map((age) =>
      [...age.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ''] ?? 0), 0),
    )
}
