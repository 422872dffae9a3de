/** grep: patterns of a person run in re2js. */
import { RE2JS } from 're2js'
import { type Io, instant } from '../process.ts'
import { type Filter, options, overLines } from './filter.ts'

export const grep: Filter = (args, context) => {
  const { flags, values, rest } = options(args, 'eABC')
  const [first, ...names] = rest
  const pattern = values.get('e') ?? first
  if (pattern === undefined)
    return instant((io) => (io.err('usage: grep [-civnowEF] [-A N] [-B N] PATTERN [FILE…]\n'), 2))
  const files = values.has('e') ? rest : names
  const compiled = compile(pattern, flags)
  if (compiled === undefined) return instant((io) => (io.err(`grep: ${pattern}: invalid regular expression\n`), 2))
  const after = Number(values.get('A') ?? values.get('C') ?? 0)
  const before = Number(values.get('B') ?? values.get('C') ?? 0)
  let found = 0
  let number = 0
  let tailLeft = 0
  let kept: string[] = []
  const print = (io: Io, at: number, line: string, mark: string) =>
    io.out(`${flags.has('n') ? `${at}${mark}` : ''}${line}\n`)
  let last: Io | undefined
  return overLines(
    files,
    context,
    'grep',
    (line, io) => {
      last = io
      number++
      const hit = compiled.matcher(line).find() !== flags.has('v')
      if (hit) found++
      if (flags.has('q')) return !hit
      if (flags.has('c')) return true
      if (hit && flags.has('o') && !flags.has('v')) {
        const matcher = compiled.matcher(line)
        while (matcher.find()) io.out(`${matcher.group() ?? ''}\n`)
      } else if (hit) {
        for (const [at, each] of kept.entries()) print(io, number - kept.length + at, each, '-')
        kept = []
        print(io, number, line, ':')
        tailLeft = after
      } else if (tailLeft-- > 0) print(io, number, line, '-')
      else if (before > 0) kept = [...kept, line].slice(-before)
      return true
    },
    () => {
      if (flags.has('c')) last?.out(`${found}\n`)
      return found > 0 ? 0 : 1
    },
  )
}

function compile(pattern: string, flags: ReadonlySet<string>): RE2JS | undefined {
  let source = flags.has('F') ? RE2JS.quote(pattern) : flags.has('E') ? pattern : basic(pattern)
  if (flags.has('w')) source = `\\b(?:${source})\\b`
  if (flags.has('x')) source = `^(?:${source})$`
  try {
    return RE2JS.compile(source, flags.has('i') ? RE2JS.CASE_INSENSITIVE : 0)
  } catch {
    return undefined
  }
}

/** Basic syntax: `+ ? | ( ) { }` are letters unless a backslash stands before them. */
function basic(pattern: string): string {
  return pattern.replace(/\\?[+?|(){}]/g, (found) => (found.startsWith('\\') ? found.slice(1) : `\\${found}`))
}
