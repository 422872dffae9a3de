/** Commands about users, machines, processes: id, uname, ps, env, seq, expr and their like. */
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { BLOCKED } from './command.ts'
import { humanSize, ownerName } from './ls.ts'
import { bytesOf } from './filemaking.ts'
import { readOptions } from './options.ts'
import { strftime } from './strftime.ts'
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

/** `$NAME` and `${NAME}`; other forms are no references to envsubst. */
const REFERENCE = /\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}/g

const envsubst = simple('envsubst', (call) => {
  const [first, text = ''] = call.args
  if (first === '-v' || first === '--variables') {
    for (const [, a, b] of text.matchAll(REFERENCE)) call.out(`${a ?? b}\n`)
    return 0
  }
  const parts = (call.state ?? []) as string[]
  call.state = parts
  for (;;) {
    const chunk = call.read()
    if (chunk === undefined) return call.waitInput()
    if (chunk === null) break
    parts.push(chunk)
  }
  const only =
    call.args[0] === undefined ? undefined : new Set([...call.args[0].matchAll(REFERENCE)].map(([, a, b]) => a ?? b))
  call.out(
    parts.join('').replace(REFERENCE, (all, a: string | undefined, b: string | undefined) => {
      const name = (a ?? b) as string
      return only !== undefined && !only.has(name) ? all : (call.env(name) ?? '')
    }),
  )
  return 0
})

const usleep = simple('usleep', (call) => {
  if (call.state !== undefined) return 0
  call.state = 1
  return call.sleepUntil(call.nowMs + Math.round(Number(call.args[0] ?? 0) / 1000))
})

const pause = simple('pause', (call) => call.sleepUntil(Number.POSITIVE_INFINITY))

export const systemCommands: readonly Command[] = [
  arch,
  clear,
  dd,
  df,
  envsubst,
  falseCommand,
  free,
  hostname,
  id,
  mount,
  nproc,
  pause,
  printenv,
  sync,
  trueCommand,
  tty,
  uname,
  uptime,
  usleep,
  which,
  whoami,
]
