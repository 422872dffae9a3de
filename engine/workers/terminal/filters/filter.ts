/** What filters share: files or standard input, and short options. */
import { type Io, instant, type Process, takeLines, wholeInput } from '../process.ts'
import type { Files } from '../../../kubectl/host.ts'

export interface FilterContext {
  files: Files
  /** It reads a pipe. */
  piped: boolean
}

/** Makes the process of a command line. */
export type Filter = (args: readonly string[], context: FilterContext) => Process

/** The text of the files named, or (none) the whole of standard input. */
export function overText(
  names: readonly string[],
  { files, piped }: FilterContext,
  name: string,
  act: (text: string, io: Io) => number,
): Process {
  if (names.length === 0 && !piped) return instant((io) => (io.err(`${name}: reads a pipe or a file\n`), 2))
  if (names.length === 0) {
    return {
      step(io) {
        const text = wholeInput(io)
        return text === undefined ? undefined : act(text, io)
      },
      stop: () => undefined,
    }
  }
  return instant((io) => {
    let all = ''
    for (const each of names) {
      const text = files.read(each)
      if (text === undefined) {
        io.err(`${name}: ${each}: No such file or directory\n`)
        return 1
      }
      all += text
    }
    return act(all, io)
  })
}

/** Line by line as they come. @param take whether to go on; @param end the status at the end */
export function overLines(
  names: readonly string[],
  context: FilterContext,
  name: string,
  take: (line: string, io: Io) => boolean,
  end: () => number,
): Process {
  if (names.length > 0 || !context.piped) {
    return overText(names, context, name, (text, io) => {
      for (const line of linesOf(text)) if (!take(line, io)) break
      return end()
    })
  }
  return {
    step(io) {
      for (const line of takeLines(io)) if (!take(line, io)) return end()
      return io.ended ? end() : undefined
    },
    stop: () => undefined,
  }
}

export const linesOf = (text: string): string[] =>
  text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')

export interface Options {
  flags: Set<string>
  values: Map<string, string>
  rest: string[]
}

/** Short options (and `--long`); `withValue` are letters that take one. `-5` is `-n 5`. */
export function options(args: readonly string[], withValue = ''): Options {
  const out: Options = { flags: new Set(), values: new Map(), rest: [] }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string
    if (arg === '--') {
      out.rest.push(...args.slice(at + 1))
      break
    }
    if (/^-\d+$/.test(arg)) out.values.set('n', arg.slice(1))
    else if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split('=')
      out.flags.add(name)
      if (value !== undefined) out.values.set(name, value)
    } else if (arg.startsWith('-') && arg.length > 1) at += letters(arg.slice(1), args[at + 1], withValue, out)
    else out.rest.push(arg)
  }
  return out
}

/** Reads a group of letters; whether the next word was taken. */
function letters(group: string, next: string | undefined, withValue: string, out: Options): number {
  for (let i = 0; i < group.length; i++) {
    const letter = group[i] as string
    if (!withValue.includes(letter)) {
      out.flags.add(letter)
      continue
    }
    const glued = group.slice(i + 1)
    out.values.set(letter, glued === '' ? (next ?? '') : glued)
    return glued === '' ? 1 : 0
  }
  return 0
}
