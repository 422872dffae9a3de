/**
 * A merge sort of our own, for orders that are none: where a rule's comparison is not transitive (upstream has such), a
 * host's sort gives whatever its algorithm makes of it, and hosts differ.
 */

/** A sorted copy; stable, and the same in every JavaScript engine whatever `compare` says. */
export function sortedAlike<T>(items: readonly T[], compare: (a: T, b: T) => number): T[] {
  let from = [...items]
  let to: T[] = new Array<T>(items.length)
  for (let width = 1; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) merge(from, to, start, width, compare)
    ;[from, to] = [to, from]
  }
  return from
}

function merge<T>(from: T[], to: T[], start: number, width: number, compare: (a: T, b: T) => number): void {
  const middle = Math.min(start + width, from.length)
  const end = Math.min(start + 2 * width, from.length)
  let left = start
  let right = middle
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || compare(from[left] as T, from[right] as T) <= 0)
    to[at] = from[takeLeft ? left++ : right++] as T
  }
}
