/** The beginning and the end of files: head, tail. */
import type { Call, Command } from '../kernel/contract.ts'
import { FILES } from '../kernel/process.ts'
import { BLOCKED } from './command.ts'
import { filterLines, linesOf, slurpFiles } from './filter.ts'
import { readOptions } from './options.ts'
import { copy } from './textfilters.ts'

/** `-5` as `-n 5`. */
const oldStyle = (args: readonly string[]): string[] =>
  args.flatMap((arg, i) => {
    if (/^-[nc]$/.test(args[i - 1] ?? '')) return [arg]
    if (/^-\d+$/.test(arg)) return ['-n', arg.slice(1)]
    return /^\+\d+$/.test(arg) ? ['-n', arg] : [arg]
  })

const MULTIPLES: Record<string, number> = {
  b: 512,
  k: 1024,
  K: 1024,
  M: 1048576,
  G: 1073741824,
  kB: 1000,
  MB: 1e6,
  GB: 1e9,
}

/** `1k` → 1024. */
export function sizeNumber(text: string): number {
  const match = /^[-+]?(\d+)(b|kB|MB|GB|[kKMG])?(i?B)?$/.exec(text)
  return match === null ? Number.NaN : Number(match[1]) * (match[2] === undefined ? 1 : (MULTIPLES[match[2]] as number))
}

const header = (call: Call, name: string, first: boolean): void =>
  call.out(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`)

export const head: Command = {
  name: 'head',
  run(call) {
    const options = readOptions(call, 'n:c:qv', { lines: 'n:', bytes: 'c:', quiet: 'q' }, { args: oldStyle(call.args) })
    if (options === undefined) return 1
    const bytes = options.get('c')
    const text = bytes ?? options.get('n') ?? '10'
    const count = sizeNumber(text)
    if (Number.isNaN(count)) {
      call.warn(`invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: '${text}'`)
      return 1
    }
    if (bytes !== undefined && !text.startsWith('-')) return headBytes(call, options.words, count)
    const many = options.words.length > 1 && !options.has('q')
    if (text.startsWith('-')) return allBut(call, options.words, count, bytes !== undefined)
    return filterLines<{ left: number; files: number }>(call, options.words, {
      begin: () => ({ left: count, files: 0 }),
      file(name, inner, c) {
        if (many) header(c, name, inner.files === 0)
        inner.files++
        inner.left = count
      },
      line(line, inner, c, whole) {
        if (inner.left <= 0) return !many && options.words.length < 2
        inner.left--
        c.out(whole ? `${line}\n` : line)
        return inner.left === 0 && !many && options.words.length < 2
      },
      end: (_inner, _c, status) => status,
    })
  },
}

function headBytes(call: Call, files: readonly string[], count: number): number {
  const [file = '-'] = files
  if (file !== '-') {
    const special = /^\/dev\/(zero|u?random)$/.exec(file)
    const data =
      special === null
        ? call.contents(file)
        : special[1] === 'zero'
          ? '\0'.repeat(Math.min(count, 1 << 24))
          : call.kernel.randomBytes(call.container, Math.min(count, 1 << 20))
    if (data === undefined) return 1
    call.out(data.slice(0, count))
    return 0
  }
  const state = (call.state ?? { left: count }) as { left: number }
  call.state = state
  while (state.left > 0) {
    const chunk = call.read(0, Math.min(state.left, 65536))
    if (chunk === undefined) return call.waitInput()
    if (chunk === null) break
    state.left -= chunk.length
    call.out(chunk)
    if (call.outputIsFull && state.left > 0) return BLOCKED
    call.kernel.charge(call.process, 20)
    if (call.process.debt > 8000 && state.left > 0) return BLOCKED
  }
  return 0
}

function allBut(call: Call, files: readonly string[], count: number, bytes: boolean): number {
  const all = slurpFiles(call, files)
  if (all === undefined) return BLOCKED
  if (bytes) call.out(all.text.slice(0, Math.max(0, all.text.length - count)))
  else for (const line of linesOf(all.text).slice(0, count === 0 ? undefined : -count)) call.out(`${line}\n`)
  return all.status
}

export const tail: Command = {
  name: 'tail',
  run(call) {
    const options = readOptions(
      call,
      'n:c:fFqvs:',
      { lines: 'n:', bytes: 'c:', follow: 'f', pid: 'p:', retry: 'R' },
      { args: oldStyle(call.args) },
    )
    if (options === undefined) return 1
    if (options.has('f') || options.has('F')) return follow(call, options.words, options.get('n') ?? '10')
    const text = options.get('c') ?? options.get('n') ?? '10'
    const count = sizeNumber(text)
    const many = options.words.length > 1 && !options.has('q')
    if (many) {
      let status = 0
      for (const [i, name] of options.words.entries()) {
        const data = call.contents(name)
        if (data === undefined) {
          status = 1
          continue
        }
        header(call, name, i === 0)
        call.out(lastOf(data, text, count, options.has('c')))
      }
      return status
    }
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    call.out(lastOf(all.text, text, count, options.has('c')))
    return all.status
  },
}

function lastOf(data: string, text: string, count: number, bytes: boolean): string {
  const fromStart = text.startsWith('+')
  if (bytes) return fromStart ? data.slice(Math.max(0, count - 1)) : count === 0 ? '' : data.slice(-count)
  const lines = data.split(/(?<=\n)/)
  if (data === '') return ''
  return (fromStart ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count)).join('')
}

interface Following {
  /** Bytes shown of each file; -1 before it was met. */
  shown: number[]
}

/** Follows files for ever: looks again whenever their volume changes, and once a second for files that are not there. */
function follow(call: Call, files: readonly string[], text: string): number {
  const state = (call.state ?? { shown: files.map(() => -1) }) as Following
  call.state = state
  let volume = -1
  let missing = false
  files.forEach((name, i) => {
    const data = call.contents(name, () => {})
    if (data === undefined) {
      missing = true
      if (state.shown[i] === -1) call.err(`tail: cannot open '${name}' for reading: No such file or directory\n`)
      state.shown[i] = Math.max(state.shown[i] as number, 0)
      return
    }
    volume = call.files.maybe(name)?.volume ?? -1
    const shown = state.shown[i] as number
    if (shown < 0) call.out(lastOf(data, text, sizeNumber(text), false))
    else if (data.length < shown) call.out(data)
    else call.out(data.slice(shown))
    state.shown[i] = data.length
  })
  if (files.length === 0) return copy(call, files)
  if (missing) return call.sleepUntil(call.nowMs + 1000)
  call.waitFiles(volume)
  call.process.wait = FILES
  return BLOCKED
}
