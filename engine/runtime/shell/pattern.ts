/** Shell patterns: `*`, `?`, `[…]`, and bash's extended ones. Matched without backtracking blow-up. */

interface CharClass {
  negated: boolean
  test: (char: string) => boolean
}

const CLASSES: Record<string, RegExp> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t\n\r\f\v]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  // oxlint-disable-next-line no-control-regex -- control characters are what it names
  cntrl: /[\x00-\x1f\x7f]/,
}

type Token =
  | { type: 'char'; char: string }
  | { type: 'any' }
  | { type: 'star' }
  | { type: 'class'; set: CharClass }
  | { type: 'group'; operator: string; options: Token[][] }

const KEPT = 1024
const parsed = new Map<string, Token[]>()

function tokensOf(pattern: string, extended: boolean): Token[] {
  const key = (extended ? '+' : '-') + pattern
  let tokens = parsed.get(key)
  if (tokens === undefined) {
    tokens = new PatternParser(pattern, extended).parse()
    if (parsed.size >= KEPT) parsed.clear()
    parsed.set(key, tokens)
  }
  return tokens
}

class PatternParser {
  private at = 0

  constructor(
    private readonly text: string,
    private readonly extended: boolean,
  ) {}

  parse(stop = ''): Token[] {
    const tokens: Token[] = []
    while (this.at < this.text.length && !stop.includes(this.text[this.at] as string)) tokens.push(this.token())
    return tokens
  }

  private token(): Token {
    const char = this.text[this.at] as string
    if (this.extended && this.text[this.at + 1] === '(' && '?*+@!'.includes(char)) {
      const group = this.group(char)
      if (group !== undefined) return group
    }
    this.at++
    if (char === '*') return { type: 'star' }
    if (char === '?') return { type: 'any' }
    if (char === '[') {
      const set = this.charClass()
      if (set !== undefined) return { type: 'class', set }
    }
    if (char === '\\' && this.at < this.text.length) return { type: 'char', char: this.text[this.at++] as string }
    return { type: 'char', char }
  }

  private group(operator: string): Token | undefined {
    const start = this.at
    this.at += 2
    const options: Token[][] = []
    for (;;) {
      options.push(this.parse('|)'))
      const end = this.text[this.at++]
      if (end === ')') return { type: 'group', operator, options }
      if (end === undefined) {
        this.at = start
        return undefined
      }
    }
  }

  /** A bracket expression; undefined (and nothing taken) when it is not closed. */
  private charClass(): CharClass | undefined {
    const start = this.at
    const negated = this.text[this.at] === '!' || this.text[this.at] === '^'
    if (negated) this.at++
    const tests: ((char: string) => boolean)[] = []
    for (let first = true; ; first = false) {
      let char = this.text[this.at++]
      if (char === undefined) {
        this.at = start
        return undefined
      }
      if (char === ']' && !first) break
      if (char === '[' && this.text[this.at] === ':') {
        const end = this.text.indexOf(':]', this.at)
        const named = end < 0 ? undefined : CLASSES[this.text.slice(this.at + 1, end)]
        if (named !== undefined) {
          this.at = end + 2
          tests.push((c) => named.test(c))
          continue
        }
      }
      if (char === '\\') char = this.text[this.at++] ?? '\\'
      if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']' && this.text[this.at + 1] !== undefined) {
        this.at++
        let to = this.text[this.at++] as string
        if (to === '\\') to = this.text[this.at++] ?? '\\'
        const from = char
        tests.push((c) => c >= from && c <= to)
      } else {
        const only = char
        tests.push((c) => c === only)
      }
    }
    return { negated, test: (c) => tests.some((test) => test(c)) }
  }
}

const matchesOne = (token: Token, char: string): boolean => {
  if (token.type === 'char') return token.char === char
  if (token.type === 'class') return token.set.test(char) !== token.set.negated
  return token.type === 'any'
}

/** Whether a pattern matches the whole text. */
export function matches(pattern: string, text: string, extended = false): boolean {
  const tokens = tokensOf(pattern, extended)
  return tokens.some(({ type }) => type === 'group') ? ends(tokens, text, 0).has(text.length) : simple(tokens, text)
}

/** Without groups: remember the last star only; linear for each. */
function simple(tokens: readonly Token[], text: string): boolean {
  let t = 0
  let i = 0
  let star = -1
  let from = 0
  while (i < text.length) {
    const token = tokens[t]
    if (token !== undefined && token.type !== 'star' && matchesOne(token, text[i] as string)) {
      t++
      i++
    } else if (token?.type === 'star') {
      star = t++
      from = i
    } else if (star >= 0) {
      t = star + 1
      i = ++from
    } else return false
  }
  while (tokens[t]?.type === 'star') t++
  return t === tokens.length
}

/** Every place where a match beginning at `start` can end: sets of positions, so nothing is tried twice. */
function ends(tokens: readonly Token[], text: string, start: number): Set<number> {
  let places = new Set([start])
  for (const token of tokens) {
    const next = new Set<number>()
    for (const place of places) for (const end of tokenEnds(token, text, place)) next.add(end)
    places = next
    if (places.size === 0) break
  }
  return places
}

function tokenEnds(token: Token, text: string, at: number): Iterable<number> {
  if (token.type === 'star') return Array.from({ length: text.length - at + 1 }, (_, i) => at + i)
  if (token.type !== 'group') return at < text.length && matchesOne(token, text[at] as string) ? [at + 1] : []
  const once = (from: number): Set<number> => {
    const all = new Set<number>()
    for (const option of token.options) for (const end of ends(option, text, from)) all.add(end)
    return all
  }
  if (token.operator === '@') return once(at)
  if (token.operator === '?') return once(at).add(at)
  if (token.operator === '!') {
    const hit = once(at)
    return Array.from({ length: text.length - at + 1 }, (_, i) => at + i).filter((end) => !hit.has(end))
  }
  const reached = new Set<number>(token.operator === '*' ? [at] : [])
  let frontier: Iterable<number> = [at]
  for (;;) {
    const fresh: number[] = []
    for (const from of frontier)
      for (const end of once(from))
        if (!reached.has(end)) {
          reached.add(end)
          fresh.push(end)
        }
    if (fresh.length === 0) return reached
    frontier = fresh
  }
}

/** Length of the shortest or longest beginning that matches, or -1. */
export function prefixLength(pattern: string, text: string, longest: boolean, extended: boolean): number {
  const all = ends(tokensOf(pattern, extended), text, 0)
  if (all.size === 0) return -1
  let best = longest ? -1 : Number.POSITIVE_INFINITY
  for (const end of all) best = longest ? Math.max(best, end) : Math.min(best, end)
  return best
}

/** Where the shortest or longest matching end of the text begins, or -1. */
export function suffixStart(pattern: string, text: string, longest: boolean, extended: boolean): number {
  const tokens = tokensOf(pattern, extended)
  const order = Array.from({ length: text.length + 1 }, (_, i) => (longest ? i : text.length - i))
  return order.find((start) => ends(tokens, text, start).has(text.length)) ?? -1
}

/** The longest match beginning at `start`, or -1. */
export function longestFrom(pattern: string, text: string, start: number, extended: boolean): number {
  let best = -1
  for (const end of ends(tokensOf(pattern, extended), text, start)) best = Math.max(best, end)
  return best
}
