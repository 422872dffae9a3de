/** Files that come and go: mkdir, rmdir, rm, touch, ln. */
import { attempt, fileError, strerror } from '../files/errno.ts'
import type { Call, Command } from '../kernel/contract.ts'
import { parseDate } from './date.ts'
import { changeMode } from './modes.ts'
import { each, missingOperand, q } from './operands.ts'
import { readOptions } from './options.ts'
import { base, inside } from './paths.ts'

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
    if (call.flavour === 'gnu')
      return each(call, options.words, 'failed to remove', (path) => call.files.removeDirectory(path))
    let status = 0
    for (const path of options.words) {
      const { errno } = attempt(() => call.files.removeDirectory(path))
      if (errno === undefined) continue
      call.warn(`'${path}': ${strerror(errno)}`)
      status = 1
    }
    return status
  },
}

/** Removes a tree; the first path that cannot be removed is said. */
export function removeTree(call: Call, path: string): boolean {
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
    call.warn(`${call.flavour === 'gnu' ? 'cannot remove' : "can't remove"} ${q(path)}: ${strerror(errno)}`)
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
          `${call.flavour === 'gnu' ? 'cannot remove' : "can't remove"} ${q(path)}: ${strerror(errno ?? 'ENOENT')}`,
        )
        status = 1
      } else if (at.inode.kind === 'directory' && !deep) {
        call.warn(call.flavour === 'gnu' ? `cannot remove ${q(path)}: Is a directory` : `'${path}' is a directory`)
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
    return each(call, options.words, call.flavour === 'gnu' ? 'cannot touch' : '', (path) => {
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
      else call.warn(`${errno === 'ENOENT' && !options.has('s') ? source : target}: ${strerror(errno)}`)
    }
    return status
  },
}
