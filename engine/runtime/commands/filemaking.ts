/** Commands that make files: mktemp, mkfifo, truncate, fallocate, install. */
import type { Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { copyOne } from './copying.ts'
import { makeParents } from './filecommands.ts'
import { each } from './operands.ts'
import { base, inside, parent } from './paths.ts'
import { readOptions } from './options.ts'

export const truncate: Command = {
  name: 'truncate',
  run(call) {
    const options = readOptions(call, 's:c', { size: 's:', 'no-create': 'c' })
    if (options === undefined) return 1
    const size = bytesOf(options.get('s') ?? '0')
    return each(call, options.words, 'cannot open', (path) => {
      call.files.truncate(call.files.openForWriting(path, { create: !options.has('c') }), size)
    })
  },
}

/** `fallocate -l 1G file`. */
export const fallocate: Command = {
  name: 'fallocate',
  run(call) {
    const options = readOptions(call, 'l:o:', { length: 'l:' })
    if (options === undefined) return 1
    const size = bytesOf(options.get('l') ?? '0')
    return each(call, options.words, 'cannot open', (path) =>
      call.files.truncate(call.files.openForWriting(path, {}), size),
    )
  },
}

export function bytesOf(text: string): number {
  const match = /^(\d+)([bcwkKMGT]?)(i?B)?$/.exec(text)
  if (match === null) return 0
  const power = { b: 512, c: 1, w: 2, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4, '': 1 }[
    match[2] as 'k'
  ] as number
  return Number(match[1]) * power
}

export const mktemp: Command = {
  name: 'mktemp',
  run(call) {
    const options = readOptions(call, 'dqup:t', { directory: 'd', tmpdir: 'p:', 'dry-run': 'u' })
    if (options === undefined) return 1
    const template = options.words[0] ?? 'tmp.XXXXXXXXXX'
    if (!/X{3,}/.test(template)) {
      call.warn(call.flavour === 'gnu' ? `too few X's in template '${template}'` : `${template}: Invalid argument`)
      return 1
    }
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    const name = template.replace(/X{3,}(?!.*XXX)/, (x) =>
      [...x].map(() => letters[call.kernel.randomBits(call.container) % 62]).join(''),
    )
    const directory =
      options.get('p') ?? (options.words.length === 0 || options.has('t') ? (call.env('TMPDIR') ?? '/tmp') : undefined)
    const path = directory === undefined || name.startsWith('/') ? name : inside(directory, name)
    const { errno } = attempt(() => {
      if (options.has('u')) return
      if (options.has('d')) call.files.makeDirectory(path, 0o700)
      else {
        call.files.openForWriting(path, { exclusive: true })
        call.files.chmod(path, () => 0o600)
      }
    })
    if (errno !== undefined) {
      call.warn(
        `failed to create ${options.has('d') ? 'directory' : 'file'} via template '${path}': ${strerror(errno)}`,
      )
      return 1
    }
    call.out(`${path}\n`)
    return 0
  },
}

export const mkfifo: Command = {
  name: 'mkfifo',
  run(call) {
    const options = readOptions(call, 'm:', { mode: 'm:' })
    if (options === undefined) return 1
    return each(call, options.words, 'cannot create fifo', (path) => call.files.fifo(path))
  },
}

export const install: Command = {
  name: 'install',
  run(call) {
    const options = readOptions(call, 'dm:o:g:Dv', { mode: 'm:', directory: 'd' })
    if (options === undefined) return 1
    if (options.has('d')) return each(call, options.words, 'cannot create directory', (path) => makeParents(call, path))
    const [...words] = options.words
    const last = words.pop() as string
    if (options.has('D')) attempt(() => makeParents(call, parent(last)))
    const isDirectory = call.files.maybe(last)?.inode.kind === 'directory'
    let status = 0
    for (const source of words) {
      const target = isDirectory ? inside(last, base(source)) : last
      status = Math.max(
        status,
        copyOne(call, source, target, { deep: false, keeps: false, keepsLinks: false, verbose: false }),
      )
      attempt(() => call.files.chmod(target, () => Number.parseInt(options.get('m') ?? '755', 8)))
    }
    return status
  },
}
