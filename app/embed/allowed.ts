/** Which pages may have an embed around them: what this site allows, and what the embedding page itself asked for. */

const ANY = '*'
const MOST = 16

/** Origins of a list such as `https://a.example, https://b.example:8443`; what is none is left out. `*` is everybody. */
export function originsOf(list: string): string[] {
  const words = list.split(/[\s,]+/, MOST)
  return words.flatMap((word) => (word === ANY ? [ANY] : originOf(word)))
}

/** @param lists each has to allow it; an empty list forbids nothing */
export const isAllowed = (origin: string, ...lists: readonly string[][]): boolean =>
  lists.every((list) => list.length === 0 || list.includes(ANY) || list.includes(origin))

/** Only an exact origin counts: a path, a name without a scheme or a wildcard inside of one is nothing. */
function originOf(word: string): string[] {
  try {
    const { origin, protocol } = new URL(word)
    return (protocol === 'https:' || protocol === 'http:') && origin === word ? [origin] : []
  } catch {
    return []
  }
}
