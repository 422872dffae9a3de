/** Commands that start, show and end processes. */
import type { Call, Command } from '../kernel/contract.ts'
import { durationMs } from './sleep.ts'
import type { Container } from '../kernel/container.ts'
import { PAUSE, roommates } from '../kernel/sharedpids.ts'
import { signalNumber } from '../kernel/signals.ts'
import { ownerName } from './ls.ts'
import { readOptions } from './options.ts'
import { strftime } from './strftime.ts'
import { compileRegex } from './regex.ts'

const simple = (name: string, run: (call: Call) => number): Command => ({ name, run })

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
      call.warn(ms === undefined ? `invalid time interval '${text}'` : 'missing operand')
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

/** What is seen from a container: its processes, and where the Pod shares its numbers those of all. */
function processRows(call: Call): Row[] {
  const { container, kernel } = call
  const rows = rowsOf(container)
  if (container.firstPid !== 1) {
    rows.push({ pid: 1, ppid: 0, uid: PAUSE_UID, argv: [PAUSE], startedAtMs: container.startedAtMs, zombie: false })
    for (const other of roommates(kernel, container)) rows.push(...rowsOf(other))
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

/** The user that the image of `pause` names. */
const PAUSE_UID = 65_535

/** An entry point that is a script has become what its arguments say. */
function shownArgv({ spec: { template }, image }: Container): readonly string[] {
  const { entrypoint = [], cmd = [], program } = image
  const isScript = entrypoint.length === 1 && entrypoint[0]?.endsWith('entrypoint.sh')
  const args = template.args ?? cmd
  if (isScript && args.length > 0) return args
  return entrypoint.length > 0 ? entrypoint : [program?.name ?? '']
}

function rowsOf(c: Container): Row[] {
  const rows: Row[] = []
  if (c.state !== undefined)
    rows.push({
      pid: c.firstPid,
      ppid: 0,
      uid: 0,
      argv: shownArgv(c),
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
  return rows
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

export const processCommands: readonly Command[] = [
  env,
  nohup,
  setsid,
  nice,
  stdbuf,
  tini,
  flock,
  timeout,
  watch,
  time,
  ps,
  byPattern('pgrep', false),
  byPattern('pkill', true),
  killall,
  pidof,
  top,
  busybox,
]
