/** Modes and owners of files: chmod, chown, chgrp. */
import { attempt, strerror } from '../files/errno.ts'
import type { Call, Command } from '../kernel/contract.ts'
import { changeMode } from './modes.ts'
import { missingOperand } from './operands.ts'
import { readOptions } from './options.ts'
import { inside } from './paths.ts'

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

/** Changes every path; says what could not be, in the words of the flavour. @returns the status */
function changed(call: Call, paths: Iterable<string>, what: string, change: (path: string) => void): number {
  let status = 0
  for (const path of paths) {
    const { errno } = attempt(() => change(path))
    if (errno === undefined) continue
    status = 1
    const doing = errno === 'ENOENT' ? 'cannot access' : `changing ${what} of`
    call.warn(call.flavour === 'busybox' ? `${path}: ${strerror(errno)}` : `${doing} '${path}': ${strerror(errno)}`)
  }
  return status
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
      call.warn(`invalid mode${call.flavour === 'gnu' ? ':' : ''} '${mode}'`)
      if (call.flavour === 'gnu') call.err("Try 'chmod --help' for more information.\n")
      return 1
    }
    return changed(call, all(call, paths, options.has('R')), 'permissions', (path) =>
      call.files.chmod(path, (before, isDirectory) => changeMode(mode, before, isDirectory) ?? before),
    )
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
    return changed(call, all(call, paths, options.has('R')), 'ownership', (path) =>
      call.files.chown(path, uid, gid, !options.has('h')),
    )
  },
})

export const chown = own('chown', false)
export const chgrp = own('chgrp', true)
