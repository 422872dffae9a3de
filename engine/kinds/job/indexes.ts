/** Lists of completion indexes (`1,3-5`) as the API takes them. Source: pkg/apis/batch/validation validateIndexesFormat. */
import { goQuote } from '../../api/goquote.ts'

interface Interval {
  first: number
  last: number
}

/** What is wrong with a list of indexes, as upstream says it. */
export class IndexesError extends Error {}

/** How many indexes a list names; throws an IndexesError when it is no ordered list of indexes below `completions`. */
export function countIndexes(text: string, completions: number): number {
  if (text === '') return 0
  let total = 0
  let previous: number | undefined
  for (const part of text.split(',')) {
    const { first, last } = parseInterval(part, completions)
    if (previous !== undefined && previous >= first) throw notIncreasing(previous, first)
    total += last - first + 1
    previous = last
  }
  return total
}

/** The first index that stands in both lists; undefined when there is none. Parts that cannot be read are passed over. */
export function overlappingIndex(completed: string, failed: string, completions: number): number | undefined {
  const a = readable(completed, completions)
  const b = readable(failed, completions)
  for (const one of a) {
    const other = b.find(({ first, last }) => one.first <= last && first <= one.last)
    if (other !== undefined) return Math.max(one.first, other.first)
  }
  return undefined
}

function readable(text: string, completions: number): Interval[] {
  if (text === '') return []
  return text.split(',').flatMap((part) => {
    try {
      return [parseInterval(part, completions)]
    } catch (error) {
      if (error instanceof IndexesError) return []
      throw error
    }
  })
}

function parseInterval(text: string, completions: number): Interval {
  const [from = '', to, ...more] = text.split('-')
  if (more.length > 0) {
    const rule = "an index interval can have at most two parts separated by '-'"
    throw new IndexesError(`the fragment ${goQuote(text)} violates the requirement that ${rule}`)
  }
  const first = parseIndex(from, completions)
  if (to === undefined) return { first, last: first }
  const last = parseIndex(to, completions)
  if (first >= last) throw notIncreasing(first, last)
  return { first, last }
}

function parseIndex(text: string, completions: number): number {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    throw new IndexesError(`cannot convert string to integer for index: ${goQuote(text)}`)
  }
  const value = Number(text)
  if (value >= completions) throw new IndexesError(`too large index: ${goQuote(text)}`)
  return value
}

function notIncreasing(previous: number, current: number): IndexesError {
  return new IndexesError(`non-increasing order, previous: ${previous}, current: ${current}`)
}
