/** The small commands lines are piped through. A new one is a file beside this and a line here. */
import type { Files } from '../../../kubectl/host.ts'
import type { Process } from '../process.ts'
import { grep } from './grep.ts'
import { jq } from './jq.ts'
import { head, sort, tail, uniq, wc } from './lines.ts'
import { cat, echo, ls } from './small.ts'

export interface FilterContext {
  files: Files
  /** It reads a pipe. */
  piped: boolean
}

/** Makes the process of a command line. */
export type Filter = (args: readonly string[], context: FilterContext) => Process

export const filters: Readonly<Record<string, Filter>> = { cat, echo, grep, head, jq, ls, sort, tail, uniq, wc }
