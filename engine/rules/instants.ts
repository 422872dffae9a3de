/** Timestamps of objects as numbers: milliseconds since 1970, parsed once per text. */
import { parseInstant } from '../core/calendar.ts'

/** Objects of one instant share their text; a full cache is dropped. */
const CACHE_LIMIT = 8192
const parsed = new Map<string, number>()

/** Milliseconds since 1970 of an RFC 3339 text; undefined when absent or not an instant. Compare with `calendar.epochMs + nowMs`. */
export function unixMs(text: string | null | undefined): number | undefined {
  if (!text) return undefined
  const known = parsed.get(text)
  if (known !== undefined) return known
  const instant = parseInstant(text)
  if (instant === undefined) return undefined
  if (parsed.size >= CACHE_LIMIT) parsed.clear()
  parsed.set(text, instant)
  return instant
}
