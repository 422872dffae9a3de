/** Durations as lessons write them: `90s`, `2m`, `1h`, `250ms`. */
import type { Reader } from './reader.ts'

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds. */
export function readDuration(reader: Reader, value: unknown, at: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(value))
  if (match === null) return reader.problem(`${at}: ${String(value)} is no duration like 30s or 2m`, 0)
  return Math.round(Number(match[1]) * (UNIT_MS[match[2] as string] as number))
}
