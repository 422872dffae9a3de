/** Parts of paths, and the commands that print them: basename, dirname, readlink, realpath. */
import { strerror } from '../files/errno.ts'
import type { Call, Command } from '../kernel/contract.ts'
import { missingOperand } from './operands.ts'
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

const MAX_LINKS = 40

/** The path without links; its last part need not be there. */
function canonical(call: Call, path: string, loose: boolean, links = 0): string | undefined {
  const found = call.files.maybe(path)
  if (found !== undefined) return found.path
  const dangling = linkTarget(call, path)
  if (dangling !== undefined && links < MAX_LINKS)
    return canonical(call, dangling.startsWith('/') ? dangling : inside(parent(path), dangling), loose, links + 1)
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
