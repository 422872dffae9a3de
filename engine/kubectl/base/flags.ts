/**
 * Command-line flags as pflag reads them. A verb names its flags in a short notation, one text a flag:
 * `name[,letter]:type[=default][?value when given bare]`, e.g. `output,o:string`, `dry-run:string=none?unchanged`.
 */
import { fail, type Failure } from './failure.ts'

export type FlagType = 'string' | 'bool' | 'int' | 'strings' | 'list' | 'duration'

export interface Flag {
  name: string
  letter: string
  type: FlagType
  initial: string
  /** Value of a flag that stands alone; undefined: it wants a value. */
  bare: string | undefined
}

const NOTATION = /^([a-z0-9-]+)(?:,(\w))?:(string|bool|int|strings|list|duration)(?:=([^?]*))?(?:\?(.*))?$/

/** Reads the notation. */
export function parseFlag(notation: string): Flag {
  const found = NOTATION.exec(notation)
  if (found === null) throw new Error(`no flag notation: ${notation}`)
  const [, name = '', letter = '', type = 'string', initial, bare] = found
  const zero = type === 'bool' ? 'false' : type === 'int' ? '0' : type === 'duration' ? '0s' : ''
  return {
    name,
    letter,
    type: type as FlagType,
    initial: initial ?? zero,
    bare: bare ?? (type === 'bool' ? 'true' : undefined),
  }
}

/** Values of one command line. `strings` keep what was said; `list` are split at commas. */
export class Flags {
  private readonly said = new Map<string, string[]>()

  constructor(private readonly known: ReadonlyMap<string, Flag>) {}

  add(name: string, value: string): void {
    const values = this.said.get(name)
    if (values === undefined) this.said.set(name, [value])
    else values.push(value)
  }

  /** Whether the line has the flag. */
  has(name: string): boolean {
    return this.said.has(name)
  }

  /** Whether the command knows the flag at all. */
  knows(name: string): boolean {
    return this.known.has(name)
  }

  string(name: string): string {
    return this.said.get(name)?.at(-1) ?? this.known.get(name)?.initial ?? ''
  }

  bool(name: string): boolean {
    return TRUE.has(this.string(name))
  }

  int(name: string): number {
    return Number(this.string(name))
  }

  strings(name: string): string[] {
    return this.said.get(name) ?? []
  }

  list(name: string): string[] {
    return this.strings(name).flatMap((value) => csv(value))
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.string(name)) ?? 0
  }
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** One line of comma-separated values, with quotes as encoding/csv has them. */
export function csv(line: string): string[] {
  const out: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string
    if (quoted) {
      if (char !== '"') field += char
      else if (line[i + 1] === '"') {
        field += '"'
        i++
      } else quoted = false
    } else if (char === '"' && field === '') quoted = true
    else if (char === ',') {
      out.push(field)
      field = ''
    } else field += char
  }
  if (line !== '') out.push(field)
  return out
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** time.ParseDuration in milliseconds; undefined for what it refuses. */
export function parseDuration(words: string): number | undefined {
  const found = /^([-+]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(words)
  if (found === null) return words === '0' || words === '+0' || words === '-0' ? 0 : undefined
  let sum = 0
  for (const [, count, unit] of words.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Number(count) * (UNITS_MS[unit as string] as number)
  }
  return words.startsWith('-') ? -sum : sum
}

export interface ParsedLine {
  flags: Flags
  /** What is no flag, in order. */
  args: string[]
  /** How many arguments stood before `--`; -1 when there is none. */
  dashAt: number
}

/** Reads a command's words. @throws Failure with pflag's words */
export function parseFlags(notations: readonly string[], words: readonly string[], interspersed = true): ParsedLine {
  return new Reader(notations.map(parseFlag), words, interspersed).read()
}

class Reader {
  private readonly byName = new Map<string, Flag>()
  private readonly byLetter = new Map<string, Flag>()
  private readonly flags: Flags
  private readonly args: string[] = []
  private next = 0

  constructor(
    known: readonly Flag[],
    private readonly words: readonly string[],
    private readonly interspersed: boolean,
  ) {
    for (const flag of known) {
      this.byName.set(flag.name, flag)
      if (flag.letter !== '') this.byLetter.set(flag.letter, flag)
    }
    this.flags = new Flags(this.byName)
  }

  read(): ParsedLine {
    let dashAt = -1
    while (this.next < this.words.length) {
      const word = this.words[this.next++] as string
      if (word === '--') {
        dashAt = this.args.length
        this.args.push(...this.words.slice(this.next))
        break
      }
      if (word.startsWith('--')) this.long(word.slice(2))
      else if (word.startsWith('-') && word.length > 1) this.letters(word.slice(1))
      else {
        this.args.push(word)
        if (!this.interspersed) {
          this.args.push(...this.words.slice(this.next))
          break
        }
      }
    }
    return { flags: this.flags, args: this.args, dashAt }
  }

  private long(word: string): void {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    if (name === '' || name.startsWith('-')) throw fail(`bad flag syntax: --${word}`)
    const flag = this.byName.get(name)
    if (flag === undefined) throw fail(`unknown flag: --${name}`)
    if (equals >= 0) this.set(flag, word.slice(equals + 1))
    else if (flag.bare !== undefined) this.set(flag, flag.bare)
    else this.set(flag, this.value(`flag needs an argument: --${name}`))
  }

  private letters(group: string): void {
    for (let i = 0; i < group.length; i++) {
      const letter = group[i] as string
      const flag = this.byLetter.get(letter)
      if (flag === undefined) throw fail(`unknown shorthand flag: '${letter}' in -${group.slice(i)}`)
      if (group[i + 1] === '=') return this.set(flag, group.slice(i + 2))
      if (flag.bare !== undefined) this.set(flag, flag.bare)
      else if (i + 1 < group.length) return this.set(flag, group.slice(i + 1))
      else return this.set(flag, this.value(`flag needs an argument: '${letter}' in -${group.slice(i)}`))
    }
  }

  private value(otherwise: string): string {
    const word = this.words[this.next]
    if (word === undefined) throw fail(otherwise)
    this.next++
    return word
  }

  private set(flag: Flag, value: string): void {
    const wrong = problem(flag, value)
    if (wrong !== undefined) throw refuse(flag, value, wrong)
    this.flags.add(flag.name, value)
  }
}

function problem({ type }: Flag, value: string): string | undefined {
  if (type === 'bool' && !TRUE.has(value) && !FALSE.has(value)) {
    return `strconv.ParseBool: parsing "${value}": invalid syntax`
  }
  if (type === 'int' && !/^[-+]?\d+$/.test(value)) return `strconv.ParseInt: parsing "${value}": invalid syntax`
  if (type === 'duration' && parseDuration(value) === undefined) return `time: invalid duration "${value}"`
  return undefined
}

function refuse({ name, letter }: Flag, value: string, wrong: string): Failure {
  const shown = letter === '' ? `--${name}` : `-${letter}, --${name}`
  return fail(`invalid argument "${value}" for "${shown}" flag: ${wrong}`)
}
