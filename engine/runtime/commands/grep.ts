/** grep, egrep and fgrep. */
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { busyboxUsage } from './busyboxusage.ts'
import { BLOCKED } from './command.ts'
import { filterLines, linesOf, slurp } from './filter.ts'
import { type Options, readOptions } from './options.ts'
import { BadPattern, compileRegex, type Regex } from './regex.ts'
import { matches } from '../shell/pattern.ts'

interface Counting {
  name: string
  number: number
  hits: number
  found: boolean
  /** Lines before, for -B; lines still to show, for -A. */
  before: string[]
  after: number
  lastShown: number
}

const LONG = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'ignore-case': 'i',
  'invert-match': 'v',
  count: 'c',
  quiet: 'q',
  silent: 'q',
  'line-number': 'n',
  'only-matching': 'o',
  'no-messages': 's',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  regexp: 'e:',
  file: 'f:',
  recursive: 'r',
  'max-count': 'm:',
  'no-filename': 'h',
  'with-filename': 'H',
  'after-context': 'A:',
  'before-context': 'B:',
  context: 'C:',
  color: 'k',
  colour: 'k',
  include: 'I:',
  exclude: 'X:',
  'line-buffered': 'U',
  text: 'a',
  'perl-regexp': 'P',
}

const make = (name: string, kind: string): Command => ({
  name,
  run(call) {
    const options = readOptions(call, 'EFGPivcqnosawxlLe:f:rRm:hHA:B:C:zUb', LONG)
    if (options === undefined) return 2
    if (options.all('f').includes('-')) return withListFromInput(call, (list) => searchFor(call, options, kind, list))
    return searchFor(call, options, kind, '')
  },
})

/** `-f -`: the patterns come first, and what the search keeps while it waits stands beside them. */
function withListFromInput(call: Call, act: (list: string) => number): number {
  const state = (call.state ?? {}) as { parts?: unknown; list?: string; inner?: unknown }
  call.state = state.parts
  state.list ??= slurp(call)
  state.parts = call.state
  let status = BLOCKED
  if (state.list !== undefined) {
    call.state = state.inner
    status = act(state.list)
    state.inner = call.state
  }
  call.state = state
  return status
}

function searchFor(call: Call, options: Options, kind: string, list: string): number {
  const words = [...options.words]
  const patterns = patternsOf(call, options, words, list)
  if (patterns === undefined) {
    const busybox = call.flavour === 'busybox' ? busyboxUsage('grep') : undefined
    call.err(busybox ?? `Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`)
    return 2
  }
  const regex = regexOf(
    call,
    options,
    patterns,
    options.has('P') ? 'P' : options.has('E') ? 'E' : options.has('F') ? 'F' : options.has('G') ? 'G' : kind,
  )
  if (regex === undefined) return 2
  return search(call, options, filesOf(call, options, words), regex)
}

function patternsOf(call: Call, options: Options, words: string[], input: string): string[] | undefined {
  const given = options.all('e')
  for (const file of options.all('f')) given.push(...linesOf(file === '-' ? input : (call.contents(file) ?? '')))
  if (given.length > 0 || options.has('f')) return given.flatMap((p) => p.split('\n'))
  const [first] = words
  if (first === undefined) return undefined
  words.shift()
  return first.split('\n')
}

function regexOf(call: Call, options: Options, patterns: readonly string[], kind: string): Regex | undefined {
  try {
    const parts = patterns.map((pattern) => {
      if (kind === 'F') return pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      return pattern
    })
    const open = kind === 'G' ? '\\(' : '('
    const close = kind === 'G' ? '\\)' : ')'
    // A group of ours moves the numbers of back references; without one an alternative would reach too far.
    const group = (part: string) => (kind === 'P' ? `(?:${part})` : /\\[1-9]/.test(part) ? part : open + part + close)
    const wrap = (part: string) =>
      options.has('x') ? `^${group(part)}$` : options.has('w') ? `\\b${group(part)}\\b` : part
    const joined =
      parts.length === 1
        ? wrap(parts[0] as string)
        : parts.map((part) => group(wrap(part))).join(kind === 'G' ? '\\|' : '|')
    return compileRegex(joined, kind === 'G' ? 'basic' : kind === 'P' ? 'perl' : 'extended', {
      ignoreCase: options.has('i'),
    })
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error
    call.warn(patternTrouble(patterns, kind, call.flavour))
    return undefined
  }
}

function patternTrouble(patterns: readonly string[], kind: string, flavour: string): string {
  const open = patterns.find((p) => (p.match(/\[/g) ?? []).length > (p.match(/\]/g) ?? []).length)
  if (flavour === 'busybox')
    return `bad regex '${patterns[0]}': ${open === undefined ? 'Unmatched ( or \\(' : 'Unmatched [, [^, [:, [., or [='}`
  // A lone bracket is said by the compiler of the simple patterns, which has one message.
  if (open !== undefined) return open === '[' ? 'Invalid regular expression' : 'Unmatched [, [^, [:, [., or [='
  return kind === 'E' || patterns.some((p) => p.includes('\\(')) ? 'Unmatched ( or \\(' : 'Invalid regular expression'
}

/** Files to search; directories below with -r. */
function filesOf(call: Call, options: Options, words: readonly string[]): string[] {
  if (!options.has('r') && !options.has('R')) return [...words]
  const out: string[] = []
  const visit = (path: string): void => {
    const at = call.files.maybe(path)
    if (at?.inode.kind !== 'directory') {
      const base = path.slice(path.lastIndexOf('/') + 1)
      const include = options.all('I')
      if (
        (include.length === 0 || include.some((p) => matches(p, base))) &&
        !options.all('X').some((p) => matches(p, base))
      )
        out.push(path)
      return
    }
    for (const name of attempt(() => call.files.list(path)).value ?? [])
      visit(path === '.' && words.length === 0 ? name : `${path.replace(/\/$/, '')}/${name}`)
  }
  for (const word of words.length === 0 ? ['.'] : words) visit(word)
  return out
}

function search(call: Call, options: Options, files: readonly string[], regex: Regex): number {
  const many = (files.length > 1 || options.has('r') || options.has('R') || options.has('H')) && !options.has('h')
  const quiet = options.has('q')
  const limit = Number(options.get('m') ?? Number.POSITIVE_INFINITY)
  const context = Number(options.get('C') ?? 0)
  const after = Number(options.get('A') ?? context)
  const before = Number(options.get('B') ?? context)
  const mark = (inner: Counting, sign: string, n: number) =>
    `${many ? `${inner.name}${sign}` : ''}${options.has('n') ? `${n}${sign}` : ''}`
  const close = (inner: Counting, c: Call): void => {
    if (inner.name === '' || quiet) return
    if (options.has('c')) c.out(`${many ? `${inner.name}:` : ''}${inner.hits}\n`)
    if (options.has('l') && inner.hits > 0) c.out(`${inner.name}\n`)
    if (options.has('L') && inner.hits === 0) c.out(`${inner.name}\n`)
  }
  const silent = options.has('c') || options.has('l') || options.has('L') || quiet
  const readable = files.filter((name) => readableFile(call, name, options))
  if (files.length > 0 && readable.length === 0) return 2
  return filterLines<Counting>(call, readable, {
    begin: () => ({ name: '', number: 0, hits: 0, found: false, before: [], after: 0, lastShown: 0 }),
    file(name, inner, c) {
      close(inner, c)
      Object.assign(inner, {
        name: name === '-' ? '(standard input)' : name,
        number: 0,
        hits: 0,
        before: [],
        after: 0,
        lastShown: 0,
      })
    },
    line(line, inner, c) {
      inner.number++
      const hit = inner.hits < limit && regex.matcher(line).find() !== options.has('v')
      if (!hit) {
        if (inner.after > 0 && !silent) {
          inner.after--
          c.out(`${mark(inner, '-', inner.number)}${line}\n`)
          inner.lastShown = inner.number
        } else if (before > 0) inner.before = [...inner.before, line].slice(-before)
        return inner.hits >= limit && inner.after === 0 && readable.length < 2
      }
      inner.hits++
      inner.found = true
      if (quiet) return true
      if (silent) return false
      const first = inner.number - inner.before.length
      if ((before > 0 || after > 0) && inner.lastShown > 0 && first > inner.lastShown + 1) c.out('--\n')
      inner.before.forEach((text, i) => c.out(`${mark(inner, '-', first + i)}${text}\n`))
      inner.before = []
      inner.after = after
      inner.lastShown = inner.number
      if (options.has('o')) showParts(c, regex, line, mark(inner, ':', inner.number), options.has('v'))
      else c.out(`${mark(inner, ':', inner.number)}${line}\n`)
      return inner.hits >= limit && after === 0 && readable.length < 2
    },
    end(inner, c, status) {
      close(inner, c)
      const trouble = status !== 0 || readable.length < files.length
      if (inner.found && (quiet || !trouble)) return 0
      return trouble ? 2 : 1
    },
  })
}

function readableFile(call: Call, name: string, options: Options): boolean {
  if (name === '-' || name.startsWith('/dev/')) return true
  const { value, errno } = attempt(() => call.files.find(name))
  if (value?.inode.kind === 'directory') {
    if (!options.has('s')) call.warn(`${name}: Is a directory`)
    return false
  }
  if (errno === undefined) return true
  if (!options.has('s')) call.warn(`${name}: ${strerror(errno)}`)
  return false
}

function showParts(call: Call, regex: Regex, line: string, mark: string, inverted: boolean): void {
  if (inverted) return
  const matcher = regex.matcher(line)
  while (matcher.find()) if (matcher.end() > matcher.start()) call.out(`${mark}${matcher.group() ?? ''}\n`)
}

export const grep = make('grep', 'G')
export const egrep = make('egrep', 'E')
export const fgrep = make('fgrep', 'F')
