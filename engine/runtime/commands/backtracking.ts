/**
 * Patterns that no linear-time engine can match: back references, look-around, lazy and possessive repeats. Matched by trying,
 * within a number of steps that is given up loudly.
 */
import { CommandFailure } from './command.ts'

const MAX_STEPS = 2_000_000
/** Groups being tried inside one another: each takes a frame of the host's stack. */
const MAX_DEPTH = 1500

type Node =
  | { t: 'set'; test: (code: number) => boolean }
  | { t: 'text'; code: number }
  | { t: 'sequence'; items: readonly Node[] }
  | { t: 'either'; ways: readonly Node[] }
  | { t: 'group'; number: number; inner: Node }
  | { t: 'repeat'; inner: Node; min: number; max: number; kind: 'greedy' | 'lazy' | 'possessive' }
  | { t: 'back'; number: number }
  | { t: 'look'; inner: Node; ahead: boolean; negated: boolean }
  | { t: 'edge'; kind: '^' | '$' | 'b' | 'B' | 'A' | 'z' | 'Z' }
  | { t: 'keep' }

export class PatternSyntaxError extends Error {}

interface Flags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
}

const isWord = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const not =
  (test: (code: number) => boolean) =>
  (code: number): boolean =>
    !test(code)

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
  d: isDigit,
  D: not(isDigit),
  h: (c) => c === 32 || c === 9,
}

const lower = (c: number): boolean => c >= 97 && c <= 122
const upper = (c: number): boolean => c >= 65 && c <= 90
const NAMED: Readonly<Record<string, (code: number) => boolean>> = {
  alpha: (c) => lower(c) || upper(c),
  digit: isDigit,
  alnum: (c) => lower(c) || upper(c) || isDigit(c),
  upper,
  lower,
  space: isSpace,
  blank: (c) => c === 32 || c === 9,
  punct: (c) => (c > 32 && c < 127 && !isWord(c) ? true : c === 95),
  print: (c) => c >= 32 && c < 127,
  graph: (c) => c > 32 && c < 127,
  cntrl: (c) => c < 32 || c === 127,
  xdigit: (c) => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70),
  word: isWord,
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', e: '\x1b' }
const swapCase = (code: number): number => (upper(code) ? code + 32 : lower(code) ? code - 32 : code)

class Parser {
  private at = 0
  groups = 0
  readonly names = new Map<string, number>()

  constructor(
    private readonly text: string,
    private readonly flags: Flags,
  ) {}

  parse(): Node {
    const node = this.either()
    if (this.at < this.text.length) throw new PatternSyntaxError('unmatched )')
    return node
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  private either(): Node {
    const ways = [this.sequence()]
    while (this.take('|')) ways.push(this.sequence())
    return ways.length === 1 ? (ways[0] as Node) : { t: 'either', ways }
  }

  private sequence(): Node {
    const items: Node[] = []
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      items.push(this.repeated(this.atom()))
    }
    return items.length === 1 ? (items[0] as Node) : { t: 'sequence', items }
  }

  private repeated(atom: Node): Node {
    let node = atom
    for (;;) {
      const match = /^(?:([*+?])|\{(\d*)(,?)(\d*)\})([?+]?)/.exec(this.text.slice(this.at, this.at + 24))
      if (match === null || match[0].startsWith('{}') || match[0].startsWith('{,}')) return node
      this.at += match[0].length
      const [, sign, from = '', comma, to = '', mode] = match
      const min = sign === undefined ? Number(from || 0) : sign === '+' ? 1 : 0
      const open = sign === undefined ? comma !== '' && to === '' : sign !== '?'
      const max = open ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : to === '' ? min : Number(to)
      const kind = mode === '?' ? 'lazy' : mode === '+' ? 'possessive' : 'greedy'
      node = { t: 'repeat', inner: node, min, max, kind }
    }
  }

  private atom(): Node {
    const char = this.text[this.at++] as string
    if (char === '(') return this.group()
    if (char === '[') return this.set()
    if (char === '.') return { t: 'set', test: () => true }
    if (char === '^' || char === '$') return { t: 'edge', kind: char }
    if (char === '\\') return this.escape()
    return this.literal(char)
  }

  private literal(char: string): Node {
    const code = char.charCodeAt(0)
    const other = swapCase(code)
    return this.flags.ignoreCase && other !== code
      ? { t: 'set', test: (c) => c === code || c === other }
      : { t: 'text', code }
  }

  private group(): Node {
    const kind = /^\?(?:([:=!>])|(<[=!])|P?<(\w+)>|'(\w+)')/.exec(this.text.slice(this.at, this.at + 80))
    if (kind !== null) this.at += kind[0].length
    else if (this.text[this.at] === '?') throw new PatternSyntaxError('unrecognized character after (?')
    const name = kind?.[3] ?? kind?.[4]
    const sign = kind?.[1] ?? kind?.[2]
    const number = kind === null || name !== undefined ? ++this.groups : 0
    if (name !== undefined) this.names.set(name, number)
    const inner = this.either()
    if (!this.take(')')) throw new PatternSyntaxError('missing )')
    if (number > 0) return { t: 'group', number, inner }
    if (sign === ':') return inner
    if (sign === '>') return { t: 'repeat', inner, min: 1, max: 1, kind: 'possessive' }
    return { t: 'look', inner, ahead: !sign?.startsWith('<'), negated: sign?.endsWith('!') === true }
  }

  private escape(): Node {
    const char = this.text[this.at++]
    if (char === undefined) throw new PatternSyntaxError('\\ at end of pattern')
    if (/[1-9]/.test(char)) return { t: 'back', number: Number(char) }
    if (char === 'k') {
      const name = /^[<{'](\w+)[>}']/.exec(this.text.slice(this.at))
      if (name === null) throw new PatternSyntaxError('bad reference')
      this.at += name[0].length
      return { t: 'back', number: this.names.get(name[1] as string) ?? 0 }
    }
    if (char === 'K') return { t: 'keep' }
    if (char === 'b' || char === 'B' || char === 'A' || char === 'z' || char === 'Z') return { t: 'edge', kind: char }
    const test = CLASSES[char]
    if (test !== undefined) return { t: 'set', test }
    const hex = char === 'x' ? /^\{?([0-9a-fA-F]{1,2})\}?/.exec(this.text.slice(this.at)) : null
    if (hex !== null) {
      this.at += hex[0].length
      return this.literal(String.fromCharCode(Number.parseInt(hex[1] as string, 16)))
    }
    return this.literal(ESCAPED[char] ?? char)
  }

  private set(): Node {
    const negated = this.take('^')
    const tests: ((code: number) => boolean)[] = []
    for (let first = true; first || this.text[this.at] !== ']'; first = false) {
      if (this.at >= this.text.length) throw new PatternSyntaxError('missing terminating ] for character class')
      tests.push(this.member())
    }
    this.at++
    const ignores = this.flags.ignoreCase
    const test = (code: number) => tests.some((t) => t(code) || (ignores && t(swapCase(code)))) !== negated
    return { t: 'set', test }
  }

  private member(): (code: number) => boolean {
    const named = /^\[:(\^?)(\w+):\]/.exec(this.text.slice(this.at, this.at + 16))
    if (named !== null) {
      const test = NAMED[named[2] as string]
      if (test === undefined) throw new PatternSyntaxError('unknown POSIX class name')
      this.at += named[0].length
      return named[1] === '^' ? not(test) : test
    }
    const from = this.setCharacter()
    if (typeof from === 'function') return from
    if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']') return (code) => code === from
    this.at++
    const to = this.setCharacter()
    if (typeof to === 'function') throw new PatternSyntaxError('invalid range in character class')
    return (code) => code >= from && code <= to
  }

  private setCharacter(): number | ((code: number) => boolean) {
    const char = this.text[this.at++] as string
    if (char !== '\\') return char.charCodeAt(0)
    const next = this.text[this.at++] ?? '\\'
    return CLASSES[next] ?? (ESCAPED[next] ?? next).charCodeAt(0)
  }
}

type Next = (at: number) => boolean

export interface Matcher {
  find(): boolean
  start(group?: number): number
  end(group?: number): number
  group(group?: number): string | null
  groupCount(): number
}

/** A pattern of Perl's syntax. @throws PatternSyntaxError */
export class BacktrackingPattern {
  private readonly root: Node
  private readonly groups: number

  constructor(
    pattern: string,
    private readonly flags: Flags,
  ) {
    const parser = new Parser(pattern, flags)
    this.root = parser.parse()
    this.groups = parser.groups
  }

  /** @throws CommandFailure (from `find`) when the steps run out */
  matcher(text: string): Matcher {
    return new Search(this.root, this.groups, this.flags, text)
  }
}

class Search implements Matcher {
  private spans: number[] = []
  private from = 0
  private kept = -1
  private steps = 0
  private depth = 0

  constructor(
    private readonly root: Node,
    private readonly groups: number,
    private readonly flags: Flags,
    private readonly text: string,
  ) {}

  find(): boolean {
    for (let start = this.from; start <= this.text.length; start++) {
      this.spans = new Array<number>(2 * this.groups + 2).fill(-1)
      this.kept = -1
      let end = -1
      const found = this.match(this.root, start, (at) => {
        end = at
        return true
      })
      if (!found) continue
      this.spans[0] = this.kept < 0 ? start : this.kept
      this.spans[1] = end
      this.from = end > start ? end : end + 1
      return true
    }
    this.from = this.text.length + 1
    return false
  }

  start(group = 0): number {
    return this.spans[2 * group] ?? -1
  }

  end(group = 0): number {
    return this.spans[2 * group + 1] ?? -1
  }

  group(group = 0): string | null {
    const start = this.start(group)
    return start < 0 ? null : this.text.slice(start, this.end(group))
  }

  groupCount(): number {
    return this.groups
  }

  private match(node: Node, at: number, next: Next): boolean {
    if (++this.steps > MAX_STEPS) throw new CommandFailure("exceeded PCRE's backtracking limit")
    switch (node.t) {
      case 'text':
        return this.text.charCodeAt(at) === node.code && next(at + 1)
      case 'set':
        return at < this.text.length && node.test(this.text.charCodeAt(at)) && next(at + 1)
      case 'sequence':
        return this.sequence(node.items, 0, at, next)
      case 'either':
        return node.ways.some((way) => this.match(way, at, next))
      case 'group':
        return this.capture(node.number, node.inner, at, next)
      case 'repeat':
        return this.repeat(node, at, next)
      case 'back':
        return this.back(node.number, at, next)
      case 'look':
        return this.look(node, at) !== node.negated && next(at)
      case 'keep':
        this.kept = at
        return next(at)
      default:
        return this.isEdge(node.kind, at) && next(at)
    }
  }

  private sequence(items: readonly Node[], i: number, at: number, next: Next): boolean {
    const item = items[i]
    return item === undefined ? next(at) : this.match(item, at, (end) => this.sequence(items, i + 1, end, next))
  }

  private capture(number: number, inner: Node, at: number, next: Next): boolean {
    const { spans } = this
    const before = [spans[2 * number] as number, spans[2 * number + 1] as number] as const
    const found = this.match(inner, at, (end) => {
      const inside = [spans[2 * number] as number, spans[2 * number + 1] as number] as const
      spans[2 * number] = at
      spans[2 * number + 1] = end
      if (next(end)) return true
      ;[spans[2 * number], spans[2 * number + 1]] = inside
      return false
    })
    if (!found) [spans[2 * number], spans[2 * number + 1]] = before
    return found
  }

  private back(number: number, at: number, next: Next): boolean {
    const said = this.group(number)
    if (said === null) return false
    const here = this.text.slice(at, at + said.length)
    const same = this.flags.ignoreCase ? here.toLowerCase() === said.toLowerCase() : here === said
    return same && next(at + said.length)
  }

  private repeat(node: Node & { t: 'repeat' }, at: number, next: Next): boolean {
    const { inner, min, max, kind } = node
    if (inner.t === 'set' || inner.t === 'text') return this.repeatOne(node, at, next)
    if (kind === 'possessive') {
      let end = at
      for (let n = 0; n < max; n++) {
        const from: number = end
        if (!this.match(inner, from, (to) => ((end = to), true)) || end === from) return n >= min && next(end)
      }
      return next(end)
    }
    return this.deeper(() => this.turn(node, 0, at, -1, next))
  }

  /** One more turn, or on behind the repeat: the more the better, unless it is lazy. */
  private turn(node: Node & { t: 'repeat' }, n: number, at: number, before: number, next: Next): boolean {
    const more = (): boolean =>
      n < node.max &&
      at !== before &&
      this.deeper(() => this.match(node.inner, at, (end) => this.turn(node, n + 1, end, at, next)))
    if (n < node.min) return more() || (at === before && next(at))
    return node.kind === 'lazy' ? next(at) || more() : more() || next(at)
  }

  private deeper(act: () => boolean): boolean {
    if (++this.depth > MAX_DEPTH) throw new CommandFailure("exceeded PCRE's backtracking limit")
    const found = act()
    this.depth--
    return found
  }

  /** A repeat of single characters needs no stack. */
  private repeatOne({ inner, min, max, kind }: Node & { t: 'repeat' }, at: number, next: Next): boolean {
    const fits = (i: number): boolean => {
      if (i >= this.text.length) return false
      const code = this.text.charCodeAt(i)
      return inner.t === 'text' ? code === inner.code : inner.t === 'set' && inner.test(code)
    }
    let end = at
    if (kind === 'lazy') {
      while (end - at < min) if (!fits(end++)) return false
      for (; ; end++) {
        if (next(end)) return true
        if (end - at >= max || !fits(end)) return false
        this.steps++
      }
    }
    while (end - at < max && fits(end)) end++
    this.steps += end - at
    if (kind === 'possessive') return end - at >= min && next(end)
    for (; end - at >= min; end--) if (next(end)) return true
    return false
  }

  private look({ inner, ahead }: Node & { t: 'look' }, at: number): boolean {
    if (ahead) return this.match(inner, at, () => true)
    for (let from = at; from >= 0; from--) if (this.match(inner, from, (end) => end === at)) return true
    return false
  }

  private isEdge(kind: string, at: number): boolean {
    const { text } = this
    const { multiline } = this.flags
    switch (kind) {
      case '^':
        return at === 0 || (multiline && text[at - 1] === '\n')
      case '$':
        return at === text.length || (multiline && text[at] === '\n')
      case 'A':
        return at === 0
      case 'z':
      case 'Z':
        return at === text.length
      default: {
        const edge = (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)))
        return edge === (kind === 'b')
      }
    }
  }
}
