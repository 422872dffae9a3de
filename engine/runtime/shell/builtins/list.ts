/** All builtins of the shells. A new one is a value in a file beside this and a word here. */
import type { Command } from '../../kernel/contract.ts'
import { echo } from '../../commands/echo.ts'
import { printf } from '../../commands/printf.ts'
import { bracket, test } from '../../commands/test.ts'
import type { Dialect } from '../state.ts'
import type { Builtin } from './builtin.ts'
import { breaks, builtin, command, continues, evaluates, executes, exit, returns, source, type } from './flow.ts'
import { mapfile, readarray } from './mapfile.ts'
import { kill, read, wait } from './read.ts'
import { cd, colon, jobs, let_, no, nothing, ok, pwd, shopt, times, trap, umask } from './shellstate.ts'
import { declare, exports_, getopts, local, readonly_, set, shift, unset } from './variables.ts'

const builtins: readonly Builtin[] = [
  breaks,
  builtin,
  cd,
  colon,
  command,
  continues,
  declare,
  evaluates,
  executes,
  exit,
  exports_,
  getopts,
  jobs,
  let_,
  local,
  no,
  nothing,
  ok,
  pwd,
  readonly_,
  returns,
  set,
  shift,
  shopt,
  source,
  times,
  trap,
  type,
  umask,
  unset,
]

/** Commands a shell runs without starting a process. */
const utilities: readonly Command[] = [bracket, echo, kill, mapfile, printf, read, readarray, test, wait]

const byName = new Map(builtins.flatMap((item) => item.names.map((name) => [name, item] as const)))
const utilityByName = new Map(utilities.map((item) => [item.name, item]))

export function findBuiltin(name: string, dialect: Dialect): Builtin | undefined {
  const found = byName.get(name)
  return found?.dialects === undefined || found.dialects.includes(dialect) ? found : undefined
}

export const findUtility = (name: string, _dialect: Dialect): Command | undefined => utilityByName.get(name)
