/** Commands that read files or standard input piece by piece: what they share. */
import type { Call } from '../kernel/contract.ts'
import { CHUNK } from './call.ts'

interface Source<T> {
  /** Number of the file being read; files.length: all are read. */
  at: number
  /** Bytes of the file being read (not of standard input) and how far. */
  data: string | undefined
  from: number
  /** An unfinished line. */
  rest: string
  status: number
  inner: T
}

export interface LineFilter<T> {
  begin(): T
  /** One line, without its end; true when nothing more is wanted. */
  line(line: string, inner: T, call: Call, whole: boolean): boolean | void
  /** A file begins (its name as given; `-` for standard input). */
  file?(name: string, inner: T, call: Call): void
  /** All has been read; the exit status. */
  end(inner: T, call: Call, status: number): number
}

/** Lines put through in one go before others get a turn. */
const LINES_A_TURN = 4000

/** Reads the files (standard input when there are none) line by line. Run it again when it was blocked. */
export function filterLines<T>(call: Call, files: readonly string[], filter: LineFilter<T>): number {
  const names = files.length === 0 ? ['-'] : files
  const source = (call.state ?? {
    at: -1,
    data: undefined,
    from: 0,
    rest: '',
    status: 0,
    inner: filter.begin(),
  }) as Source<T>
  call.state = source
  if (source.at < 0) next(call, names, source, filter)
  let budget = LINES_A_TURN
  while (source.at < names.length) {
    const chunk = take(call, names, source)
    if (chunk === undefined) return call.waitInput()
    if (chunk === null) {
      if (source.rest !== '') {
        const last = source.rest
        source.rest = ''
        if (filter.line(last, source.inner, call, false) === true) break
      }
      next(call, names, source, filter)
      continue
    }
    const text = source.rest + chunk
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, end)
      from = end + 1
      budget--
      if (filter.line(line, source.inner, call, true) === true) {
        source.at = names.length
        source.rest = ''
        return filter.end(source.inner, call, source.status)
      }
    }
    source.rest = text.slice(from)
    if (budget <= 0 || call.outputIsFull) {
      call.kernel.charge(call.process, 2000)
      return -1
    }
  }
  return filter.end(source.inner, call, source.status)
}

/** Moves to the next file that can be read. */
function next<T>(call: Call, names: readonly string[], source: Source<T>, filter: LineFilter<T>): void {
  source.data = undefined
  source.from = 0
  while (++source.at < names.length) {
    const name = names[source.at] as string
    if (name !== '-') {
      source.data = call.contents(name)
      if (source.data === undefined) {
        source.status = 1
        continue
      }
    }
    filter.file?.(name, source.inner, call)
    return
  }
}

function take<T>(call: Call, names: readonly string[], source: Source<T>): string | null | undefined {
  if (names[source.at] === '-') return call.read()
  const chunk = (source.data as string).slice(source.from, source.from + CHUNK)
  source.from += chunk.length
  return chunk === '' ? null : chunk
}

/** Everything standard input has, once it is at its end; undefined: the command waits (return BLOCKED). */
export function slurp(call: Call, fd = 0): string | undefined {
  const parts = (call.state ?? []) as string[]
  call.state = parts
  for (;;) {
    const chunk = call.read(fd)
    if (chunk === undefined) {
      call.waitInput(fd)
      return undefined
    }
    if (chunk === null) return parts.join('')
    parts.push(chunk)
    if (parts.length % 64 === 0) call.kernel.checkMemory(call.container)
  }
}

/** Bytes of all files (standard input for `-` and for none); files that cannot be read are said. */
export function slurpFiles(call: Call, files: readonly string[]): { text: string; status: number } | undefined {
  const names = files.length === 0 ? ['-'] : files
  const input = names.includes('-') ? slurp(call) : ''
  if (input === undefined) return undefined
  let status = 0
  let text = ''
  for (const name of names) {
    const data = name === '-' ? input : call.contents(name)
    if (data === undefined) status = 1
    else text += data
  }
  return { text, status }
}

/** Lines of a text, without their ends. */
export function linesOf(text: string): string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
