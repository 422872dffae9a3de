/** What a shell does itself: it changes the shell's own state. */
import type { Machine } from '../../kernel/contract.ts'
import type { Dialect } from '../state.ts'

/** Instead of a status: the stack has changed. */
export const BUILTIN_SWITCHED = -2

export interface Builtin {
  readonly names: readonly string[]
  /** POSIX's special builtins: assignments in front of them stay. */
  readonly special?: boolean
  /** Shells that have it; all unless said. */
  readonly dialects?: readonly Dialect[]
  run(m: Machine, argv: readonly string[]): number
}
