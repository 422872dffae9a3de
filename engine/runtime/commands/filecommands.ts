/** Commands about files: ls has a file of its own. */
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, type Errno, fileError, strerror } from '../files/errno.ts'
import type { Inode } from '../files/inode.ts'
import { changeMode } from './modes.ts'
import { parseDate } from './date.ts'
import { readOptions } from './options.ts'

export const base = (path: string): string => {
  const plain = path.replace(/\/+$/, '')
  return plain === '' ? '/' : plain.slice(plain.lastIndexOf('/') + 1)
}
export const parent = (path: string): string => {
  const plain = path.replace(/\/+$/, '')
  const slash = plain.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : plain.slice(0, slash)
}
export const inside = (directory: string, name: string): string =>
  directory.endsWith('/') ? directory + name : `${directory}/${name}`

/** Names in messages: GNU quotes them. */
const q = (call: Call, path: string): string => (call.flavour === 'gnu' ? `'${path}'` : `'${path}'`)

function missingOperand(call: Call, after?: string): number {
  const gnu = call.flavour === 'gnu'
  call.warn(
    after === undefined
      ? gnu
        ? 'missing operand'
        : 'missing operand'
      : `missing destination file operand after '${after}'`,
  )
  if (gnu) call.err(`Try '${call.name} --help' for more information.\n`)
  return 1
}

/** Does something to every path; says what failed. */
export function each(
  call: Call,
  paths: readonly string[],
  what: string,
  action: (path: string) => void,
  ignore?: (errno: Errno) => boolean,
): number {
  let status = 0
  for (const path of paths) {
    const { errno } = attempt(() => action(path))
    if (errno === undefined || ignore?.(errno)) continue
    call.warn(`${what} ${q(call, path)}: ${strerror(errno)}`)
    status = 1
  }
  return status
}

export const mkdir: Command = {
  name: 'mkdir',
  run(call) {
    const options = readOptions(call, 'pm:v', { parents: 'p', mode: 'm:', verbose: 'v' })
    if (options === undefined) return 1
    if (options.words.length === 0) return missingOperand(call)
    const mode = options.get('m')
    const make = (path: string) => {
      if (options.has('p')) makeParents(call, path)
      else call.files.makeDirectory(path)
      if (mode !== undefined) call.files.chmod(path, (before) => changeMode(mode, before, true) ?? before)
      if (options.has('v')) call.out(`mkdir: created directory '${path}'\n`)
    }
    return each(
      call,
      options.words,
      call.flavour === 'gnu' ? 'cannot create directory' : "can't create directory",
      make,
    )
  },
}

export function makeParents(call: Call, path: string): void {
  const { files } = call
  const parts = path.split('/').filter((part) => part !== '')
  let at = path.startsWith('/') ? '/' : ''
  for (const part of parts) {
    at = at === '' ? part : inside(at, part)
    const known = files.maybe(at)
    if (known === undefined) files.makeDirectory(at)
    else if (known.inode.kind !== 'directory') throw fileError('ENOTDIR')
  }
}

export const rmdir: Command = {
  name: 'rmdir',
  run(call) {
    const options = readOptions(call, 'p', { parents: 'p', 'ignore-fail-on-non-empty': 'i' })
    if (options === undefined) return 1
    if (options.words.length === 0) return missingOperand(call)
    return each(call, options.words, 'failed to remove', (path) => call.files.removeDirectory(path))
  },
}

/** Removes a tree; the first path that cannot be removed is said. */
function removeTree(call: Call, path: string): boolean {
  const { files } = call
  const at = files.find(path, false)
  let ok = true
  if (at.inode.kind === 'directory') {
    for (const name of files.list(path)) ok = removeTree(call, inside(path, name)) && ok
    if (!ok) return false
    return tryRemove(call, path, () => files.removeDirectory(path))
  }
  return tryRemove(call, path, () => files.unlink(path))
}

function tryRemove(call: Call, path: string, action: () => void): boolean {
  const { errno } = attempt(action)
  if (errno !== undefined)
    call.warn(`${call.flavour === 'gnu' ? 'cannot remove' : "can't remove"} ${q(call, path)}: ${strerror(errno)}`)
  return errno === undefined
}

export const rm: Command = {
  name: 'rm',
  run(call) {
    const options = readOptions(call, 'rRfidv', { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' })
    if (options === undefined) return 1
    const force = options.has('f')
    const deep = options.has('r') || options.has('R')
    if (options.words.length === 0) return force ? 0 : missingOperand(call)
    let status = 0
    for (const path of options.words) {
      const { value: at, errno } = attempt(() => call.files.find(path, false))
      if (at === undefined) {
        if (force && (errno === 'ENOENT' || errno === 'ENOTDIR')) continue
        call.warn(
          `${call.flavour === 'gnu' ? 'cannot remove' : "can't remove"} ${q(call, path)}: ${strerror(errno ?? 'ENOENT')}`,
        )
        status = 1
      } else if (at.inode.kind === 'directory' && !deep) {
        call.warn(
          call.flavour === 'gnu' ? `cannot remove ${q(call, path)}: Is a directory` : `'${path}' is a directory`,
        )
        status = 1
      } else if (!removeTree(call, path)) status = 1
      else if (options.has('v')) call.out(`removed '${path}'\n`)
    }
    return status
  },
}

export const touch: Command = {
  name: 'touch',
  run(call) {
    const options = readOptions(call, 'acmhd:t:r:', { date: 'd:', reference: 'r:', 'no-create': 'c' })
    if (options === undefined) return 1
    if (options.words.length === 0) return missingOperand(call)
    const reference = options.get('r')
    const given = options.get('d')
    const dated = given === undefined ? undefined : parseDate(given, call.unixMs)
    if (given !== undefined && dated === undefined) {
      call.warn(`invalid date format '${given}'`)
      return 1
    }
    const asked = dated === undefined ? call.nowMs : dated - call.kernel.epochMs
    const ms = reference === undefined ? asked : (call.files.maybe(reference)?.inode.mtimeMs ?? call.nowMs)
    return each(call, options.words, call.flavour === 'gnu' ? 'cannot touch' : "can't touch", (path) => {
      // What standard output is has no name here.
      if (path === '-' && call.flavour === 'gnu') return
      if (call.files.maybe(path) === undefined) {
        if (options.has('c')) return
        call.files.openForWriting(path, {})
      }
      call.files.touch(path, ms)
    })
  },
}

export const ln: Command = {
  name: 'ln',
  run(call) {
    const options = readOptions(call, 'sfnvrT', { symbolic: 's', force: 'f', 'no-dereference': 'n' })
    if (options === undefined) return 1
    const [...words] = options.words
    if (words.length === 0) return missingOperand(call)
    const last = words.length > 1 ? (words.pop() as string) : '.'
    const { files } = call
    const isDirectory = files.maybe(last, !options.has('n'))?.inode.kind === 'directory' && !options.has('T')
    let status = 0
    for (const source of words) {
      const target = isDirectory ? inside(last, base(source)) : last
      const { errno } = attempt(() => {
        if (options.has('f') && files.maybe(target, false) !== undefined) files.unlink(target)
        if (options.has('s')) files.symlink(source, target)
        else files.link(source, target)
      })
      if (errno === undefined) continue
      status = 1
      const kind = options.has('s') ? 'symbolic link' : 'hard link'
      if (call.flavour === 'gnu')
        call.warn(
          errno === 'ENOENT' && !options.has('s')
            ? `failed to access '${source}': ${strerror(errno)}`
            : `failed to create ${kind} '${target}': ${strerror(errno)}`,
        )
      else call.warn(`${target}: ${strerror(errno)}`)
    }
    return status
  },
}

// ---------------------------------------------------------------------------------------------------- copying

interface Copying {
  deep: boolean
  keeps: boolean
  keepsLinks: boolean
  verbose: boolean
}

function copyTree(call: Call, from: string, to: string, how: Copying): number {
  const { files } = call
  const source = files.find(from, !how.keepsLinks)
  const { inode } = source
  if (inode.kind === 'directory') {
    if (!how.deep) {
      call.warn(
        call.flavour === 'gnu' ? `-r not specified; omitting directory '${from}'` : `omitting directory '${from}'`,
      )
      return 1
    }
    if (files.maybe(to) === undefined) files.makeDirectory(to)
    let status = 0
    for (const name of files.list(from))
      status = Math.max(status, copyOne(call, inside(from, name), inside(to, name), how))
    keep(call, to, inode, how)
    return status
  }
  if (inode.kind === 'symlink') {
    if (files.maybe(to, false) !== undefined) files.unlink(to)
    files.symlink(inode.target, to)
    return 0
  }
  const target = files.maybe(to)
  if (target !== undefined && target.volume === source.volume && target.ino === source.ino && source.volume !== -2) {
    call.warn(`'${from}' and '${to}' are the same file`)
    return 1
  }
  const data = files.read(from)
  const isNew = target === undefined
  files.write(to, data)
  if (isNew || how.keeps) files.chmod(to, (before) => (how.keeps ? inode.mode : before | (inode.mode & 0o111)))
  keep(call, to, inode, how)
  if (how.verbose) call.out(`'${from}' -> '${to}'\n`)
  call.kernel.charge(call.process, data.length >> 10)
  return 0
}

function keep(call: Call, path: string, inode: Inode, { keeps }: Copying): void {
  if (!keeps) return
  attempt(() => call.files.touch(path, inode.mtimeMs))
  attempt(() => call.files.chown(path, inode.uid, inode.gid))
}

/** Copies and says what went wrong. */
export function copyOne(call: Call, from: string, to: string, how: Copying): number {
  const { value, errno } = attempt(() => copyTree(call, from, to, how))
  if (errno === undefined) return value as number
  const missing = call.files.maybe(from) === undefined
  if (call.flavour === 'busybox')
    call.warn(missing ? `can't stat '${from}': ${strerror(errno)}` : `can't create '${to}': ${strerror(errno)}`)
  else if (missing) call.warn(`cannot stat '${from}': ${strerror(errno)}`)
  else
    call.warn(
      errno === 'EACCES' && attempt(() => call.files.read(from)).errno === 'EACCES'
        ? `cannot open '${from}' for reading: ${strerror(errno)}`
        : `cannot create regular file '${to}': ${strerror(errno)}`,
    )
  return 1
}

export const cp: Command = {
  name: 'cp',
  run(call) {
    const options = readOptions(call, 'rRapfivLPdnut:T', {
      recursive: 'r',
      archive: 'a',
      preserve: 'p',
      force: 'f',
      verbose: 'v',
      'no-clobber': 'n',
      'target-directory': 't:',
    })
    if (options === undefined) return 1
    const [...words] = options.words
    if (words.length === 0) return missingOperand(call)
    const directory = options.get('t')
    if (words.length === 1 && directory === undefined) return missingOperand(call, words[0])
    const last = directory ?? (words.pop() as string)
    const isDirectory = call.files.maybe(last)?.inode.kind === 'directory' && !options.has('T')
    if (words.length > 1 && !isDirectory) {
      call.warn(`target '${last}'${call.flavour === 'gnu' ? ': Not a directory' : ' is not a directory'}`)
      return 1
    }
    const archive = options.has('a')
    const how: Copying = {
      deep: archive || options.has('r') || options.has('R'),
      keeps: archive || options.has('p'),
      keepsLinks:
        archive ||
        options.has('P') ||
        options.has('d') ||
        ((options.has('r') || options.has('R')) && !options.has('L')),
      verbose: options.has('v'),
    }
    let status = 0
    for (const source of words) {
      const target = isDirectory ? inside(last, base(source)) : last
      if (options.has('n') && call.files.maybe(target) !== undefined) continue
      // `dir/.` copies what is in it.
      const into = /(^|\/)\.\/?$/.test(source) && isDirectory ? last : target
      status = Math.max(status, copyOne(call, source, into, how))
    }
    return status
  },
}

export const mv: Command = {
  name: 'mv',
  run(call) {
    const options = readOptions(call, 'fivnuTt:', { force: 'f', verbose: 'v', 'no-clobber': 'n' })
    if (options === undefined) return 1
    const [...words] = options.words
    if (words.length === 0) return missingOperand(call)
    if (words.length === 1) return missingOperand(call, words[0])
    const last = words.pop() as string
    const isDirectory = call.files.maybe(last)?.inode.kind === 'directory' && !options.has('T')
    if (words.length > 1 && !isDirectory) {
      call.warn(`target '${last}': Not a directory`)
      return 1
    }
    let status = 0
    for (const source of words) {
      const target = isDirectory ? inside(last, base(source)) : last
      if (options.has('n') && call.files.maybe(target) !== undefined) continue
      const { errno } = attempt(() => call.files.rename(source, target))
      if (errno === undefined) {
        if (options.has('v')) call.out(`renamed '${source}' -> '${target}'\n`)
        continue
      }
      if (errno === 'EXDEV') {
        const copied = copyOne(call, source, target, { deep: true, keeps: true, keepsLinks: true, verbose: false })
        if (copied === 0 && removeTree(call, source)) continue
      } else if (call.files.maybe(source, false) === undefined) {
        call.warn(`${call.flavour === 'gnu' ? 'cannot stat' : "can't rename"} '${source}': ${strerror('ENOENT')}`)
      } else
        call.warn(
          `${call.flavour === 'gnu' ? `cannot move '${source}' to '${target}'` : `can't rename '${source}'`}: ${strerror(errno)}`,
        )
      status = 1
    }
    return status
  },
}

// ---------------------------------------------------------------------------------------------------- attributes

/** Paths and, with -R, everything below them. */
function* all(call: Call, paths: readonly string[], deep: boolean): Generator<string> {
  for (const path of paths) {
    yield path
    if (!deep || call.files.maybe(path, false)?.inode.kind !== 'directory') continue
    yield* all(
      call,
      (attempt(() => call.files.list(path)).value ?? []).map((name) => inside(path, name)),
      true,
    )
  }
}

export const chmod: Command = {
  name: 'chmod',
  run(call) {
    // A mode like `-x` is no option.
    const args = call.args.map((arg) => (/^-[rwxXst]+$/.test(arg) && !/^-R$/.test(arg) ? `a${arg}` : arg))
    const options = readOptions(call, 'Rvcf', { recursive: 'R' }, { args })
    if (options === undefined) return 1
    const [mode, ...paths] = options.words
    if (mode === undefined || paths.length === 0) return missingOperand(call)
    if (changeMode(mode, 0o644, false) === undefined) {
      call.warn(`invalid mode: ${call.flavour === 'gnu' ? `'${mode}'` : mode}`)
      return 1
    }
    let status = 0
    for (const path of all(call, paths, options.has('R'))) {
      const { errno } = attempt(() =>
        call.files.chmod(path, (before, isDirectory) => changeMode(mode, before, isDirectory) ?? before),
      )
      if (errno === undefined) continue
      status = 1
      if (call.flavour === 'busybox') call.warn(`${path}: ${strerror(errno)}`)
      else
        call.warn(
          errno === 'ENOENT'
            ? `cannot access '${path}': ${strerror(errno)}`
            : `changing permissions of '${path}': ${strerror(errno)}`,
        )
    }
    return status
  },
}

function identity(call: Call, text: string, file: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const line = (attempt(() => call.files.read(file)).value ?? '').split('\n').find((l) => l.startsWith(`${text}:`))
  return line === undefined ? undefined : Number(line.split(':')[2])
}

const own = (name: string, onlyGroup: boolean): Command => ({
  name,
  run(call) {
    const options = readOptions(call, 'Rhvcf', { recursive: 'R' })
    if (options === undefined) return 1
    const [spec, ...paths] = options.words
    if (spec === undefined || paths.length === 0) return missingOperand(call)
    const [user = '', group] = onlyGroup ? ['', spec] : spec.split(/[:.]/)
    const uid = user === '' ? undefined : identity(call, user, '/etc/passwd')
    const gid = group === undefined || group === '' ? undefined : identity(call, group, '/etc/group')
    if ((user !== '' && uid === undefined) || (group && gid === undefined)) {
      call.warn(
        call.flavour === 'gnu'
          ? `invalid ${uid === undefined && user !== '' ? 'user' : 'group'}: '${spec}'`
          : `unknown user ${spec}`,
      )
      return 1
    }
    let status = 0
    for (const path of all(call, paths, options.has('R'))) {
      const { errno } = attempt(() => call.files.chown(path, uid, gid, !options.has('h')))
      if (errno === undefined) continue
      status = 1
      if (call.flavour === 'busybox') call.warn(`${path}: ${strerror(errno)}`)
      else
        call.warn(
          errno === 'ENOENT'
            ? `cannot access '${path}': ${strerror(errno)}`
            : `changing ownership of '${path}': ${strerror(errno)}`,
        )
    }
    return status
  },
})

export const chown = own('chown', false)
export const chgrp = own('chgrp', true)

export const basename: Command = {
  name: 'basename',
  run(call) {
    const options = readOptions(call, 'as:z', { suffix: 's:', multiple: 'a' })
    if (options === undefined) return 1
    const [first, second] = options.words
    if (first === undefined) return missingOperand(call)
    const several = options.has('a') || options.has('s')
    const suffix = options.get('s') ?? (several ? undefined : second)
    for (const path of several ? options.words : [first]) {
      const name = base(path)
      call.out(
        `${suffix !== undefined && name !== suffix && name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name}\n`,
      )
    }
    return 0
  },
}

export const dirname: Command = {
  name: 'dirname',
  run(call) {
    const words = call.args.filter((word) => word !== '--' && word !== '-z')
    if (words.length === 0) return missingOperand(call)
    for (const path of words) call.out(`${parent(path)}\n`)
    return 0
  },
}

export const readlink: Command = {
  name: 'readlink',
  run(call) {
    const options = readOptions(call, 'femnqsvz', { canonicalize: 'f', 'no-newline': 'n' })
    if (options === undefined) return 1
    let status = 0
    for (const path of options.words) {
      const text =
        options.has('f') || options.has('m') || options.has('e')
          ? canonical(call, path, options.has('m'))
          : linkTarget(call, path)
      if (text === undefined) status = 1
      else call.out(text + (options.has('n') ? '' : '\n'))
    }
    return status
  },
}

const linkTarget = (call: Call, path: string): string | undefined => {
  const inode = call.files.maybe(path, false)?.inode
  return inode?.kind === 'symlink' ? inode.target : undefined
}

/** The path without links; its last part need not be there. */
function canonical(call: Call, path: string, loose: boolean): string | undefined {
  const found = call.files.maybe(path)
  if (found !== undefined) return found.path
  const above = call.files.maybe(parent(path))
  if (above !== undefined) return inside(above.path, base(path))
  return loose ? call.files.absolute(path) : undefined
}

export const realpath: Command = {
  name: 'realpath',
  run(call) {
    const options = readOptions(call, 'emsqzL', { canonicalize: 'e' })
    if (options === undefined) return 1
    let status = 0
    for (const path of options.words) {
      const text =
        call.files.maybe(path)?.path ?? (options.has('e') ? undefined : canonical(call, path, options.has('m')))
      if (text !== undefined) call.out(`${text}\n`)
      else {
        call.warn(`${path}: ${strerror('ENOENT')}`)
        status = 1
      }
    }
    return status
  },
}
