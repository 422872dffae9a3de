/** cp and mv. */
import { attempt, strerror } from '../files/errno.ts'
import type { Inode } from '../files/inode.ts'
import type { Call, Command } from '../kernel/contract.ts'
import { removeTree } from './filecommands.ts'
import { missingOperand } from './operands.ts'
import { readOptions } from './options.ts'
import { base, inside } from './paths.ts'

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
