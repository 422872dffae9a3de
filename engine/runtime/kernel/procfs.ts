/** /proc and /sys/fs/cgroup: what processes read about themselves and their limits. */
import type { Kernel } from './contract.ts'
import type { Inode } from '../files/inode.ts'
import type { Container } from './container.ts'
import type { Process } from './process.ts'
import { ownerOf, PAUSE } from './sharedpids.ts'

const file = (data: string): Inode => ({ kind: 'file', data, zeros: 0, mode: 0o444, uid: 0, gid: 0, mtimeMs: 0 })
const link = (target: string): Inode => ({ kind: 'symlink', target, mode: 0o777, uid: 0, gid: 0, mtimeMs: 0 })
const directory = (names: readonly string[]): Inode => ({
  kind: 'directory',
  entries: new Map(names.map((name) => [name, 0])),
  mode: 0o555,
  uid: 0,
  gid: 0,
  mtimeMs: 0,
})

const NODE_CPUS = 4
const NODE_KIB = 8 * 1024 * 1024

export function procFile(k: Kernel, c: Container, process: Process | undefined, path: string): Inode | undefined {
  if (path.startsWith('/sys/')) return cgroup(k, c, path)
  const [, , first = '', second, third] = path.split('/')
  if (first === 'self' || first === 'thread-self') {
    if (second === undefined) return link(String(process?.pid ?? c.firstPid))
  }
  if (/^\d+$/.test(first)) return ofProcess(k, c, Number(first), second, third)
  if (second !== undefined) return first === 'sys' || first === 'net' ? system(path) : undefined
  return GLOBAL[first]?.(k)
}

const GLOBAL: Record<string, (k: Kernel) => Inode> = {
  cpuinfo: () =>
    file(
      Array.from(
        { length: NODE_CPUS },
        (_, n) => `processor\t: ${n}\nmodel name\t: Drydock virtual CPU\ncpu MHz\t\t: 2400.000\n\n`,
      ).join(''),
    ),
  meminfo: () =>
    file(
      `MemTotal:       ${NODE_KIB} kB\nMemFree:        ${NODE_KIB / 2} kB\nMemAvailable:   ${NODE_KIB / 2} kB\nBuffers:               0 kB\nCached:                0 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n`,
    ),
  loadavg: () => file('0.00 0.00 0.00 1/1 1\n'),
  uptime: (k) => file(`${(k.nowMs / 1000).toFixed(2)} ${((k.nowMs / 1000) * NODE_CPUS).toFixed(2)}\n`),
  version: () => file('Linux version 6.1.0-drydock (drydock@build) #1 SMP\n'),
  stat: (k) => file(`cpu  0 0 0 0\nbtime ${Math.floor(k.epochMs / 1000)}\n`),
  mounts: () => file('overlay / overlay rw,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n'),
}

function system(path: string): Inode | undefined {
  if (path === '/proc/sys/kernel/hostname') return file('localhost\n')
  if (path === '/proc/sys/kernel/random/uuid') return file('6b0f3d4e-7a3c-4b8e-9a56-3f1d2c4b5a69\n')
  return path === '/proc/sys' || path === '/proc/sys/kernel' || path === '/proc/net' ? directory([]) : undefined
}

function ofProcess(
  k: Kernel,
  c: Container,
  pid: number,
  name: string | undefined,
  inner: string | undefined,
): Inode | undefined {
  const owner = c.firstPid === 1 ? c : ownerOf(k, c, pid)
  if (owner === undefined) return pid === 1 ? ofPause(name) : undefined
  if (owner !== c) return ofProcess(k, owner, pid, name, inner)
  const process = c.process(pid)
  const isMain = pid === c.firstPid && c.state !== undefined
  if ((process === undefined || process.isZombie) && !isMain) return undefined
  const argv = process?.argv ?? [c.image.program?.name ?? '']
  switch (name) {
    case undefined:
      return directory(['cmdline', 'comm', 'status', 'environ', 'fd', 'cwd', 'exe', 'stat'])
    case 'cmdline':
      return file(argv.map((word) => `${word}\0`).join(''))
    case 'comm':
      return file(`${baseName(argv[0] ?? '').slice(0, 15)}\n`)
    case 'cwd':
      return link(process?.cwd ?? '/')
    case 'exe':
      return link(argv[0] ?? '')
    case 'environ': {
      const environment = process === undefined ? [] : [...k.environment(c, process).entries()]
      return file(environment.map(([key, value]) => `${key}=${value}\0`).join(''))
    }
    case 'fd':
      if (inner === undefined)
        return directory((process?.fds ?? [0, 1, 2]).flatMap((n, fd) => (n < 0 ? [] : [String(fd)])))
      return file('')
    case 'status':
      return file(status(process, argv))
    case 'stat':
      return file(`${pid} (${baseName(argv[0] ?? '')}) S ${process?.parent ?? 0} ${pid} ${pid} 0 -1\n`)
    default:
      return undefined
  }
}

/** Process 1 of a Pod whose containers share their numbers. */
function ofPause(name: string | undefined): Inode | undefined {
  if (name === undefined) return directory(['cmdline', 'comm'])
  return name === 'cmdline' ? file(`${PAUSE}\0`) : name === 'comm' ? file('pause\n') : undefined
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function status(process: Process | undefined, argv: readonly string[]): string {
  const { uid = 0, gid = 0 } = process?.credentials ?? {}
  return `Name:\t${baseName(argv[0] ?? '')}\nState:\tS (sleeping)\nPid:\t${process?.pid ?? 1}\nPPid:\t${process?.parent ?? 0}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${gid}\t${gid}\t${gid}\t${gid}\n`
}

function cgroup(k: Kernel, c: Container, path: string): Inode | undefined {
  const memory = k.memoryLimit(c)
  const cpu = k.cpuLimit(c)
  switch (path) {
    case '/sys/fs/cgroup/memory.max':
      return file(`${memory ?? 'max'}\n`)
    case '/sys/fs/cgroup/memory.current':
      return file(`${k.usage(c).memoryBytes}\n`)
    case '/sys/fs/cgroup/cpu.max':
      return file(`${cpu === undefined ? 'max' : cpu * 100} 100000\n`)
    case '/sys/fs/cgroup/memory/memory.limit_in_bytes':
      return file(`${memory ?? 9223372036854771712n}\n`)
    case '/sys/fs/cgroup/memory':
      return directory(['memory.limit_in_bytes'])
    case '/sys/fs/cgroup/pids.max':
      return file('512\n')
    default:
      return undefined
  }
}
