/**
 * Executable files: what an image's binaries are made of. A binary's bytes name the program, so that copying it copies
 * the program, as init containers do.
 */
import type { Errno } from './files/errno.ts'
import type { Dialect } from './shell/state.ts'

const MAGIC = '\x7fELF\x02\x01\x01\0'

export type Executable =
  | { kind: 'command'; name: string; flavour: 'busybox' | 'gnu' }
  | { kind: 'shell'; dialect: Dialect }
  | { kind: 'program'; name: string }
  | { kind: 'script'; interpreter: string; argument: string | undefined; path: string }

/** What a command's name stands for, or why it cannot be run; ENOCMD: nowhere in PATH. */
export type Resolved = { found: Executable; path: string } | { errno: Errno | 'ENOCMD' }

/** Bytes of a binary. */
export function binary(what: Exclude<Executable, { kind: 'script' }>): string {
  const rest =
    what.kind === 'command' ? `${what.name} ${what.flavour}` : what.kind === 'shell' ? what.dialect : what.name
  return `${MAGIC}${what.kind} ${rest}\n`
}

/** What a file's bytes run as; undefined: nothing that can be run. */
export function executableOf(data: string, path: string, argv0: string): Executable | undefined {
  if (data.startsWith(MAGIC)) {
    const [kind, name = '', flavour] = data.slice(MAGIC.length).trimEnd().split(' ')
    if (kind === 'shell') return { kind, dialect: name as Dialect }
    if (kind === 'program') return { kind, name }
    if (name !== 'busybox') return { kind: 'command', name, flavour: flavour as 'gnu' }
    const applet = argv0.slice(argv0.lastIndexOf('/') + 1)
    if (applet === 'sh' || applet === 'ash') return { kind: 'shell', dialect: 'ash' }
    return { kind: 'command', name: applet, flavour: 'busybox' }
  }
  const first = /^#![ \t]*(\S+)(?:[ \t]+([^\n]*?))?[ \t\r]*(?:\n|$)/.exec(data)
  if (first !== null) return { kind: 'script', interpreter: first[1] as string, argument: first[2] || undefined, path }
  return undefined
}
