/** Places of the page that have all the words looked for; those that begin with them first. */

export interface Place {
  href: string
  title: string
  /** Chapter it belongs to, or what it is. */
  where: string
  /** What it is found by. */
  words: string
}

const MOST = 8

export function found(places: readonly Place[], asked: string): Place[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const rank = ({ title, words: text }: Place): number => {
    const own = title.toLowerCase()
    if (!words.every((word) => text.toLowerCase().includes(word))) return 0
    return own.startsWith(words[0] as string) ? 3 : words.every((word) => own.includes(word)) ? 2 : 1
  }
  return places
    .map((place) => ({ place, rank: rank(place) }))
    .filter((hit) => hit.rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST)
    .map(({ place }) => place)
}
