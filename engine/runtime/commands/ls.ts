/** ls, stat, du, find's listing: what files look like. */
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { sizeOf } from '../files/inode.ts'
import type { Location } from '../files/view.ts'
import { modeText } from './modes.ts'
import { type Options, readOptions } from './options.ts'
import { strftime } from './strftime.ts'

/** Name of a user or group by its number; the number when nobody has it. */
export function ownerName(call: Call, id: number, file: '/etc/passwd' | '/etc/group'): string {
  const text = attempt(() => call.files.read(file)).value ?? ''
  return (
    text
      .split('\n')
      .find((line) => line.split(':')[2] === String(id))
      ?.split(':')[0] ?? String(id)
  )
}

const HALF_YEAR_MS = 15_778_476_000

function timeText(call: Call, at: Location, full: boolean): string {
  const ms = call.kernel.epochMs + at.inode.mtimeMs
  if (full) return strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', ms)
  return strftime(call.unixMs - ms > HALF_YEAR_MS ? '%b %e  %Y' : '%b %e %H:%M', ms)
}

export function humanSize(bytes: number): string {
  let n = bytes
  let unit = 0
  while (n >= 1024 && unit < 5) {
    n /= 1024
    unit++
  }
  if (unit === 0) return String(bytes)
  return `${n < 10 ? (Math.ceil(n * 10) / 10).toFixed(1) : Math.ceil(n)}${' KMGTP'[unit]}`
}

interface Entry {
  name: string
  at: Location
}

export const ls: Command = {
  name: 'ls',
  run(call) {
    const options = readOptions(call, 'lAad1FhrtSRipLnogsxCmGkucUpqQvXH', {
      all: 'a',
      'almost-all': 'A',
      'full-time': 'T',
      color: 'k',
      'human-readable': 'h',
      recursive: 'R',
      reverse: 'r',
      directory: 'd',
      'time-style': 'z:',
      'group-directories-first': 'y',
    })
    if (options === undefined) return 2
    const files: Entry[] = []
    const directories: Entry[] = []
    let status = 0
    for (const path of options.words.length === 0 ? ['.'] : options.words) {
      const follow = !options.has('l') && !options.has('d')
      const { value: at, errno } = attempt(() =>
        call.files.maybe(path, follow) ? call.files.find(path, follow) : call.files.find(path, false),
      )
      if (at === undefined) {
        call.warn(
          call.flavour === 'gnu'
            ? `cannot access '${path}': ${strerror(errno ?? 'ENOENT')}`
            : `${path}: ${strerror(errno ?? 'ENOENT')}`,
        )
        status = call.flavour === 'gnu' ? 2 : 1
      } else if (at.inode.kind === 'directory' && !options.has('d')) directories.push({ name: path, at })
      else files.push({ name: path, at })
    }
    show(call, sorted(files, options), options)
    const many = options.words.length > 1 || options.has('R')
    let first = files.length === 0
    const list = (directory: Entry): void => {
      const { value: names, errno } = attempt(() => call.files.list(directory.name))
      if (names === undefined) {
        call.warn(
          call.flavour === 'gnu'
            ? `cannot open directory '${directory.name}': ${strerror(errno ?? 'EACCES')}`
            : `can't open '${directory.name}': ${strerror(errno ?? 'EACCES')}`,
        )
        status = call.flavour === 'gnu' ? 2 : 1
        return
      }
      if (many) call.out(`${first ? '' : '\n'}${directory.name}:\n`)
      first = false
      const entries = entriesOf(call, directory, names, options)
      if (options.has('l') || options.has('s'))
        call.out(`total ${entries.reduce((sum, { at }) => sum + Math.ceil(sizeOf(at.inode) / 4096) * 4, 0)}\n`)
      const inOrder = sorted(entries, options)
      show(call, inOrder, options)
      if (!options.has('R')) return
      for (const { name, at } of inOrder) {
        if (at.inode.kind === 'directory' && name !== '.' && name !== '..')
          list({ name: `${directory.name.replace(/\/$/, '')}/${name}`, at })
      }
    }
    for (const directory of sorted(directories, options)) list(directory)
    return status
  },
}

function entriesOf(call: Call, directory: Entry, names: readonly string[], options: Options): Entry[] {
  const shown = names.filter((name) => !name.startsWith('.') || options.has('a') || options.has('A'))
  const all = options.has('a') ? ['.', '..', ...shown] : shown
  return all.flatMap((name) => {
    const at = call.files.maybe(
      `${directory.name.replace(/\/$/, '')}/${name}`,
      options.has('L') || (name.startsWith('.') && name.length < 3),
    )
    return at === undefined ? [] : [{ name, at }]
  })
}

function sorted(entries: readonly Entry[], options: Options): Entry[] {
  const list = [...entries]
  if (options.has('U')) return list
  list.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  if (options.has('t')) list.sort((a, b) => b.at.inode.mtimeMs - a.at.inode.mtimeMs)
  if (options.has('S')) list.sort((a, b) => sizeOf(b.at.inode) - sizeOf(a.at.inode))
  if (options.has('r')) list.reverse()
  return list
}

function decorated({ name, at }: Entry, options: Options): string {
  const { inode } = at
  if (options.has('p') && inode.kind === 'directory') return `${name}/`
  if (!options.has('F')) return name
  return (
    name +
    (inode.kind === 'directory'
      ? '/'
      : inode.kind === 'symlink'
        ? '@'
        : inode.kind === 'fifo'
          ? '|'
          : (inode.mode & 0o111) !== 0
            ? '*'
            : '')
  )
}

function show(call: Call, entries: readonly Entry[], options: Options): void {
  const long = options.has('l') || options.has('n') || options.has('o') || options.has('g')
  if (!long) {
    const columns = call.isTerminal(1) && !options.has('1')
    const names = entries.map((entry) => (options.has('i') ? `${entry.at.ino} ` : '') + decorated(entry, options))
    if (names.length > 0) call.out(columns ? `${names.join('  ')}\n` : names.map((name) => `${name}\n`).join(''))
    return
  }
  const rows = entries.map(({ at, name }) => {
    const { inode } = at
    const user = options.has('n') ? String(inode.uid) : ownerName(call, inode.uid, '/etc/passwd')
    const group = options.has('n') ? String(inode.gid) : ownerName(call, inode.gid, '/etc/group')
    const size = inode.kind === 'device' ? '1, 3' : options.has('h') ? humanSize(sizeOf(inode)) : String(sizeOf(inode))
    const link = inode.kind === 'symlink' ? ` -> ${inode.target}` : ''
    return {
      cells: [
        modeText(inode),
        String(call.files.linkCount(at)),
        ...(options.has('g') ? [] : [user]),
        ...(options.has('o') ? [] : [group]),
        size,
      ],
      time: timeText(call, at, options.has('T')),
      name: decorated({ at, name }, options) + link,
    }
  })
  const widths = (rows[0]?.cells ?? []).map((_, i) => Math.max(...rows.map(({ cells }) => (cells[i] as string).length)))
  const right = new Set([1, (rows[0]?.cells.length ?? 0) - 1])
  const busybox = call.flavour === 'busybox'
  const fixed = [10, 4, 8, 8, 9]
  for (const { cells, time, name } of rows) {
    const text = cells.map((cell, i) => {
      const width = busybox ? (fixed[i] as number) : (widths[i] as number)
      return right.has(i) ? cell.padStart(width) : cell.padEnd(width)
    })
    call.out(`${text.join(' ')} ${time} ${name}\n`)
  }
}

// ---------------------------------------------------------------------------------------------------- stat

const KINDS = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
  fifo: 'fifo',
}

function field(call: Call, letter: string, at: Location, name: string): string {
  const { inode } = at
  const ms = call.kernel.epochMs + inode.mtimeMs
  switch (letter) {
    case 'n':
      return name
    case 'N':
      return inode.kind === 'symlink' ? `'${name}' -> '${inode.target}'` : `'${name}'`
    case 's':
      return String(sizeOf(inode))
    case 'a':
      return (inode.mode & 0o7777).toString(8)
    case 'A':
      return modeText(inode)
    case 'u':
      return String(inode.uid)
    case 'g':
      return String(inode.gid)
    case 'U':
      return ownerName(call, inode.uid, '/etc/passwd')
    case 'G':
      return ownerName(call, inode.gid, '/etc/group')
    case 'F':
      return inode.kind === 'file' && sizeOf(inode) === 0 ? 'regular empty file' : KINDS[inode.kind]
    case 'h':
      return String(call.files.linkCount(at))
    case 'i':
      return String(at.ino + 1)
    case 'b':
      return String(Math.ceil(sizeOf(inode) / 4096) * 8)
    case 'B':
      return '512'
    case 'Y':
    case 'X':
    case 'Z':
      return String(Math.floor(ms / 1000))
    case 'y':
    case 'x':
    case 'z':
      return strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', ms)
    case 'm':
      return '/'
    default:
      return letter === '%' ? '%' : '?'
  }
}

export const stat: Command = {
  name: 'stat',
  run(call) {
    const options = readOptions(call, 'c:Lft', { format: 'c:', printf: 'p:', dereference: 'L' })
    if (options === undefined) return 1
    if (options.words.length === 0) {
      call.warn('missing operand')
      if (call.flavour === 'gnu') call.err("Try 'stat --help' for more information.\n")
      return 1
    }
    let status = 0
    for (const path of options.words) {
      const { value: at, errno } = attempt(() => call.files.find(path, options.has('L')))
      if (at === undefined) {
        call.warn(
          call.flavour === 'gnu'
            ? `cannot statx '${path}': ${strerror(errno ?? 'ENOENT')}`
            : `can't stat '${path}': ${strerror(errno ?? 'ENOENT')}`,
        )
        status = 1
        continue
      }
      const format = options.get('c') ?? options.get('p')?.replace(/\\n/g, '\n').replace(/\\t/g, '\t')
      const fill = (text: string) =>
        text.replace(/%[-0-9.]*([A-Za-z%])/g, (_, letter: string) => field(call, letter, at, path))
      if (format !== undefined) call.out(fill(format) + (options.has('p') ? '' : '\n'))
      else
        call.out(
          fill(
            '  File: %n\n  Size: %s\tBlocks: %b\tIO Block: 4096   %F\nDevice: 0,1\tInode: %i\tLinks: %h\nAccess: (0%a/%A)  Uid: (%u/%U)   Gid: (%g/%G)\nAccess: %x\nModify: %y\nChange: %z\n',
          ),
        )
    }
    return status
  },
}

export const du: Command = {
  name: 'du',
  run(call) {
    const options = readOptions(call, 'shkbmacd:x', {
      summarize: 's',
      'human-readable': 'h',
      bytes: 'b',
      'max-depth': 'd:',
      all: 'a',
      total: 'c',
    })
    if (options === undefined) return 1
    const depthLimit = options.has('s') ? 0 : Number(options.get('d') ?? Number.POSITIVE_INFINITY)
    let status = 0
    const size = (bytes: number): string => {
      if (options.has('b')) return String(bytes)
      const kib = Math.ceil(bytes / 4096) * 4
      if (options.has('h')) return humanSize(kib * 1024)
      return String(options.has('m') ? Math.ceil(kib / 1024) : kib)
    }
    const visit = (path: string, depth: number): number => {
      const at = call.files.maybe(path, false)
      if (at === undefined) return 0
      let sum = at.inode.kind === 'directory' ? 4096 : sizeOf(at.inode)
      if (at.inode.kind === 'directory') {
        for (const name of attempt(() => call.files.list(path)).value ?? [])
          sum += visit(`${path.replace(/\/$/, '')}/${name}`, depth + 1)
      }
      if (depth <= depthLimit && (at.inode.kind === 'directory' || options.has('a') || depth === 0))
        call.out(`${size(sum)}\t${path}\n`)
      return sum
    }
    for (const path of options.words.length === 0 ? ['.'] : options.words) {
      if (call.files.maybe(path, false) === undefined) {
        call.warn(
          call.flavour === 'gnu' ? `cannot access '${path}': ${strerror('ENOENT')}` : `${path}: ${strerror('ENOENT')}`,
        )
        status = 1
      } else visit(path, 0)
    }
    return status
  },
}
