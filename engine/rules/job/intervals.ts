/** Sets of completion indexes as ordered intervals (`1,3-5`). Source: pkg/controller/job/indexed_job_utils.go orderedIntervals. */

export interface Interval {
  readonly first: number
  readonly last: number
}

/** In order, without overlap. */
export type Intervals = readonly Interval[]

/** Reads a status field; what cannot be read is passed over, what is beyond `completions` cut off. */
export function parseIntervals(text: string | undefined, completions: number): Intervals {
  const result: { first: number; last: number }[] = []
  if (!text) return result
  for (const part of text.split(',')) {
    const [from = '', to = from] = part.split('-')
    const first = wholeNumber(from)
    if (first === undefined) continue
    if (first >= completions) break
    const end = wholeNumber(to)
    if (end === undefined) continue
    const last = Math.min(end, completions - 1)
    const before = result.at(-1)
    if (before !== undefined && before.last === first - 1) before.last = last
    else result.push({ first, last })
  }
  return result
}

const wholeNumber = (text: string): number | undefined => (/^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined)

/** Two neighbours are written as two, three or more as a range. */
export function formatIntervals(intervals: Intervals): string {
  return intervals
    .map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',')
}

export function totalOf(intervals: Intervals): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

/** Whether an index is in the set: a binary search. */
export function hasIndex(intervals: Intervals, index: number): boolean {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((intervals[middle] as Interval).last >= index) high = middle
    else low = middle + 1
  }
  const found = intervals[low]
  return found !== undefined && found.first <= index
}

/** Both sets as one; neighbours grow together. */
export function mergeIntervals(a: Intervals, b: Intervals): Intervals {
  const result: { first: number; last: number }[] = []
  const add = ({ first, last }: Interval) => {
    const before = result.at(-1)
    if (before === undefined || first > before.last + 1) result.push({ first, last })
    else if (before.last < last) before.last = last
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = a[i]
    const right = b[j]
    if (left !== undefined && (right === undefined || left.first < right.first)) {
      add(left)
      i++
    } else {
      add(right as Interval)
      j++
    }
  }
  return result
}

/** The set with some more indexes, in any order. */
export function withIndexes(intervals: Intervals, indexes: Iterable<number>): Intervals {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b)
  return mergeIntervals(
    intervals,
    sorted.map((index) => ({ first: index, last: index })),
  )
}
