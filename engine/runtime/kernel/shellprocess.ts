/** What a machine does to shells and descriptors when processes begin and end. */
import type { Command } from './contract.ts'
import { quoted } from '../shell/edits.ts'
import type { Shell, Value } from '../shell/state.ts'
import { ENDED_BY } from './signals.ts'

/** Waits for a child that a shell runs in the foreground. */
export const FOREGROUND: Command = {
  name: 'foreground',
  run(call) {
    const pid = call.state as number
    const child = call.container.process(pid)
    if (child?.isZombie && call.process.shell?.isBash === false) call.err(ENDED_BY[child.killedBy] ?? '')
    const status = call.reap(pid)
    return status ?? call.waitChild()
  },
}

export const KEYWORDS = new Set('if then else elif fi for while until do done case esac in { } ! [['.split(' '))

export interface Local {
  value: Value
  flags: number
  /** What it stood for, when it was a nameref. */
  reference?: string | undefined
}

export function restore(shell: Shell, name: string, { value, flags, reference }: Local): void {
  shell.refer(name, undefined)
  if (value === null) shell.unset(name)
  else {
    shell.put(name, value)
    shell.setFlags(name, flags)
  }
  if (reference !== undefined) shell.refer(name, reference)
}

/** A shell's copy for a subshell: traps that do something are the parent's only. */
export function subshell(shell: Shell): Shell {
  const copy = shell.copy()
  copy.depth++
  copy.jobs = []
  const { traps } = copy
  if (traps !== undefined) {
    const stays = (name: string): boolean =>
      (name === 'ERR' && (copy.has('E') || copy.has('errtrace'))) ||
      (name === 'DEBUG' && (copy.has('T') || copy.has('functrace')))
    copy.traps = new Map([...traps].filter(([name, action]) => action === '' || stays(name)))
  }
  return copy
}

export function replaced(fds: readonly number[], fd: number, open: number): readonly number[] {
  const copy = fds.slice()
  while (copy.length < fd) copy.push(-1)
  copy[fd] = open
  return copy
}

/** A word as `set -x` shows it. */
export function traced(word: string, shell: Shell): string {
  if (shell.dialect === 'dash') return word
  if (word === '') return "''"
  if (!shell.isBash) return /^[\w+,\-./:@\]^]+$/.test(word) && !KEYWORDS.has(word) ? word : quoted(word)
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return quoted(word)
}
