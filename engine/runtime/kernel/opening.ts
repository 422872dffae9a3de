/** Opening what a redirection names, with the messages of each shell. */
import type { Kernel, RedirectSpec } from './contract.ts'
import { attempt, type Errno, strerror } from '../files/errno.ts'
import { contentOf, mayAccess } from '../files/inode.ts'
import type { Dialect, Shell } from '../shell/state.ts'
import type { Container } from './container.ts'
import { addOpen, fifoPipe } from './io.ts'
import { NULL, STDERR, STDOUT } from './open.ts'
import type { Process } from './process.ts'

type Outcome = { changes: [fd: number, open: number][] } | { error: string }

export function openForRedirect(
  k: Kernel,
  c: Container,
  process: Process,
  { operator, fd }: RedirectSpec,
  target: string,
  shell: Shell,
): Outcome {
  const at = (standard: number) => (fd < 0 ? standard : fd)
  const open = (
    how: 'read' | 'write' | 'append' | 'both',
    fds: readonly number[],
    standard = how === 'read' || how === 'both' ? 0 : 1,
  ): Outcome => {
    const opened = openPath(k, c, process, target, how)
    if (typeof opened === 'number')
      return { changes: fds.length > 0 ? fds.map((n) => [n, opened]) : [[at(standard), opened]] }
    return { error: cannotOpen(target, opened, how === 'read', shell.dialect) }
  }
  switch (operator) {
    case '<':
      return open('read', [])
    case '>':
      if (shell.has('C') && k.files(c, process).maybe(target)?.inode.kind === 'file') {
        return { error: noClobber(target, shell.dialect) }
      }
      return open('write', [])
    case '>|':
      return open('write', [])
    case '>>':
      return open('append', [])
    case '<>':
      return open('both', [])
    case '&>':
      return open('write', [1, 2])
    case '&>>':
      return open('append', [1, 2])
    case '<&':
    case '>&':
      return duplicate(process, operator, target, at(operator === '<&' ? 0 : 1), shell, () => open('write', [1, 2]))
    default: {
      const text = operator === '<<<' ? `${target}\n` : target
      return { changes: [[at(0), addOpen(c, { kind: 'text', text, offset: 0 })]] }
    }
  }
}

function duplicate(
  process: Process,
  operator: string,
  target: string,
  fd: number,
  shell: Shell,
  both: () => Outcome,
): Outcome {
  if (target === '-') return { changes: [[fd, -1]] }
  const digits = /^(\d+)(-?)$/.exec(target)
  if (digits === null) {
    if (operator === '>&' && shell.isBash) return both()
    return { error: shell.dialect === 'dash' ? 'Syntax error: Bad fd number' : `${target}: ambiguous redirect` }
  }
  const open = process.fds[Number(digits[1])] ?? -1
  if (open < 0) return { error: `${digits[1]}: Bad file descriptor` }
  return {
    changes:
      digits[2] === '-'
        ? [
            [fd, open],
            [Number(digits[1]), -1],
          ]
        : [[fd, open]],
  }
}

const noClobber = (path: string, dialect: Dialect): string =>
  dialect === 'bash'
    ? `${path}: cannot overwrite existing file`
    : dialect === 'dash'
      ? `cannot create ${path}: File exists`
      : `can't create ${path}: File exists`

function cannotOpen(path: string, errno: Errno, reading: boolean, dialect: Dialect): string {
  if (dialect === 'bash') return `${path}: ${strerror(errno)}`
  if (dialect === 'ash') {
    if (reading) return `can't open ${path}: ${errno === 'ENOENT' ? 'no such file' : strerror(errno)}`
    return `can't create ${path}: ${errno === 'ENOENT' ? 'nonexistent directory' : strerror(errno)}`
  }
  if (reading) return `cannot open ${path}: ${errno === 'ENOENT' ? 'No such file' : strerror(errno)}`
  return `cannot create ${path}: ${errno === 'ENOENT' ? 'Directory nonexistent' : strerror(errno)}`
}

const STANDARD_PATHS: Record<string, number> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }

/** Opens a path; a number of a description, or why not. */
export function openPath(
  k: Kernel,
  c: Container,
  process: Process,
  path: string,
  how: 'read' | 'write' | 'append' | 'both',
): number | Errno {
  const main = /^\/proc\/1\/fd\/([12])$/.exec(path)
  if (main !== null && how !== 'read') return main[1] === '1' ? STDOUT : STDERR
  const numbered = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/.exec(path)
  const fd = STANDARD_PATHS[path] ?? (numbered === null ? undefined : Number(numbered[1]))
  if (fd !== undefined) return (process.fds[fd] ?? -1) < 0 ? 'ENOENT' : (process.fds[fd] as number)
  const files = k.files(c, process)
  const { value: at, errno } = attempt(() =>
    how === 'read' ? files.find(path) : files.openForWriting(path, { truncate: how === 'write' }),
  )
  if (at === undefined) return errno as Errno
  const { inode, volume, ino } = at
  if (how === 'read' && !mayAccess(inode, files.who, 4)) return 'EACCES'
  switch (inode.kind) {
    case 'directory':
      return addOpen(c, { kind: 'directory', path: at.path })
    case 'device':
      if (inode.device === 'null') return NULL
      return inode.device === 'tty' ? ttyOf(process) : addOpen(c, { kind: inode.device })
    case 'fifo': {
      const pipe = fifoPipe(c, volume, ino)
      return addOpen(c, { kind: how === 'read' ? 'pipeRead' : 'pipeWrite', pipe })
    }
    case 'symlink':
      return 'ELOOP'
    default:
      // Computed files are what they were when opened.
      if (volume === -2) return addOpen(c, { kind: 'text', text: contentOf(inode), offset: 0 })
      return addOpen(c, {
        kind: 'file',
        volume,
        ino,
        path: at.path,
        offset: 0,
        append: how === 'append',
        read: how === 'read' || how === 'both',
        write: how !== 'read',
      })
  }
}

const ttyOf = (process: Process): number | Errno => (process.session === 0 ? 'ENXIO' : (process.fds[1] ?? NULL))
