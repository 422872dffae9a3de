/** Filters over lines: head, tail, wc, cut, uniq, tac, rev, nl, fold, paste, comm. */
import type { Call, Command } from '../kernel/contract.ts'
import { FILES } from '../kernel/process.ts'
import { BLOCKED } from './command.ts'
import { filterLines, linesOf, slurpFiles } from './filter.ts'
import { readOptions } from './options.ts'

export const cat: Command = {
  name: 'cat',
  run(call) {
    const options = readOptions(call, 'uAnbsETtve', {
      number: 'n',
      'show-all': 'A',
      'show-ends': 'E',
      'number-nonblank': 'b',
      'squeeze-blank': 's',
    })
    if (options === undefined) return 1
    const numbers = options.has('n') || options.has('b')
    if (!numbers && !options.has('A') && !options.has('E') && !options.has('s') && !options.has('e'))
      return copy(call, options.words)
    return filterLines<{ n: number; blank: boolean }>(call, options.words, {
      begin: () => ({ n: 0, blank: false }),
      line(line, inner, c, whole) {
        if (options.has('s') && line === '' && inner.blank) return
        inner.blank = line === ''
        const numbered = options.has('b') ? line !== '' : options.has('n')
        const shown = options.has('A') ? line.replace(/\t/g, '^I') : line
        const ends = options.has('A') || options.has('E') || options.has('e') ? '$' : ''
        c.out(`${numbered ? `${String(++inner.n).padStart(6)}\t` : ''}${shown}${whole ? `${ends}\n` : ''}`)
      },
      end: (_inner, _c, status) => status,
    })
  },
}

/** Bytes as they come. */
function copy(call: Call, files: readonly string[]): number {
  const names = files.length === 0 ? ['-'] : files
  const state = (call.state ?? { at: 0, status: 0 }) as { at: number; status: number }
  call.state = state
  for (; state.at < names.length; state.at++) {
    const name = names[state.at] as string
    if (name !== '-') {
      const data = call.contents(name)
      if (data === undefined) state.status = 1
      else call.out(data)
      if (call.brokenPipe) return 1
      continue
    }
    for (;;) {
      const chunk = call.read()
      if (chunk === undefined) return call.waitInput()
      if (chunk === null) break
      call.out(chunk)
      if (call.brokenPipe || call.outputIsFull) return BLOCKED
    }
  }
  return state.status
}

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

export const wc: Command = {
  name: 'wc',
  run(call) {
    const options = readOptions(call, 'lwcmL', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' })
    if (options === undefined) return 1
    const names = options.words
    const state = (call.state ?? { parts: undefined }) as object
    void state
    const input = names.length === 0 || names.includes('-') ? inputOf(call) : ''
    if (input === undefined) return BLOCKED
    const wanted = ['l', 'w', 'c'].filter((o) => options.has(o) || (o === 'c' && options.has('m')))
    const columns = wanted.length > 0 ? wanted : options.has('L') ? [] : ['l', 'w', 'c']
    let status = 0
    const rows: [number[], string][] = []
    const total = [0, 0, 0, 0]
    for (const name of names.length === 0 ? [''] : names) {
      const data = name === '' || name === '-' ? input : call.contents(name)
      if (data === undefined) {
        status = 1
        continue
      }
      const counts = [
        data.split('\n').length - 1,
        data.split(/[ \t\n\r\f\v]+/).filter((w) => w !== '').length,
        data.length,
        longest(data),
      ]
      counts.forEach(
        (n, i) => (total[i] = (i === 3 ? Math.max : (a: number, b: number) => a + b)(total[i] as number, n)),
      )
      rows.push([counts, name])
    }
    if (names.length > 1) rows.push([total, 'total'])
    const indexes = [...columns.map((o) => 'lwc'.indexOf(o)), ...(options.has('L') ? [3] : [])]
    const single = indexes.length === 1 && rows.length === 1
    const width = single
      ? 1
      : names.length === 0 || names.includes('-')
        ? call.flavour === 'gnu'
          ? 7
          : 9
        : call.flavour === 'gnu'
          ? Math.max(...total.map((n) => String(n).length))
          : 9
    for (const [counts, name] of rows) {
      const numbers = indexes.map((i) => String(counts[i]).padStart(width)).join(' ')
      call.out(`${numbers}${name === '' ? '' : ` ${name}`}\n`)
    }
    return status
  },
}

const longest = (data: string): number => Math.max(0, ...data.split('\n').map((line) => line.length))

function inputOf(call: Call): string | undefined {
  const all = slurpFiles(call, [])
  return all?.text
}

/** `1,3-5,7-` as a test of numbers from 1. */
function ranges(text: string): [number, number][] | undefined {
  const parts: [number, number][] = []
  for (const part of text.split(',')) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part)
    if (match === null || part === '' || part === '-') return undefined
    const from = match[1] === '' ? 1 : Number(match[1])
    parts.push([from, match[2] === '' ? from : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])])
  }
  return parts.sort((a, b) => a[0] - b[0])
}

export const cut: Command = {
  name: 'cut',
  run(call) {
    const options = readOptions(call, 'b:c:f:d:sn', {
      bytes: 'b:',
      characters: 'c:',
      fields: 'f:',
      delimiter: 'd:',
      'only-delimited': 's',
      complement: 'C',
      'output-delimiter': 'o:',
    })
    if (options === undefined) return 1
    const list = options.get('b') ?? options.get('c') ?? options.get('f')
    const parts = list === undefined ? undefined : ranges(list)
    if (parts === undefined) {
      call.warn(list === undefined ? 'you must specify a list of bytes, characters, or fields' : 'invalid field range')
      if (call.flavour === 'gnu') call.err("Try 'cut --help' for more information.\n")
      return 1
    }
    const delimiter = options.get('d') ?? '\t'
    const inside = (n: number) => parts.some(([from, to]) => n >= from && n <= to) !== options.has('C')
    const join = options.get('o')
    return filterLines(call, options.words, {
      begin: () => null,
      line(line, _inner, c) {
        if (!options.has('f')) {
          c.out(`${[...line].filter((_, i) => inside(i + 1)).join(join === undefined ? '' : join)}\n`)
          return
        }
        const fields = line.split(delimiter)
        if (fields.length > 1) c.out(`${fields.filter((_, i) => inside(i + 1)).join(join ?? delimiter)}\n`)
        else if (!options.has('s')) c.out(`${line}\n`)
      },
      end: (_inner, _c, status) => status,
    })
  },
}

interface Group {
  key: string | undefined
  line: string
  count: number
}

export const uniq: Command = {
  name: 'uniq',
  run(call) {
    const options = readOptions(call, 'cduif:s:w:', {
      count: 'c',
      repeated: 'd',
      unique: 'u',
      'ignore-case': 'i',
      'skip-fields': 'f:',
      'skip-chars': 's:',
      'check-chars': 'w:',
    })
    if (options === undefined) return 1
    const keyOf = (line: string): string => {
      let key = line
      for (let n = Number(options.get('f') ?? 0); n > 0; n--) key = key.replace(/^[ \t]*[^ \t]*/, '')
      key = key.slice(Number(options.get('s') ?? 0))
      if (options.has('w')) key = key.slice(0, Number(options.get('w')))
      return options.has('i') ? key.toLowerCase() : key
    }
    const flush = (group: Group, c: Call): void => {
      if (group.key === undefined || (options.has('d') && group.count < 2) || (options.has('u') && group.count > 1))
        return
      c.out(`${options.has('c') ? `${String(group.count).padStart(7)} ` : ''}${group.line}\n`)
    }
    return filterLines<Group>(call, options.words.slice(0, 1), {
      begin: () => ({ key: undefined, line: '', count: 0 }),
      line(line, group, c) {
        const key = keyOf(line)
        if (key === group.key) {
          group.count++
          return
        }
        flush(group, c)
        Object.assign(group, { key, line, count: 1 })
      },
      end(group, c, status) {
        flush(group, c)
        return status
      },
    })
  },
}

/** A command that turns all its input into all its output. */
const whole = (
  name: string,
  spec: string,
  make: (lines: string[], call: Call, get: (o: string) => string | undefined) => string[],
): Command => ({
  name,
  run(call) {
    const options = readOptions(call, spec)
    if (options === undefined) return 1
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    call.out(
      make(linesOf(all.text), call, (o) => options.get(o))
        .map((line) => `${line}\n`)
        .join(''),
    )
    return all.status
  },
})

export const tac = whole('tac', '', (lines) => lines.reverse())
export const rev = whole('rev', '', (lines) => lines.map((line) => [...line].reverse().join('')))
export const nl = whole('nl', 'b:w:s:v:n:', (lines, _call, get) => {
  let n = Number(get('v') ?? 1)
  return lines.map((line) =>
    line === '' && get('b') !== 'a'
      ? '       '
      : `${String(n++).padStart(Number(get('w') ?? 6))}${get('s') ?? '\t'}${line}`,
  )
})
export const fold = whole('fold', 'w:sb', (lines, _call, get) => {
  const width = Math.max(1, Number(get('w') ?? 80))
  return lines.flatMap((line) => {
    const parts: string[] = []
    let rest = line
    while (rest.length > width) {
      const space = get('s') === undefined ? -1 : rest.slice(0, width).lastIndexOf(' ')
      const at = space > 0 ? space + 1 : width
      parts.push(rest.slice(0, at))
      rest = rest.slice(at)
    }
    return [...parts, rest]
  })
})
export const shuf = whole('shuf', 'n:ei:', (lines, call, get) => {
  const range = /^(\d+)-(\d+)$/.exec(get('i') ?? '')
  const items =
    range === null
      ? lines
      : Array.from({ length: Math.min(100_000, Number(range[2]) - Number(range[1]) + 1) }, (_, i) =>
          String(Number(range[1]) + i),
        )
  for (let i = items.length - 1; i > 0; i--) {
    const j = call.kernel.randomBits(call.container) % (i + 1)
    ;[items[i], items[j]] = [items[j] as string, items[i] as string]
  }
  return items.slice(0, get('n') === undefined ? undefined : Number(get('n')))
})

export const paste: Command = {
  name: 'paste',
  run(call) {
    const options = readOptions(call, 'd:s', { delimiters: 'd:', serial: 's' })
    if (options === undefined) return 1
    const delimiters = (options.get('d') ?? '\t').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\x01')
    const input = options.words.includes('-') || options.words.length === 0 ? inputOf(call) : ''
    if (input === undefined) return BLOCKED
    const names = options.words.length === 0 ? ['-'] : options.words
    const dashes = names.filter((name) => name === '-').length
    let seen = 0
    const columns = names.map((name) => {
      if (name !== '-') return linesOf(call.contents(name) ?? '')
      const nth = seen++
      return linesOf(input).filter((_, i) => options.has('s') || i % dashes === nth)
    })
    const join = (cells: readonly string[]) =>
      cells
        .map((cell, i) => (i === 0 ? cell : (delimiters[(i - 1) % delimiters.length] ?? '').replace('\x01', '') + cell))
        .join('')
    if (options.has('s')) for (const column of columns) call.out(`${join(column)}\n`)
    else {
      const rows = Math.max(...columns.map((column) => column.length))
      for (let i = 0; i < rows; i++) call.out(`${join(columns.map((column) => column[i] ?? ''))}\n`)
    }
    return 0
  },
}

export const comm: Command = {
  name: 'comm',
  run(call) {
    const options = readOptions(call, '123')
    if (options === undefined) return 1
    const input = options.words.includes('-') ? inputOf(call) : ''
    if (input === undefined) return BLOCKED
    const [a = [], b = []] = options.words.map((name) => linesOf(name === '-' ? input : (call.contents(name) ?? '')))
    const columns = [1, 2, 3].filter((n) => !options.has(String(n)))
    const show = (n: number, line: string): void => {
      if (columns.includes(n)) call.out(`${'\t'.repeat(columns.indexOf(n))}${line}\n`)
    }
    let i = 0
    let j = 0
    while (i < a.length || j < b.length) {
      const left = a[i]
      const right = b[j]
      if (left !== undefined && (right === undefined || left < right)) {
        show(1, left)
        i++
      } else if (right !== undefined && (left === undefined || right < left)) {
        show(2, right)
        j++
      } else {
        show(3, left as string)
        i++
        j++
      }
    }
    return 0
  },
}

export const tee: Command = {
  name: 'tee',
  run(call) {
    const options = readOptions(call, 'ai', { append: 'a' })
    if (options === undefined) return 1
    const { files } = call
    if (call.state === undefined) {
      call.state = { begun: true }
      for (const name of options.words) {
        try {
          files.write(name, '', options.has('a'))
        } catch (error) {
          call.warn(`${name}: ${(error as Error).message}`)
        }
      }
    }
    for (;;) {
      const chunk = call.read()
      if (chunk === undefined) return call.waitInput()
      if (chunk === null) return 0
      call.out(chunk)
      for (const name of options.words) {
        try {
          files.write(name, chunk, true)
        } catch {
          // Said when it was opened.
        }
      }
      if (call.outputIsFull) return BLOCKED
    }
  },
}

export const yes: Command = {
  name: 'yes',
  run(call) {
    const line = `${call.args.length === 0 ? 'y' : call.args.join(' ')}\n`
    call.out(line.repeat(Math.max(1, Math.floor(16384 / line.length))))
    call.kernel.charge(call.process, 500)
    return BLOCKED
  },
}
