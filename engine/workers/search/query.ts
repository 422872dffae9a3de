/**
 * What a person looks for: words, and terms about fields. `image:nginx` contains, `phase=Pending` equals, `phase!=Running` differs,
 * `-kind:Event` leaves out, quotes keep blanks. Terms are compared as text, so that nobody's pattern runs.
 */

export interface Term {
  /** Segments of the end of a field's path, small; empty for a word, which is looked for in names and labels. */
  field: readonly string[]
  /** Small. */
  text: string
  how: 'contains' | 'equals' | 'differs'
  /** Objects that match are left out. */
  without: boolean
}

const LONGEST = 300
const MOST_TERMS = 12

/** @throws RangeError in words for the person */
export function parseQuery(query: string): Term[] {
  if (query.length > LONGEST) throw new RangeError(`at most ${LONGEST} characters`)
  const terms = wordsOf(query)
    .map(termOf)
    .filter(({ field, text }) => field.length > 0 || text !== '')
  if (terms.length > MOST_TERMS) throw new RangeError(`at most ${MOST_TERMS} terms`)
  return terms
}

function wordsOf(query: string): string[] {
  const words: string[] = []
  let [word, quoted] = ['', false]
  for (const sign of query) {
    if (sign === '"') quoted = !quoted
    else if (sign === ' ' && !quoted) {
      if (word) words.push(word)
      word = ''
    } else word += sign
  }
  return word ? [...words, word] : words
}

function termOf(word: string): Term {
  const without = word.length > 1 && word.startsWith('-')
  const rest = (without ? word.slice(1) : word).toLowerCase()
  const at = firstSign(rest)
  if (at < 1) return { field: [], text: rest, how: 'contains', without }
  const differs = rest[at] === '!'
  const how = differs ? 'differs' : rest[at] === '=' ? 'equals' : 'contains'
  // `==` is what kubectl's selectors take as well.
  const from = at + (differs || rest[at + 1] === '=' ? 2 : 1)
  return { field: segmentsOf(rest.slice(0, at)), text: rest.slice(from), how, without }
}

/** Where a field's name ends: at `:`, `=` or `!=`. */
function firstSign(word: string): number {
  for (let i = 0; i < word.length; i++)
    if (word[i] === ':' || word[i] === '=' || (word[i] === '!' && word[i + 1] === '=')) return i
  return -1
}

const SHORT: Record<string, string> = { ns: 'namespace', image: 'image', node: 'nodeName' }

/** Keys of labels have dots and slashes of their own: what has a slash is one segment. */
function segmentsOf(field: string): string[] {
  const name = (SHORT[field] ?? field).toLowerCase()
  return name.includes('/') ? [name] : name.split('.').filter(Boolean)
}
