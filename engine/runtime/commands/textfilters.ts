/** Filters over lines: cat, wc, uniq, comm, tac, rev, nl, fold, shuf; tee and yes. */
import { attempt, strerror } from '../files/errno.ts'
import type { Call, Command } from '../kernel/contract.ts'
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
      'show-tabs': 'T',
      'show-nonprinting': 'v',
    })
    if (options === undefined) return 1
    const numbers = options.has('n') || options.has('b')
    const tabs = options.has('A') || options.has('T') || options.has('t')
    const ends = options.has('A') || options.has('E') || options.has('e')
    const nonprinting = options.has('A') || options.has('v') || options.has('t') || options.has('e')
    if (!numbers && !tabs && !ends && !nonprinting && !options.has('s')) return copy(call, options.words)
    return filterLines<{ n: number; blank: boolean }>(call, options.words, {
      begin: () => ({ n: 0, blank: false }),
      line(line, inner, c, whole) {
        if (options.has('s') && line === '' && inner.blank) return
        inner.blank = line === ''
        const numbered = options.has('b') ? line !== '' : options.has('n')
        const visible = nonprinting ? line.replace(UNPRINTABLE, caret) : line
        const shown = tabs ? visible.replaceAll('\t', '^I') : visible
        c.out(`${numbered ? `${String(++inner.n).padStart(6)}\t` : ''}${shown}${whole ? `${ends ? '$' : ''}\n` : ''}`)
      },
      end: (_inner, _c, status) => status,
    })
  },
}

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\xff]/g

/** `^X` and `M-X`, as cat -v shows what does not print. */
function caret(char: string): string {
  const code = char.charCodeAt(0)
  const low = code & 127
  const shown = low === 127 ? '^?' : low < 32 ? `^${String.fromCharCode(low + 64)}` : String.fromCharCode(low)
  return code < 128 ? shown : `M-${shown}`
}

/** Bytes as they come. */
export function copy(call: Call, files: readonly string[]): number {
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

export function inputOf(call: Call): string | undefined {
  const all = slurpFiles(call, [])
  return all?.text
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

/** Lines backwards: one that had no end still has none, wherever it stands then. */
export const tac: Command = {
  name: 'tac',
  run(call) {
    const options = readOptions(call, '')
    if (options === undefined) return 1
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    const lines = linesOf(all.text).map((line) => `${line}\n`)
    if (lines.length > 0 && !all.text.endsWith('\n')) lines.push((lines.pop() as string).slice(0, -1))
    call.out(lines.reverse().join(''))
    return all.status
  },
}

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

/** The descriptor that a path names, as `>(…)` passes it. */
function openDescriptor(path: string): number | undefined {
  const [, number] = /^\/dev\/fd\/(\d+)$/.exec(path) ?? []
  if (number !== undefined) return Number(number)
  return path === '/dev/stdout' ? 1 : path === '/dev/stderr' ? 2 : undefined
}

export const tee: Command = {
  name: 'tee',
  run(call) {
    const options = readOptions(call, 'ai', { append: 'a' })
    if (options === undefined) return 1
    const { files } = call
    const begun = call.state !== undefined
    const state = (call.state ?? { status: 0 }) as { status: number }
    call.state = state
    if (!begun) {
      for (const name of options.words) {
        if (openDescriptor(name) !== undefined) continue
        const { errno } = attempt(() => files.write(name, '', options.has('a')))
        if (errno === undefined) continue
        call.warn(`${name}: ${strerror(errno)}`)
        state.status = 1
      }
    }
    for (;;) {
      const chunk = call.read()
      if (chunk === undefined) return call.waitInput()
      if (chunk === null) return state.status
      call.out(chunk)
      for (const name of options.words) {
        const fd = openDescriptor(name)
        if (fd !== undefined) {
          call.write(fd, chunk)
          continue
        }
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
