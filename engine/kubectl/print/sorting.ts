/** `--sort-by`: objects in the order of one field. Source: kubectl pkg/cmd/get/sorter.go, fvbommel/sortorder. */
import { fail } from '../base/failure.ts'
import { parseQuantity, QuantityError } from '../../api/quantity.ts'
import { compareQuantities } from '../../api/quantitymath.ts'
import { JsonPathError, parseJsonPath, relaxed } from './jsonpath.ts'

/** Sorts by a JSONPath of each item. @param objectOf where an item's object is */
export function sortedBy<T>(items: readonly T[], expression: string, objectOf: (item: T) => unknown): T[] {
  const values = valuesOf(items.map(objectOf), expression)
  const order = items.map((_, at) => at)
  order.sort((a, b) => compare(values[a], values[b]) || a - b)
  return order.map((at) => items[at] as T)
}

function valuesOf(objects: readonly unknown[], expression: string): unknown[] {
  try {
    const path = parseJsonPath(relaxed(expression))
    const values = objects.map((object) => path.find(object)[0]?.[0])
    if (objects.length > 0 && values.every((value) => value === undefined)) {
      throw fail(`couldn't find any field with path "${relaxed(expression)}" in the list of objects`)
    }
    return values
  } catch (error) {
    if (error instanceof JsonPathError) throw fail(error.message)
    throw error
  }
}

/** What is missing comes first. */
function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return quantities(a, b) ?? naturalText(a, b)
  return 0
}

function quantities(a: string, b: string): number | undefined {
  try {
    return compareQuantities(parseQuantity(a), parseQuantity(b))
  } catch (error) {
    if (error instanceof QuantityError) return undefined
    throw error
  }
}

/** Chunks of digits count as numbers. */
function naturalText(a: string, b: string): number {
  const left = a.match(/\d+|\D/g) ?? []
  const right = b.match(/\d+|\D/g) ?? []
  for (let at = 0; at < left.length && at < right.length; at++) {
    const x = left[at] as string
    const y = right[at] as string
    if (x === y) continue
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const [m, n] = [x.replace(/^0+/, ''), y.replace(/^0+/, '')]
      if (m.length !== n.length) return m.length - n.length
      if (m !== n) return m < n ? -1 : 1
      continue
    }
    return x < y ? -1 : 1
  }
  return left.length - right.length
}
