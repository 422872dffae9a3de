/** Signals: names, numbers, what they do. */
import type { Kernel } from './contract.ts'
import type { Container } from './container.ts'
import { CodeFrame } from './frames.ts'
import { nativeFrameSignal } from './natives.ts'
import type { Process } from './process.ts'
import { compile } from '../shell/compile/compile.ts'

export const INT = 2

export const KILL = 9
export const PIPE = 13

export const CHLD = 17

export const SIGNALS: readonly string[] = [
  'EXIT',
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
]
/** What dash and ash say of a child that a signal ended. */
export const ENDED_BY: Record<number, string> = {
  1: 'Hangup\n',
  3: 'Quit\n',
  6: 'Aborted\n',
  9: 'Killed\n',
  11: 'Segmentation fault\n',
  15: 'Terminated\n',
}

/** Signals that do nothing unless somebody wants them. */
const HARMLESS = new Set([CHLD, 18, 19, 20, 21, 22, 23, 28])

/** `TERM`, `SIGTERM`, `15` → 15; undefined when there is no such signal. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) < SIGNALS.length ? Number(text) : undefined
  const name = text.toUpperCase().replace(/^SIG/, '')
  const number = SIGNALS.indexOf(name)
  return number < 0 ? undefined : number
}

/**
 * Acts on the signals a process has. A shell's traps run when the command in its foreground is over; only its own
 * `wait` is interrupted. Says whether the process' stack changed. @param arriving it has just come; the process may wait
 */
export function act(k: Kernel, c: Container, process: Process, arriving = false): boolean {
  let changed = false
  for (const signal of process.signals) {
    const verdict = one(k, c, process, signal, arriving)
    if (verdict === 'later') continue
    process.signals = process.signals.filter((s) => s !== signal)
    if (verdict === 'ended') return true
    if (verdict === 'acted') changed = true
  }
  return changed
}

type Verdict = 'later' | 'ignored' | 'acted' | 'ended'

function one(k: Kernel, c: Container, process: Process, signal: number, arriving: boolean): Verdict {
  const bottom = process.frames[0]
  if (bottom?.type === 'native') return nativeFrameSignal(k, c, process, bottom, signal) ? 'acted' : 'ignored'
  const { shell } = process
  const trap = shell?.traps?.get(SIGNALS[signal] as string)
  if (shell === undefined || trap === undefined) {
    if (process.pid === 1 || HARMLESS.has(signal)) return 'ignored'
    const top = process.frames[process.frames.length - 1]
    // Ctrl+C at a prompt ends the command, not the shell.
    if (shell !== undefined && process.session !== 0 && signal === INT && isInteractive(process)) {
      interrupt(k, process)
      return 'acted'
    }
    if (top === undefined) return 'ignored'
    k.endProcess(c, process, 128 + signal, signal)
    return 'ended'
  }
  if (trap === '') return 'ignored'
  const top = process.frames[process.frames.length - 1]
  if (top?.type === 'command') {
    if (top.command.name !== 'wait') return 'later'
    process.frames.pop()
    shell.lastStatus = 128 + signal
    k.resume(process)
  } else if (top?.type !== 'code') return 'later'
  else if (process.wait !== 0) {
    // It waits for a pipeline: after that.
    if (arriving) return 'later'
  }
  pushTrap(process, SIGNALS[signal] as string, trap)
  return 'acted'
}

const isInteractive = ({ frames }: Process): boolean => {
  const bottom = frames[0]
  return bottom?.type === 'code' && bottom.name === 'interactive'
}

function interrupt(k: Kernel, process: Process): void {
  const bottom = process.frames[0] as CodeFrame
  process.frames = [bottom]
  process.words.length = bottom.words
  process.marks.length = bottom.marks
  process.pieces.length = bottom.pieces
  process.fds = process.scopes[bottom.scopes] ?? process.fds
  process.scopes.length = bottom.scopes
  if (process.shell !== undefined) process.shell.lastStatus = 128 + INT
  k.resume(process)
}

/** Lets the shell run a trap's action before anything else. */
export function pushTrap(process: Process, name: string, action: string): void {
  const shell = process.shell
  if (shell === undefined) return
  const { scopes, words, marks, pieces } = process
  const frame = new CodeFrame(
    compile(action, shell.dialect, shell.line),
    0,
    'trap',
    scopes.length,
    words.length,
    marks.length,
    pieces.length,
  )
  frame.savedStatus = shell.lastStatus
  frame.name = name
  process.frames.push(frame)
}
