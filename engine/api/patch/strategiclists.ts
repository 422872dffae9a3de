/** The order of lists after a strategic merge, and the clean-up of directives. Source: apimachinery strategicpatch. */
import { equal } from '../equal.ts'
import { badRequest } from '../errors.ts'
import { goMapText } from '../gomap.ts'
import { setOwn } from '../schema/json.ts'
import { isObject } from './jsonmerge.ts'

export type Item = Record<string, unknown>

/** Whether two elements are the same one. */
export type Same = (a: Item, b: Item) => boolean

/** Elements are the same by their merge key; scalars (no key) by value. */
export function byMergeKey(key: string): Same {
  return key === '' ? equal : (a, b) => isObject(a) && isObject(b) && equal(a[key], b[key])
}

/** The merge key's value of an element. @throws StatusError 400 when it has none */
export function keyOf(item: Item, key: string): unknown {
  const value = item[key]
  if (value === undefined) throw badRequest(`map: ${goMapText(item)} does not contain declared merge key: ${key}`)
  return value
}

/**
 * The merged elements in order: those of the patch as the patch has them, those only the server has as the server had
 * them; where both orders speak, the server's element goes first only if it stood before.
 */
export function orderMerged(
  merged: Item[],
  patchOrder: readonly Item[],
  serverOrder: readonly Item[],
  same: Same,
): Item[] {
  const position = (order: readonly Item[], item: Item) => order.findIndex((one) => same(one, item))
  const inPatch = merged.filter((item) => position(patchOrder, item) >= 0)
  const serverOnly = merged.filter((item) => position(patchOrder, item) < 0)
  const sorted = (items: Item[], order: readonly Item[]) =>
    items
      .map((item, at) => ({ item, at, rank: position(order, item) }))
      .sort((a, b) => (a.rank >= 0 && b.rank >= 0 ? a.rank - b.rank : a.at - b.at))
      .map(({ item }) => item)
  return interleave(sorted(serverOnly, serverOrder), sorted(inPatch, patchOrder), (item) => position(serverOrder, item))
}

function interleave(left: Item[], right: Item[], rank: (item: Item) => number): Item[] {
  const out: Item[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    const l = left[i]
    const r = right[j]
    if (l === undefined || r === undefined) {
      out.push((l ?? r) as Item)
      if (l === undefined) j++
      else i++
      continue
    }
    const [a, b] = [rank(l), rank(r)]
    if (a >= 0 && b >= 0 && a < b) {
      out.push(l)
      i++
    } else {
      out.push(r)
      j++
    }
  }
  return out
}

/** A value that comes in whole: without its nulls. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const out: Item = {}
  for (const key of Object.keys(value)) if (value[key] !== null) setOwn(out, key, withoutNulls(value[key]))
  return out
}

/** A value that comes in whole: its directives have nothing to act on, and elements to delete are not there. */
export function dropDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !isObject(item) || !isSpecial(item.$patch)).map(dropDirectives)
  }
  if (!isObject(value)) return value
  if (value.$patch === 'delete') return {}
  const out: Item = {}
  for (const key of Object.keys(value)) {
    const directive =
      key === '$patch' ||
      key === '$retainKeys' ||
      key.startsWith('$setElementOrder/') ||
      key.startsWith('$deleteFromPrimitiveList/')
    if (!directive) setOwn(out, key, dropDirectives(value[key]))
  }
  return out
}

const isSpecial = (directive: unknown) => directive === 'delete' || directive === 'replace'
