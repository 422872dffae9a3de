/** Commands about users, machines, processes: id, uname, ps, env, seq, expr and their like. */
import { attempt, strerror } from '../files/errno.ts'
import { evaluate as evaluateArithmetic } from '../shell/arithmetic.ts'
import type { Call } from './call.ts'
import { BLOCKED, type Command } from './command.ts'
import { durationMs } from './sleep.ts'
import { signalNumber } from '../kernel/signals.ts'
import { humanSize, ownerName } from './ls.ts'
import { floatText } from './floats.ts'
import { bytesOf } from './filecommands.ts'
import { readOptions } from './options.ts'
import { strftime } from './strftime.ts'
import { BadPattern, compileRegex } from './regex.ts'
import { ZEROS } from '../files/view.ts'

const simple = (name: string, run: (call: Call) => number): Command => ({ name, run })

const trueCommand = simple('true', () => 0)
const falseCommand = simple('false', () => 1)

const id = simple('id', (call) => {
  const options = readOptions(call, 'ugGnr', { user: 'u', group: 'g', groups: 'G', name: 'n' })
  if (options === undefined) return 1
  const { uid, gid, groups } = call.process.credentials
  const named = options.has('n')
  const user = named ? ownerName(call, uid, '/etc/passwd') : String(uid)
  const all = [gid, ...groups.filter((g) => g !== gid)]
  if (options.has('u')) call.out(`${user}\n`)
  else if (options.has('g')) call.out(`${named ? ownerName(call, gid, '/etc/group') : gid}\n`)
  else if (options.has('G')) call.out(`${all.map((g) => (named ? ownerName(call, g, '/etc/group') : g)).join(' ')}\n`)
  else {
    const tag = (n: number, file: '/etc/passwd' | '/etc/group') => {
      const name = ownerName(call, n, file)
      return name === String(n) ? String(n) : `${n}(${name})`
    }
    call.out(
      `uid=${tag(uid, '/etc/passwd')} gid=${tag(gid, '/etc/group')} groups=${all.map((g) => tag(g, '/etc/group')).join(',')}\n`,
    )
  }
  return 0
})

const whoami = simple('whoami', (call) => {
  const { uid } = call.process.credentials
  const name = ownerName(call, uid, '/etc/passwd')
  if (name === String(uid)) {
    call.warn(call.flavour === 'gnu' ? `cannot find name for user ID ${uid}` : `unknown uid ${uid}`)
    return 1
  }
  call.out(`${name}\n`)
  return 0
})

const hostname = simple('hostname', (call) => {
  const { spec } = call.container
  if (call.args.includes('-i') || call.args.includes('-I'))
    call.out(`${spec.podIP}${call.args.includes('-I') ? ' ' : ''}\n`)
  else call.out(`${spec.hostname ?? spec.podName}\n`)
  return 0
})

const uname = simple('uname', (call) => {
  const options = readOptions(call, 'asnrvmpio', { all: 'a' })
  if (options === undefined) return 1
  const { spec } = call.container
  const parts: [string, string][] = [
    ['s', 'Linux'],
    ['n', spec.hostname ?? spec.podName],
    ['r', '6.1.0-drydock'],
    ['v', '#1 SMP'],
    ['m', 'x86_64'],
    ['o', call.flavour === 'gnu' ? 'GNU/Linux' : 'Linux'],
  ]
  const wanted = options.has('a') ? parts : parts.filter(([letter]) => options.has(letter))
  call.out(`${(wanted.length > 0 ? wanted : parts.slice(0, 1)).map(([, text]) => text).join(' ')}\n`)
  return 0
})

const arch = simple('arch', (call) => (call.out('x86_64\n'), 0))
const nproc = simple('nproc', (call) => (call.out('4\n'), 0))
const tty = simple('tty', (call) => {
  const is = call.isTerminal(0)
  call.out(is ? '/dev/pts/0\n' : 'not a tty\n')
  return is ? 0 : 1
})
const sync = simple('sync', () => 0)
const clear = simple('clear', (call) => (call.out('\x1b[H\x1b[2J\x1b[3J'), 0))
const uptime = simple('uptime', (call) => {
  const minutes = Math.floor(call.nowMs / 60_000)
  call.out(
    ` ${strftime('%H:%M:%S', call.unixMs)} up ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')},  0 users,  load average: 0.00, 0.00, 0.00\n`,
  )
  return 0
})

const printenv = simple('printenv', (call) => {
  const names = call.args.filter((word) => !word.startsWith('-'))
  const variables = call.environment()
  if (names.length === 0) for (const [name, value] of variables) call.out(`${name}=${value}\n`)
  let status = 0
  for (const name of names) {
    const value = variables.get(name)
    if (value === undefined) status = 1
    else call.out(`${value}\n`)
  }
  return status
})

const which = simple('which', (call) => {
  let status = 0
  for (const name of call.args.filter((word) => !word.startsWith('-'))) {
    const resolved = call.kernel.resolve(call.container, call.process, name, call.env('PATH'))
    if ('found' in resolved) call.out(`${resolved.path}\n`)
    else status = 1
  }
  return status
})

// ---------------------------------------------------------------------------------------------------- running others

/** Runs a command as a child and takes over its status. */
function runChild(call: Call, argv: readonly string[], env?: ReadonlyMap<string, string>): number {
  if (call.state === undefined) {
    const { pid, status } = call.spawn(argv, env === undefined ? {} : { env })
    if (pid < 0) return status
    call.state = { pid }
    return call.waitChild()
  }
  return call.reap((call.state as { pid: number }).pid) ?? call.waitChild()
}

const env = simple('env', (call) => {
  const { args } = call
  const variables = call.environment()
  let i = 0
  for (; i < args.length; i++) {
    const word = args[i] as string
    if (word === '-i' || word === '-' || word === '--ignore-environment') variables.clear()
    else if (word === '-u') variables.delete(args[++i] ?? '')
    else if (word === '--') {
      i++
      break
    } else if (word.includes('=')) {
      const equals = word.indexOf('=')
      variables.set(word.slice(0, equals), word.slice(equals + 1))
    } else if (!word.startsWith('-')) break
  }
  const argv = args.slice(i)
  if (argv.length > 0) return runChild(call, argv, variables)
  for (const [name, value] of variables) call.out(`${name}=${value}\n`)
  return 0
})

const plainly = (name: string, skip: (args: string[]) => string[]): Command =>
  simple(name, (call) => {
    const argv = skip(call.args)
    return argv.length === 0 ? 0 : runChild(call, argv)
  })

const nohup = plainly('nohup', (args) => args)
const setsid = plainly('setsid', (args) => args.filter((word, i) => i > 0 || !word.startsWith('-')))
const nice = plainly('nice', (args) =>
  args[0] === '-n' ? args.slice(2) : args[0]?.startsWith('-') ? args.slice(1) : args,
)
const stdbuf = plainly('stdbuf', (args) => args.slice(args.findIndex((word) => !word.startsWith('-'))))
const tini = plainly('tini', (args) => args.slice(args[0] === '--' ? 1 : args[0] === '-g' ? 2 : 0))
const flock = simple('flock', (call) => {
  const words = call.args.filter((word) => !/^-[nxseu]$/.test(word))
  const [, option, ...rest] = words
  if (option === '-c') return runChild(call, ['sh', '-c', rest.join(' ')])
  return option === undefined ? 0 : runChild(call, words.slice(1))
})

interface Timing {
  pid: number
  untilMs: number
  killAtMs: number
  timedOut: boolean
}

const timeout = simple('timeout', (call) => {
  const state = call.state as Timing | undefined
  if (state === undefined) {
    const options = readOptions(
      call,
      's:k:v',
      { signal: 's:', 'kill-after': 'k:', foreground: 'f', 'preserve-status': 'p' },
      { stopAtWord: true },
    )
    if (options === undefined) return 125
    const words = options.words[0] === '-t' ? options.words.slice(1) : options.words
    const [text = '', ...argv] = words
    const ms = durationMs(text)
    if (ms === undefined || argv.length === 0) {
      call.warn(ms === undefined ? `invalid time interval ‘${text}’` : 'missing operand')
      return 125
    }
    const { pid, status } = call.spawn(argv)
    if (pid < 0) return status
    const untilMs = ms === 0 ? Number.POSITIVE_INFINITY : call.nowMs + ms
    call.state = { pid, untilMs, killAtMs: Number.POSITIVE_INFINITY, timedOut: false }
    return call.waitChild(untilMs)
  }
  const options = readOptions(
    call,
    's:k:v',
    { signal: 's:', 'kill-after': 'k:', foreground: 'f', 'preserve-status': 'p' },
    { stopAtWord: true },
  )
  const ended = call.reap(state.pid)
  if (ended !== undefined)
    return state.timedOut && options?.has('p') !== true
      ? ended === 137
        ? 137
        : call.flavour === 'busybox'
          ? 143
          : 124
      : ended
  if (call.nowMs >= state.killAtMs) {
    call.kill(state.pid, 9)
    return call.reap(state.pid) ?? call.waitChild()
  }
  if (call.nowMs >= state.untilMs && !state.timedOut) {
    state.timedOut = true
    const signal = signalNumber(options?.get('s') ?? 'TERM') ?? 15
    const after = durationMs(options?.get('k') ?? '')
    if (after !== undefined) state.killAtMs = call.nowMs + after
    call.kill(state.pid, signal)
    const late = call.reap(state.pid)
    if (late !== undefined)
      return options?.has('p') ? late : call.flavour === 'busybox' ? 143 : signal === 9 ? 137 : 124
  }
  return call.waitChild(state.timedOut ? state.killAtMs : state.untilMs)
})

interface Watching {
  pid: number
}

const watch = simple('watch', (call) => {
  const options = readOptions(
    call,
    'n:dtbegxc',
    { interval: 'n:', differences: 'd', 'no-title': 't' },
    { stopAtWord: true },
  )
  if (options === undefined) return 1
  const ms = Math.max(100, Number(options.get('n') ?? 2) * 1000)
  const state = call.state as Watching | undefined
  if (state === undefined || state.pid === 0) {
    const { pid } = call.spawn(['sh', '-c', options.words.join(' ')])
    call.state = { pid: Math.max(0, pid) }
    return pid < 0 ? 1 : call.waitChild()
  }
  if (call.reap(state.pid) === undefined) return call.waitChild()
  call.state = { pid: 0 }
  return call.sleepUntil(call.nowMs + ms)
})

const time = simple('time', (call) => {
  const state = call.state as { pid: number; startMs: number } | undefined
  const words = call.args.filter((word, i) => i > 0 || word !== '-p')
  if (state === undefined) {
    const { pid, status } = call.spawn(words)
    if (pid < 0) return status
    call.state = { pid, startMs: call.nowMs }
    return call.waitChild()
  }
  const status = call.reap(state.pid)
  if (status === undefined) return call.waitChild()
  const seconds = ((call.nowMs - state.startMs) / 1000).toFixed(2)
  call.err(
    call.args[0] === '-p'
      ? `real ${seconds}\nuser 0.00\nsys 0.00\n`
      : `real\t0m ${seconds}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`,
  )
  return status
})

// ---------------------------------------------------------------------------------------------------- processes

interface Row {
  pid: number
  ppid: number
  uid: number
  argv: readonly string[]
  startedAtMs: number
  zombie: boolean
}

function processRows(call: Call): Row[] {
  const c = call.container
  const rows: Row[] = []
  if (c.state !== undefined)
    rows.push({
      pid: 1,
      ppid: 0,
      uid: 0,
      argv: c.image.entrypoint ?? [c.image.program?.name ?? ''],
      startedAtMs: c.startedAtMs,
      zombie: false,
    })
  for (const process of c.processes) {
    const { uid } = process.credentials
    rows.push({
      pid: process.pid,
      ppid: process.parent,
      uid,
      argv: process.argv,
      startedAtMs: process.startedAtMs,
      zombie: process.isZombie,
    })
    for (const frame of process.frames) {
      if (frame.type === 'command' && frame.pid !== process.pid && frame.command.name !== 'foreground')
        rows.push({
          pid: frame.pid,
          ppid: process.pid,
          uid,
          argv: frame.argv,
          startedAtMs: process.startedAtMs,
          zombie: false,
        })
    }
  }
  if (!rows.some(({ pid }) => pid === call.pid))
    rows.push({
      pid: call.pid,
      ppid: call.process.pid,
      uid: call.process.credentials.uid,
      argv: call.argv,
      startedAtMs: call.nowMs,
      zombie: false,
    })
  return rows.sort((a, b) => a.pid - b.pid)
}

const ps = simple('ps', (call) => {
  const rows = processRows(call)
  const text = call.args.join(' ')
  const format = /-?o *([\w,=%]+)/.exec(text)?.[1]
  const shown = (row: Row) => (row.zombie ? `[${(row.argv[0] ?? '').split('/').at(-1)}]` : row.argv.join(' '))
  if (format !== undefined) {
    const columns = format.split(',').map((column) => column.split('=')[0] as string)
    if (!format.includes('='))
      call.out(
        `${columns.map((column) => ({ pid: 'PID', ppid: 'PPID', comm: 'COMMAND', args: 'COMMAND', cmd: 'CMD', user: 'USER', uid: 'UID', stat: 'STAT' })[column] ?? column.toUpperCase()).join(' ')}\n`,
      )
    for (const row of rows) {
      const cell: Record<string, string> = {
        pid: String(row.pid),
        ppid: String(row.ppid),
        comm: (row.argv[0] ?? '').split('/').at(-1) ?? '',
        args: shown(row),
        cmd: shown(row),
        user: ownerName(call, row.uid, '/etc/passwd'),
        uid: String(row.uid),
        stat: row.zombie ? 'Z' : 'S',
      }
      call.out(`${columns.map((column) => cell[column] ?? '').join(' ')}\n`)
    }
    return 0
  }
  if (call.flavour === 'busybox') {
    call.out('PID   USER     TIME  COMMAND\n')
    for (const row of rows)
      call.out(
        `${String(row.pid).padStart(5)} ${ownerName(call, row.uid, '/etc/passwd').slice(0, 8).padEnd(8)}  0:00  ${shown(row)}\n`,
      )
  } else if (/aux|u/.test(text)) {
    call.out('USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n')
    for (const row of rows)
      call.out(
        `${ownerName(call, row.uid, '/etc/passwd').padEnd(8)} ${String(row.pid).padStart(7)}  0.0  0.0   4000  1000 ?        ${row.zombie ? 'Z   ' : 'Ss  '} ${strftime('%H:%M', call.kernel.epochMs + row.startedAtMs)}   0:00 ${shown(row)}\n`,
      )
  } else if (/f/.test(text)) {
    call.out('UID          PID    PPID  C STIME TTY          TIME CMD\n')
    for (const row of rows)
      call.out(
        `${ownerName(call, row.uid, '/etc/passwd').padEnd(8)} ${String(row.pid).padStart(7)} ${String(row.ppid).padStart(7)}  0 ${strftime('%H:%M', call.kernel.epochMs + row.startedAtMs)} ?        00:00:00 ${shown(row)}\n`,
      )
  } else {
    call.out('    PID TTY          TIME CMD\n')
    for (const row of rows)
      call.out(`${String(row.pid).padStart(7)} ?        00:00:00 ${(row.argv[0] ?? '').split('/').at(-1)}\n`)
  }
  return 0
})

const byPattern = (name: string, kills: boolean): Command =>
  simple(name, (call) => {
    const args = [...call.args]
    let signal = 15
    if (kills && /^-(\w+)$/.test(args[0] ?? '') && signalNumber((args[0] as string).slice(1)) !== undefined)
      signal = signalNumber((args.shift() as string).slice(1)) as number
    const options = readOptions(call, 'fxloanc', {}, { args })
    if (options === undefined) return 2
    const [pattern = ''] = options.words
    const regex = compileRegex(options.has('x') ? `^(${pattern})$` : pattern, 'extended')
    const hits = processRows(call).filter(
      (row) =>
        row.pid !== call.pid &&
        !row.zombie &&
        regex.matcher(options.has('f') ? row.argv.join(' ') : ((row.argv[0] ?? '').split('/').at(-1) as string)).find(),
    )
    for (const row of hits) {
      if (kills) call.kill(row.pid, signal)
      else call.out(options.has('l') || options.has('a') ? `${row.pid} ${row.argv.join(' ')}\n` : `${row.pid}\n`)
    }
    return hits.length > 0 ? 0 : 1
  })

const killall = simple('killall', (call) => {
  const names = call.args.filter((word) => !word.startsWith('-'))
  const option = call.args.find((word) => word.startsWith('-'))
  const signal = signalNumber(option?.slice(1) ?? 'TERM') ?? 15
  let found = false
  for (const row of processRows(call)) {
    if (row.pid === call.pid || !names.includes((row.argv[0] ?? '').split('/').at(-1) as string)) continue
    found = true
    call.kill(row.pid, signal)
  }
  if (!found) call.warn(`${names[0]}: no process ${call.flavour === 'gnu' ? 'found' : 'killed'}`)
  return found ? 0 : 1
})

const pidof = simple('pidof', (call) => {
  const hits = processRows(call).filter((row) => call.args.includes((row.argv[0] ?? '').split('/').at(-1) as string))
  if (hits.length > 0)
    call.out(
      `${hits
        .map((row) => row.pid)
        .reverse()
        .join(' ')}\n`,
    )
  return hits.length > 0 ? 0 : 1
})

const top = simple('top', (call) => {
  const rows = processRows(call)
  call.out(
    `Mem: ${Math.round(call.kernel.usage(call.container).memoryBytes / 1024)}K used\nCPU:   0% usr   0% sys   0% nic 100% idle\n  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n`,
  )
  for (const row of rows)
    call.out(
      `${String(row.pid).padStart(5)} ${String(row.ppid).padStart(5)} ${ownerName(call, row.uid, '/etc/passwd').padEnd(8)} S     4000   0%   0% ${row.argv.join(' ')}\n`,
    )
  if (call.args.some((word) => /^-[bdn0-9]*n/.test(word)) || (call.state as number | undefined) === 1) return 0
  return call.sleepUntil(call.nowMs + 5000)
})

const NODE_KIB = 8 * 1024 * 1024

const free = simple('free', (call) => {
  const scale = call.args.includes('-m')
    ? 1024
    : call.args.includes('-g')
      ? 1024 * 1024
      : call.args.includes('-b')
        ? 1 / 1024
        : 1
  const human = call.args.includes('-h')
  const used = Math.round(call.kernel.usage(call.container).memoryBytes / 1024)
  const show = (kib: number) => (human ? `${humanSize(kib * 1024)}i` : String(Math.floor(kib / scale))).padStart(12)
  call.out(
    `               total        used        free      shared  buff/cache   available\nMem:   ${show(NODE_KIB)}${show(used)}${show(NODE_KIB - used)}${show(0)}${show(0)}${show(NODE_KIB - used)}\nSwap:  ${show(0)}${show(0)}${show(0)}\n`,
  )
  return 0
})

const df = simple('df', (call) => {
  const human = call.args.some((word) => /^-\w*h/.test(word))
  const rows: [string, number, number, string][] = [['overlay', 100 * 1024 * 1024, 20 * 1024 * 1024, '/']]
  for (const { path, volume } of call.container.mounts?.values() ?? []) {
    const found = call.kernel.volumes.get(volume)
    if (found === undefined) continue
    const capacity = Math.ceil((found.options.capacityBytes ?? 100 * 1024 ** 3) / 1024)
    rows.push([found.options.device ?? '/dev/sda1', capacity, Math.ceil(found.bytes / 1024), path])
  }
  call.out(
    human
      ? 'Filesystem                Size      Used Available Use% Mounted on\n'
      : 'Filesystem           1K-blocks      Used Available Use% Mounted on\n',
  )
  const wanted = call.args.filter((word) => !word.startsWith('-')).map((word) => call.files.maybe(word)?.path ?? word)
  for (const [device, size, used, path] of rows) {
    if (wanted.length > 0 && !wanted.some((word) => word.startsWith(path === '/' ? '/' : path))) continue
    const cell = (kib: number) => (human ? humanSize(kib * 1024) : String(kib)).padStart(9)
    call.out(
      `${device.padEnd(20)} ${cell(size)} ${cell(used)} ${cell(size - used)} ${`${Math.floor((used / size) * 100)}%`.padStart(4)} ${path}\n`,
    )
  }
  return 0
})

const mount = simple('mount', (call) => {
  if (call.args.length > 0) {
    call.warn('permission denied (are you root?)')
    return 1
  }
  const mode = call.container.spec.template.security?.readOnlyRootFilesystem ? 'ro' : 'rw'
  call.out(`overlay on / type overlay (${mode},relatime)\nproc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\n`)
  for (const { path, volume, readOnly } of call.container.mounts?.values() ?? []) {
    const device = call.kernel.volumes.get(volume)?.options.device ?? '/dev/sda1'
    call.out(
      `${device} on ${path} type ${device === 'tmpfs' ? 'tmpfs' : 'ext4'} (${readOnly ? 'ro' : 'rw'},relatime)\n`,
    )
  }
  return 0
})

// ---------------------------------------------------------------------------------------------------- numbers

const seq = simple('seq', (call) => {
  const options = readOptions(
    call,
    'ws:f:t:',
    { 'equal-width': 'w', separator: 's:', format: 'f:' },
    {
      args: call.args
        .flatMap((word) => (/^-[\d.]/.test(word) ? ['--', word] : [word]))
        .filter((word, i, all) => word !== '--' || all.indexOf('--') === i),
    },
  )
  if (options === undefined) return 1
  const numbers = options.words.map(Number)
  const bad = options.words.find((word) => word === '' || Number.isNaN(Number(word)))
  if (bad !== undefined || numbers.length === 0) {
    call.warn(
      bad === undefined
        ? 'missing operand'
        : call.flavour === 'gnu'
          ? `invalid floating point argument: ‘${bad}’`
          : `invalid number '${bad}'`,
    )
    if (call.flavour === 'gnu') call.err("Try 'seq --help' for more information.\n")
    return 1
  }
  const [first, by, last] =
    numbers.length === 1
      ? [1, 1, numbers[0] as number]
      : numbers.length === 2
        ? [numbers[0] as number, 1, numbers[1] as number]
        : (numbers as [number, number, number])
  const digits = Math.max(
    ...options.words.slice(0, numbers.length === 3 ? 2 : 1).map((word) => (word.split('.')[1] ?? '').length),
  )
  const state = (call.state ?? { n: 0 }) as { n: number }
  call.state = state
  const format = options.get('f')
  const show = (value: number): string => {
    if (format !== undefined)
      return format.replace(
        /%([-+ 0]*)(\d*)(?:\.(\d+))?([efg])/,
        (_, flags: string, width: string, precision: string | undefined, letter: string) => {
          const text = floatText(value, letter, precision === undefined ? -1 : Number(precision), flags)
          return flags.includes('0') ? text.padStart(Number(width), '0') : text.padStart(Number(width))
        },
      )
    return value.toFixed(digits)
  }
  const width = options.has('w') ? Math.max(show(first).length, show(last).length) : 0
  const separator = options.get('s')?.replace('\\n', '\n').replace('\\t', '\t') ?? '\n'
  let text = ''
  for (let count = 0; ; count++) {
    const value = first + state.n * by
    if (by > 0 ? value > last + 1e-9 : value < last - 1e-9) break
    if (count >= 5000) {
      call.out(text)
      call.kernel.charge(call.process, 500)
      return BLOCKED
    }
    const shown = show(value)
    const padded = shown.startsWith('-') ? `-${shown.slice(1).padStart(width - 1, '0')}` : shown.padStart(width, '0')
    text += (state.n > 0 ? separator : '') + (width > 0 ? padded : shown)
    state.n++
  }
  call.out(state.n > 0 ? `${text}\n` : text)
  return 0
})

class ExprError extends Error {
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message)
  }
}

/** expr's grammar on words. */
class ExprParser {
  private at = 0

  constructor(private readonly words: readonly string[]) {}

  parse(): string {
    if (this.words.length === 0) throw new ExprError('missing operand')
    const value = this.or()
    if (this.at < this.words.length) throw new ExprError(`syntax error: unexpected argument ‘${this.words[this.at]}’`)
    return value
  }

  private take(...operators: string[]): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || !operators.includes(word)) return undefined
    this.at++
    return word
  }

  private or(): string {
    let left = this.and()
    while (this.take('|')) {
      const right = this.and()
      left = falsy(left) ? (falsy(right) ? '0' : right) : left
    }
    return left
  }

  private and(): string {
    let left = this.compare()
    while (this.take('&')) {
      const right = this.compare()
      left = falsy(left) || falsy(right) ? '0' : left
    }
    return left
  }

  private compare(): string {
    let left = this.sum()
    for (
      let op = this.take('=', '==', '!=', '<', '<=', '>', '>=');
      op !== undefined;
      op = this.take('=', '==', '!=', '<', '<=', '>', '>=')
    ) {
      const right = this.sum()
      const numbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right)
      const [a, b] = numbers ? [BigInt(left), BigInt(right)] : [left, right]
      const verdict = op.startsWith('=')
        ? a === b
        : op === '!='
          ? a !== b
          : op === '<'
            ? a < b
            : op === '<='
              ? a <= b
              : op === '>'
                ? a > b
                : a >= b
      left = verdict ? '1' : '0'
    }
    return left
  }

  private integer(text: string): bigint {
    if (!/^-?\d+$/.test(text)) throw new ExprError('non-integer argument')
    return BigInt(text)
  }

  private sum(): string {
    let left = this.product()
    for (let op = this.take('+', '-'); op !== undefined; op = this.take('+', '-')) {
      const right = this.product()
      left = String(op === '+' ? this.integer(left) + this.integer(right) : this.integer(left) - this.integer(right))
    }
    return left
  }

  private product(): string {
    let left = this.match()
    for (let op = this.take('*', '/', '%'); op !== undefined; op = this.take('*', '/', '%')) {
      const right = this.match()
      const [a, b] = [this.integer(left), this.integer(right)]
      if (op !== '*' && b === 0n) throw new ExprError('division by zero')
      left = String(op === '*' ? a * b : op === '/' ? a / b : a % b)
    }
    return left
  }

  private match(): string {
    let left = this.primary()
    while (this.take(':')) left = matched(left, this.primary())
    return left
  }

  private primary(): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new ExprError(`syntax error: missing argument after ‘${this.words.at(-1)}’`)
    if (word === '(') {
      const value = this.or()
      if (this.words[this.at++] !== ')')
        throw new ExprError(`syntax error: expecting ')' after ‘${this.words[this.at - 2] ?? ''}’`)
      return value
    }
    const next = () => this.words[this.at++] ?? ''
    if (this.at < this.words.length) {
      if (word === 'length') return String(next().length)
      if (word === 'substr') {
        const text = next()
        const from = Number(next())
        return text.slice(from - 1, from - 1 + Number(next()))
      }
      if (word === 'index') {
        const text = next()
        const set = next()
        return String([...text].findIndex((c) => set.includes(c)) + 1)
      }
      if (word === 'match') return matched(next(), next())
    }
    return word
  }
}

const falsy = (text: string): boolean => text === '' || /^-?0+$/.test(text)

function matched(text: string, pattern: string): string {
  const hasGroup = /\\\(/.test(pattern)
  const matcher = compileRegex(`^${pattern.replace(/^\^/, '')}`, 'basic').matcher(text)
  if (!matcher.find()) return hasGroup ? '' : '0'
  return hasGroup ? (matcher.group(1) ?? '') : String(matcher.end())
}

const expr = simple('expr', (call) => {
  try {
    const value = new ExprParser(call.args[0] === '--' ? call.args.slice(1) : call.args).parse()
    call.out(`${value}\n`)
    return falsy(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError) && !(error instanceof BadPattern)) throw error
    call.warn(
      call.flavour === 'gnu' ? error.message : error.message.includes('missing') ? 'syntax error' : error.message,
    )
    if (error.message === 'missing operand') call.err("Try 'expr --help' for more information.\n")
    return 2
  }
})

const bc = simple('bc', (call) => {
  const parts = (call.state ?? []) as string[]
  call.state = parts
  for (;;) {
    const chunk = call.read()
    if (chunk === undefined) return call.waitInput()
    if (chunk === null) break
    parts.push(chunk)
  }
  let scale = call.args.includes('-l') ? 20 : 0
  for (const line of parts.join('').split(/[\n;]/)) {
    const text = line.trim()
    const set = /^scale\s*=\s*(\d+)$/.exec(text)
    if (set !== null) scale = Number(set[1])
    else if (text !== '' && /^[\d\s+\-*/%()^<>=!.]+$/.test(text)) call.out(`${decimal(text, scale)}\n`)
    else if (text !== '' && text !== 'quit') {
      call.err(`bc: syntax error: ${text}\n`)
      return 1
    }
  }
  return 0
})

/** Sums and products with a number of digits behind the point, on integers scaled up. */
function decimal(text: string, scale: number): string {
  if (!text.includes('.') && scale === 0) {
    try {
      return String(evaluateArithmetic(text.replace(/\^/g, '**'), { get: () => '0', set() {}, recursive: false }))
    } catch {
      return '0'
    }
  }
  let at = 0
  const value = (): number => {
    let left = term()
    for (let op = text[at]; op === '+' || op === '-'; op = text[at]) {
      at++
      const right = term()
      left = op === '+' ? left + right : left - right
    }
    return left
  }
  const skip = () => {
    while (text[at] === ' ') at++
  }
  const term = (): number => {
    let left = factor()
    for (let op = text[at]; op === '*' || op === '/' || op === '%'; op = text[at]) {
      at++
      const right = factor()
      left = op === '*' ? left * right : op === '/' ? left / right : left % right
    }
    return left
  }
  const factor = (): number => {
    skip()
    const sign = text[at] === '-' ? -1 : 1
    if (sign < 0) at++
    let n: number
    if (text[at] === '(') {
      at++
      n = value()
      at++
    } else {
      const match = /^\d*\.?\d*/.exec(text.slice(at)) as RegExpExecArray
      at += match[0].length
      n = Number(match[0])
    }
    skip()
    return sign * n
  }
  const n = value()
  const cut = Math.trunc(n * 10 ** scale) / 10 ** scale
  return cut.toFixed(scale).replace(/^(-?)0\./, '$1.')
}

// ---------------------------------------------------------------------------------------------------- bytes, texts

const dd = simple('dd', (call) => {
  const get = (name: string) => call.args.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
  const size = bytesOf(get('bs') ?? '512')
  const count = get('count') === undefined ? Number.POSITIVE_INFINITY : Number(get('count'))
  const from = get('if')
  const to = get('of')
  const state = (call.state ?? { left: size * count, written: 0, begun: false }) as {
    left: number
    written: number
    begun: boolean
  }
  call.state = state
  const whole = from !== undefined && !/^\/dev\/(zero|u?random)$/.test(from) ? call.contents(from) : undefined
  if (from !== undefined && whole === undefined && !/^\/dev\/(zero|u?random)$/.test(from)) return 1
  if (!state.begun && to !== undefined && get('conv') !== 'notrunc') {
    const { errno } = attempt(() => call.files.openForWriting(to, { truncate: true }))
    if (errno !== undefined) {
      call.warn(`failed to open '${to}': ${strerror(errno)}`)
      return 1
    }
  }
  state.begun = true
  for (let n = 0; n < 4096 && state.left > 0; n++) {
    const want = Math.min(65536, state.left)
    const chunk =
      whole !== undefined
        ? whole.slice(state.written, state.written + want)
        : from === '/dev/zero'
          ? want === 65536
            ? ZEROS
            : ZEROS.slice(0, want)
          : from !== undefined
            ? call.kernel.randomBytes(call.container, Math.min(want, 4096))
            : call.read(0, want)
    if (chunk === undefined) return call.waitInput()
    if (chunk === null || chunk === '') {
      state.left = 0
      break
    }
    if (to === undefined) call.out(chunk)
    else if (to !== '/dev/null') {
      const { errno } = attempt(() => call.files.write(to, chunk, true))
      if (errno !== undefined) {
        call.warn(`error writing '${to}': ${strerror(errno)}`)
        return 1
      }
    }
    state.left -= chunk.length
    state.written += chunk.length
    call.kernel.charge(call.process, 30)
    if (call.outputIsFull || call.process.debt > 8000) return BLOCKED
  }
  if (state.left > 0 && state.left !== Number.POSITIVE_INFINITY) return BLOCKED
  if (get('status') !== 'none') {
    const blocks = Math.floor(state.written / size)
    const rest = state.written % size > 0 ? 1 : 0
    call.err(`${blocks}+${rest} records in\n${blocks}+${rest} records out\n`)
    if (get('status') !== 'noxfer') call.err(`${state.written} bytes copied, 0.001 s, 1.0 GB/s\n`)
  }
  return 0
})

const cmp = simple('cmp', (call) => {
  const options = readOptions(call, 'sl', { silent: 's', quiet: 's' })
  if (options === undefined) return 2
  const [a = '', b = ''] = options.words
  const left = call.contents(a)
  const right = call.contents(b)
  if (left === undefined || right === undefined) return 2
  if (left === right) return 0
  const at = [...left].findIndex((c, i) => c !== right[i])
  if (!options.has('s')) {
    if (at < 0 || at >= right.length)
      call.err(`cmp: EOF on ${left.length < right.length ? a : b} after byte ${Math.min(left.length, right.length)}\n`)
    else
      call.out(
        `${a} ${b} differ: ${call.flavour === 'gnu' ? 'byte' : 'char'} ${at + 1}, line ${left.slice(0, at).split('\n').length}\n`,
      )
  }
  return 1
})

const envsubst = simple('envsubst', (call) => {
  const parts = (call.state ?? []) as string[]
  call.state = parts
  for (;;) {
    const chunk = call.read()
    if (chunk === undefined) return call.waitInput()
    if (chunk === null) break
    parts.push(chunk)
  }
  const only =
    call.args[0] === undefined
      ? undefined
      : new Set([...call.args[0].matchAll(/\$\{?(\w+)\}?/g)].map((match) => match[1]))
  call.out(
    parts.join('').replace(/\$(\w+)|\$\{(\w+)\}/g, (all, a: string | undefined, b: string | undefined) => {
      const name = (a ?? b) as string
      return only !== undefined && !only.has(name) ? all : (call.env(name) ?? '')
    }),
  )
  return 0
})

const getent = simple('getent', (call) => {
  const [database, key] = call.args
  if (database !== 'hosts' && database !== 'passwd' && database !== 'group') return 1
  const text = attempt(() => call.files.read(`/etc/${database}`)).value ?? ''
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const hits = key === undefined ? lines : lines.filter((line) => line.split(/[:\s]+/).includes(key))
  for (const line of hits) call.out(`${line}\n`)
  return hits.length > 0 ? 0 : 2
})

const busybox = simple('busybox', (call) => {
  const [applet, ...rest] = call.args
  if (applet === undefined || applet === '--list') {
    call.out('BusyBox v1.36.1 multi-call binary.\n')
    return 0
  }
  const command = call.kernel.findCommand(applet, 'busybox')
  if (command === undefined && applet !== 'sh' && applet !== 'ash') {
    call.err(`${applet}: applet not found\n`)
    return 127
  }
  return runChild(call, [applet, ...rest])
})

const usleep = simple('usleep', (call) => {
  if (call.state !== undefined) return 0
  call.state = 1
  return call.sleepUntil(call.nowMs + Math.round(Number(call.args[0] ?? 0) / 1000))
})

const pause = simple('pause', (call) => call.sleepUntil(Number.POSITIVE_INFINITY))

export const systemCommands: readonly Command[] = [
  arch,
  bc,
  busybox,
  byPattern('pgrep', false),
  byPattern('pkill', true),
  clear,
  cmp,
  dd,
  df,
  env,
  envsubst,
  expr,
  falseCommand,
  flock,
  free,
  getent,
  hostname,
  id,
  killall,
  mount,
  nice,
  nohup,
  nproc,
  pause,
  pidof,
  printenv,
  ps,
  seq,
  setsid,
  stdbuf,
  sync,
  time,
  timeout,
  tini,
  top,
  trueCommand,
  tty,
  uname,
  uptime,
  usleep,
  watch,
  which,
  whoami,
]
