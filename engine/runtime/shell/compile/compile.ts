/** Text of a script → program, remembered by text: what 10,000 containers of one template run is compiled once. */
import { parse } from 'unbash'
import { endMain } from '../ops/flow.ts'
import type { ShellProgram } from '../program.ts'
import type { Dialect } from '../state.ts'
import { emitNested, emitScript } from './commands.ts'
import { Emitter } from './emitter.ts'
import { syntaxFault } from './grammar.ts'

const KEPT = 512
const programs = new Map<string, ShellProgram>()

/** @param firstLine the line number of the script's first line in messages */
export function compile(text: string, dialect: Dialect, firstLine = 1): ShellProgram {
  const key = `${dialect} ${firstLine} ${text}`
  let program = programs.get(key)
  if (program === undefined) {
    const emitter = new Emitter(text, dialect, firstLine, emitNested)
    emitScript(emitter, parse(text), syntaxFault(text, dialect))
    emitter.emit(endMain)
    program = { code: emitter.code, dialect }
    if (programs.size >= KEPT) programs.delete(programs.keys().next().value as string)
    programs.set(key, program)
  }
  return program
}
