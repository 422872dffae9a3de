/** The small commands lines are piped through. A new one is a file beside this and a line here. */
import type { Filter } from './filter.ts'
import { grep } from './grep.ts'
import { jq } from './jq.ts'
import { head, sort, tail, uniq, wc } from './lines.ts'
import { cat, echo, ls } from './small.ts'

export const filters: Readonly<Record<string, Filter>> = { cat, echo, grep, head, jq, ls, sort, tail, uniq, wc }
