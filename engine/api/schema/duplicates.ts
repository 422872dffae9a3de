/** Finds the keys that a JSON text gives twice in one object, which JSON.parse silently drops. */
import type { FieldPath } from './problems.ts'

interface Open {
  /** Keys met so far in an object; undefined in a list. */
  readonly keys: Set<string> | undefined
  /** Where the reader stands: the current key or position. */
  at: string | number
}

/** A string token, or one character of structure; numbers and words are skipped. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs

/** Nothing was dropped from what is written again as it was; most programs write without spaces. */
function comesBack(text: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === text
  } catch {
    // Too deep to be written.
    return false
  }
}

/**
 * The whole path of each repeated key, in the order of the text.
 * @param text JSON that JSON.parse accepts
 * @param limit stop after this many
 */
export function duplicateKeys(text: string, limit = 100): FieldPath[] {
  if (comesBack(text)) return []
  const found: FieldPath[] = []
  const open: Open[] = []
  let expectKey = false
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1)
    if (token === '{' || token === '[') {
      open.push(token === '{' ? { keys: new Set(), at: '' } : { keys: undefined, at: 0 })
      expectKey = token === '{'
    } else if (token === '}' || token === ']') {
      open.pop()
      expectKey = false
    } else if (token === ',' && top) {
      expectKey = top.keys !== undefined
      if (typeof top.at === 'number') top.at++
    } else if (expectKey && token !== ':' && top?.keys) {
      expectKey = false
      top.at = JSON.parse(token) as string
      if (top.keys.has(top.at)) found.push(open.map((level) => level.at))
      top.keys.add(top.at)
      if (found.length >= limit) return found
    }
  }
  return found
}
