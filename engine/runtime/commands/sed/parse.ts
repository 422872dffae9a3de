/** sed scripts: text → commands. */
import { BadPattern, compileRegex, type Regex } from '../regex.ts'

export type Address =
  | { type: 'line'; n: number }
  | { type: 'last' }
  /** Undefined: the last pattern used. */
  | { type: 'regex'; regex: Regex | undefined }
  | { type: 'step'; first: number; by: number }

export interface SedCommand {
  name: string
  from: Address | undefined
  to: Address | { type: 'plus' | 'multiple'; n: number } | undefined
  negated: boolean
  text: string
  /** Of `{`, `b`, `t`: where to go on. */
  jump: number
  regex: Regex | undefined
  replacement: readonly (string | number)[]
  flags: string
  nth: number
  map: ReadonlyMap<string, string> | undefined
  number: number
}

export class SedError extends Error {
  constructor(
    message: string,
    /** What GNU sed ends with; busybox has one status for all. */
    readonly status = 1,
  ) {
    super(message)
  }
}

class Parser {
  private at = 0
  readonly commands: SedCommand[] = []
  private readonly blocks: number[] = []
  private readonly labels = new Map<string, number>()

  constructor(
    private readonly text: string,
    private readonly extended: boolean,
  ) {}

  parse(): SedCommand[] {
    for (;;) {
      this.skip(/[\s;]/)
      if (this.at >= this.text.length) break
      this.command()
    }
    if (this.blocks.length > 0) throw this.error("unmatched `{'", 0)
    for (const command of this.commands) {
      if (!'btT'.includes(command.name) || command.name === '') continue
      const target = command.text === '' ? this.commands.length : this.labels.get(command.text)
      if (target === undefined) throw new SedError(`can't find label for jump to \`${command.text}'`)
      command.jump = target
    }
    return this.commands
  }

  private error(text: string, at = this.at): SedError {
    return new SedError(`-e expression #1, char ${at}: ${text}`)
  }

  private skip(pattern: RegExp): void {
    while (this.at < this.text.length && pattern.test(this.text[this.at] as string)) this.at++
  }

  private number(): number | undefined {
    const match = /^\d+/.exec(this.text.slice(this.at))
    if (match === null) return undefined
    this.at += match[0].length
    return Number(match[0])
  }

  private address(): Address | undefined {
    const n = this.number()
    if (n !== undefined) {
      if (this.text[this.at] !== '~') return { type: 'line', n }
      this.at++
      return { type: 'step', first: n, by: this.number() ?? 0 }
    }
    const char = this.text[this.at]
    if (char === '$') {
      this.at++
      return { type: 'last' }
    }
    if (char !== '/' && char !== '\\') return undefined
    if (char === '\\') this.at++
    const delimiter = this.text[this.at++] as string
    const pattern = this.until(delimiter, true)
    let ignoreCase = false
    while (this.text[this.at] === 'I' || this.text[this.at] === 'M') if (this.text[this.at++] === 'I') ignoreCase = true
    return { type: 'regex', regex: this.regex(pattern, ignoreCase) }
  }

  /** Text up to a delimiter that no backslash protects. */
  private until(delimiter: string, isPattern: boolean): string {
    let out = ''
    let inBrackets = false
    for (;;) {
      const char = this.text[this.at++]
      if (char === undefined) throw this.error('unterminated address regex', this.text.length)
      if (char === '\\') {
        const next = this.text[this.at++] ?? ''
        if (next === delimiter && !inBrackets)
          out +=
            isPattern && /[a-zA-Z0-9]/.test(delimiter)
              ? delimiter
              : isPattern && '|,;:@#%!~_=&'.includes(delimiter)
                ? delimiter
                : delimiter === '/'
                  ? '/'
                  : `\\${next}`
        else if (next === 'n' && isPattern && !inBrackets) out += '\\n'
        else out += `\\${next}`
        continue
      }
      if (isPattern && char === '[' && !inBrackets) {
        inBrackets = true
        out += char
        if (this.text[this.at] === '^') out += this.text[this.at++]
        if (this.text[this.at] === ']') out += this.text[this.at++]
        continue
      }
      if (inBrackets && char === '[' && /[:.=]/.test(this.text[this.at] ?? '')) {
        const end = this.text.indexOf(']', this.at)
        out += this.text.slice(this.at - 1, end + 1)
        this.at = end + 1
        continue
      }
      if (inBrackets && char === ']') inBrackets = false
      else if (char === delimiter && !inBrackets) return out
      out += char
    }
  }

  private regex(pattern: string, ignoreCase: boolean, multiline = false): Regex | undefined {
    if (pattern === '') return undefined
    try {
      return compileRegex(pattern, this.extended ? 'extended' : 'basic', { ignoreCase, multiline })
    } catch (error) {
      if (error instanceof BadPattern)
        throw this.error(
          /\[/.test(pattern) && !/\]/.test(pattern)
            ? 'unterminated address regex'
            : /\\?\(/.test(pattern)
              ? 'Unmatched ( or \\('
              : 'Invalid preceding regular expression',
        )
      throw error
    }
  }

  private command(): void {
    const from = this.address()
    let to: SedCommand['to']
    this.skip(/[ \t]/)
    if (from !== undefined && this.text[this.at] === ',') {
      this.at++
      this.skip(/[ \t]/)
      const sign = this.text[this.at]
      if (sign === '+' || sign === '~') {
        this.at++
        to = { type: sign === '+' ? 'plus' : 'multiple', n: this.number() ?? 0 }
      } else to = this.address()
      if (to === undefined) throw this.error("unexpected `,'")
    }
    this.skip(/[ \t]/)
    let negated = false
    while (this.text[this.at] === '!') {
      negated = true
      this.at++
      this.skip(/[ \t]/)
    }
    const name = this.text[this.at++]
    if (name === undefined) throw this.error('missing command')
    const command: SedCommand = {
      name,
      from,
      to,
      negated,
      text: '',
      jump: 0,
      regex: undefined,
      replacement: [],
      flags: '',
      nth: 1,
      map: undefined,
      number: this.commands.length,
    }
    if (name === '#') {
      this.skip(/[^\n]/)
      return
    }
    if (name === ':') {
      this.labels.set(this.word(), this.commands.length)
      return
    }
    if (name === '}') {
      const open = this.blocks.pop()
      if (open === undefined) throw this.error("unexpected `}'")
      ;(this.commands[open] as SedCommand).jump = this.commands.length
      return
    }
    this.commands.push(command)
    if (name === '{') this.blocks.push(this.commands.length - 1)
    else if (name === 's') this.substitute(command)
    else if (name === 'y') this.transliterate(command)
    else if ('aic'.includes(name)) command.text = this.textArgument()
    else if ('btT'.includes(name)) command.text = this.word()
    else if ('rRwW'.includes(name)) command.text = this.restOfLine()
    else if ('qQlL'.includes(name)) {
      this.skip(/[ \t]/)
      command.text = String(this.number() ?? '')
    } else if (!'=dDgGhHnNpPxzFe'.includes(name)) throw this.error(`unknown command: \`${name}'`)
    if (name !== '{') this.ending(name)
  }

  private ending(name: string): void {
    if ('aicrRwW'.includes(name)) return
    this.skip(/[ \t]/)
    const char = this.text[this.at]
    if (char !== undefined && !';\n}#'.includes(char)) throw this.error('extra characters after command', this.at + 1)
  }

  private word(): string {
    this.skip(/[ \t]/)
    const match = /^[^\s;}]*/.exec(this.text.slice(this.at)) as RegExpExecArray
    this.at += match[0].length
    return match[0]
  }

  private restOfLine(): string {
    this.skip(/[ \t]/)
    const end = this.text.indexOf('\n', this.at)
    const text = this.text.slice(this.at, end < 0 ? undefined : end)
    this.at = end < 0 ? this.text.length : end
    return text
  }

  /** Text of a, i, c: on the same line (GNU) or behind a backslash and a new line. */
  private textArgument(): string {
    this.skip(/[ \t]/)
    if (this.text[this.at] === '\\') {
      this.at++
      this.skip(/[ \t]/)
      if (this.text[this.at] === '\n') this.at++
    }
    let out = ''
    while (this.at < this.text.length) {
      const char = this.text[this.at++] as string
      if (char === '\n') break
      if (char === '\\') out += this.text[this.at++] ?? ''
      else out += char
    }
    return `${out}\n`
  }

  private substitute(command: SedCommand): void {
    const delimiter = this.text[this.at++]
    if (delimiter === undefined) throw this.error("unterminated `s' command")
    let pattern: string
    let replacement: string
    try {
      pattern = this.until(delimiter, true)
      replacement = this.until(delimiter, false)
    } catch {
      throw this.error("unterminated `s' command", this.text.length)
    }
    const flags = /^[gpiIemMw0-9]*/.exec(this.text.slice(this.at)) as RegExpExecArray
    this.at += flags[0].length
    command.flags = flags[0]
    if (flags[0].endsWith('w')) command.text = this.restOfLine()
    const nth = /\d+/.exec(flags[0])
    if (nth !== null) command.nth = Number(nth[0])
    const next = this.text[this.at]
    if (next !== undefined && !/[\s;}#]/.test(next)) throw this.error("unknown option to `s'", this.at + 1)
    command.regex = this.regex(pattern, /[iI]/.test(flags[0]), /[mM]/.test(flags[0]))
    command.replacement = parts(replacement)
  }

  private transliterate(command: SedCommand): void {
    const delimiter = this.text[this.at++] as string
    const plain = (text: string) => text.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c))
    const from = plain(this.until(delimiter, false))
    const to = plain(this.until(delimiter, false))
    if (from.length !== to.length) throw this.error("strings for `y' command are different lengths")
    command.map = new Map([...from].map((c, i) => [c, to[i] as string]))
  }
}

/** Case switches in a replacement: \U \L \u \l \E as numbers below 0. */
export const CASES: Record<string, number> = { U: -1, L: -2, u: -3, l: -4, E: -5 }

/** Literal texts, group numbers, and case switches. */
function parts(text: string): (string | number)[] {
  const out: (string | number)[] = []
  let plain = ''
  const push = (n: number) => {
    if (plain !== '') out.push(plain)
    plain = ''
    out.push(n)
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (char === '&') push(0)
    else if (char !== '\\') plain += char
    else {
      const next = text[++i] ?? ''
      if (/\d/.test(next)) push(Number(next))
      else if (CASES[next] !== undefined) push(CASES[next])
      else plain += next === 'n' ? '\n' : next === 't' ? '\t' : next
    }
  }
  if (plain !== '') out.push(plain)
  return out
}

const KEPT = 128
const parsed = new Map<string, SedCommand[]>()

/** @throws SedError */
export function parseSed(text: string, extended: boolean): readonly SedCommand[] {
  const key = `${extended} ${text}`
  let commands = parsed.get(key)
  if (commands === undefined) {
    commands = new Parser(text, extended).parse()
    if (parsed.size >= KEPT) parsed.clear()
    parsed.set(key, commands)
  }
  return commands
}
