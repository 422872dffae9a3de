/** How many of something a check wants: a number, or bounds; at least one when it does not say. */
import type { Look } from './check.ts'
import { isMap, shapeProblems } from './shape.ts'

export type Wanted = number | { atLeast?: number; atMost?: number } | undefined

export function countProblems(wanted: unknown, at: string): string[] {
  if (wanted === undefined || typeof wanted === 'number') return []
  if (!isMap(wanted)) return [`${at} is no number and no map of bounds`]
  return shapeProblems(wanted, { atLeast: 'number?', atMost: 'number?' }, at)
}

export function judgeCount(have: number, wanted: Wanted): Look {
  if (wanted === undefined) return { holds: have >= 1, have, want: 1 }
  if (typeof wanted === 'number') return { holds: have === wanted, have, want: wanted }
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = wanted
  return { holds: have >= atLeast && have <= atMost, have, want: have > atMost || atLeast === 0 ? atMost : atLeast }
}
