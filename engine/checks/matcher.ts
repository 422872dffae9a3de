/**
 * What a lesson may ask of a value: the value itself, null for "not there", or a map of comparisons
 * (`atLeast`, `atMost`, `is`, `not`, `contains`, `oneOf`, `present`). Quantities and durations in seconds compare as numbers.
 */
import { parseQuantity } from '../api/quantity.ts'
import { preciseFloat } from '../api/quantitymath.ts'
import { isMap, type Shape, shapeProblems } from './shape.ts'

const COMPARISONS: Shape = {
  is: 'any?',
  not: 'any?',
  atLeast: 'any?',
  atMost: 'any?',
  contains: 'text?',
  oneOf: 'any?',
  present: 'yes-no?',
}

/** Whether any (for `not` and null: every) of the values is as asked. */
export function matches(values: readonly unknown[], wanted: unknown): boolean {
  if (wanted === null) return values.length === 0
  if (!isMap(wanted)) return values.some((value) => same(value, wanted))
  return Object.entries(wanted).every(([comparison, operand]) => compare(values, comparison, operand))
}

export function matcherProblems(wanted: unknown, at: string): string[] {
  return isMap(wanted) ? shapeProblems(wanted, COMPARISONS, at) : []
}

function compare(values: readonly unknown[], comparison: string, operand: unknown): boolean {
  switch (comparison) {
    case 'is':
      return values.some((value) => same(value, operand))
    case 'not':
      return values.every((value) => !same(value, operand))
    case 'atLeast':
      return values.some((value) => numberOf(value) >= numberOf(operand))
    case 'atMost':
      return values.some((value) => numberOf(value) <= numberOf(operand))
    case 'contains':
      return values.some((value) => textOf(value).includes(String(operand)))
    case 'oneOf':
      return Array.isArray(operand) && operand.some((one) => values.some((value) => same(value, one)))
    default:
      return values.length > 0 === operand
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Scalars by their text, so that `8080` in a lesson is the port 8080; others by their JSON. */
function same(value: unknown, wanted: unknown): boolean {
  if (typeof value === 'object' || typeof wanted === 'object') return JSON.stringify(value) === JSON.stringify(wanted)
  return String(value) === String(wanted)
}

/** NaN, which compares as false, for what is no number and no quantity. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return Number.NaN
  try {
    return preciseFloat(parseQuantity(value))
  } catch {
    return Number.NaN
  }
}
