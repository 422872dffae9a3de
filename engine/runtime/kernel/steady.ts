/**
 * Loops that do the same in every turn: `while true; do date; sleep 5; done`. Nothing of what they do reaches anybody who
 * does not look at their container, so such turns are no events: they are counted when somebody asks what was used, and
 * run when somebody asks what was said (decision 0014 does the same for probes). Whatever else concerns the container
 * rouses it first, and it goes on as an event of the clock.
 */
import { runConstant } from '../shell/ops/commands.ts'
import * as flow from '../shell/ops/flow.ts'
import type { Instruction, Operation, ShellProgram } from '../shell/program.ts'
import type { Container } from './container.ts'
import type { CodeFrame } from './frames.ts'
import { STDERR, STDOUT } from './open.ts'
import type { Process } from './process.ts'
import { shadows } from './resolvednames.ts'
import type { Rest, Steady } from './rest.ts'

/** Commands that only print, or wait, and always succeed; the arguments they may have. */
const HARMLESS: Record<string, RegExp> = {
  ':': /^/,
  true: /^/,
  echo: /^/,
  date: /^(-u|\+.*)$/,
  sleep: /^[\d.]+[smhd]?$/,
}

const HARMLESS_NAMES = Object.keys(HARMLESS)

const JUMPS = new Set<Operation>([
  flow.jump,
  flow.jumpIfFailed,
  flow.jumpIfOk,
  flow.setStatus,
  flow.check,
  flow.nextTurn,
])

/** No state: what a program's loop is does not change. */
const known = new WeakMap<object, Map<number, boolean>>()

/** Whether the loop that a shell is in can do nothing but print and sleep, for ever. */
function isHarmless(frame: CodeFrame): boolean {
  const [loop] = frame.loops
  if (loop === undefined || frame.loops.length !== 1) return false
  let places = known.get(frame.program)
  if (places === undefined) known.set(frame.program, (places = new Map()))
  let harmless = places.get(loop.continueAt)
  if (harmless === undefined) {
    const { code } = frame.program as ShellProgram
    harmless = code.slice(loop.continueAt, loop.breakAt).every(isHarmlessInstruction)
    places.set(loop.continueAt, harmless)
  }
  return harmless
}

function isHarmlessInstruction({ run, data }: Instruction): boolean {
  if (JUMPS.has(run)) return true
  if (run !== runConstant) return false
  const [name = '', ...args] = data as readonly string[]
  const allowed = HARMLESS[name]
  return allowed !== undefined && args.every((arg) => allowed.test(arg)) && (name !== 'sleep' || args.length > 0)
}

/** Longer turns cost nothing, and who measures usage would take them for rest. */
const LONGEST_MS = 10_000

/** Whether what a container does is known for all time from the turn that it has just ended. */
export function isSteady(c: Container, process: Process, periodMs: number): boolean {
  const { shell, frames } = process
  const [bottom] = frames
  return (
    periodMs > 0 &&
    periodMs <= LONGEST_MS &&
    frames.length === 2 &&
    bottom?.type === 'code' &&
    shell !== undefined &&
    [...shell.options].every((letter) => letter === 'e' || letter === 'u') &&
    !HARMLESS_NAMES.some((name) => shell.functions?.has(name)) &&
    shell.traps?.has('DEBUG') !== true &&
    c.processes.length === 1 &&
    process.signals.length === 0 &&
    c.attached.length === 0 &&
    c.opens === undefined &&
    c.pipes === undefined &&
    c.heapBytes === 0 &&
    c.draws === 0 &&
    c.root < 0 &&
    (c.mounts === undefined || !shadows(c.mounts, shell.get('PATH'))) &&
    process.fds[1] === STDOUT &&
    process.fds[2] === STDERR &&
    isHarmless(bottom)
  )
}

/** By the program of the shell; no state. */
const shared = new WeakMap<object, Map<string, Steady>>()

/** What turns of a program take, one record for all whose turns take the same. */
export function steadyOf(program: object, periodMs: number, micros: number, pids: number): Steady {
  const key = `${periodMs} ${micros} ${pids}`
  let known = shared.get(program)
  if (known === undefined) shared.set(program, (known = new Map()))
  let steady = known.get(key)
  if (steady === undefined) known.set(key, (steady = { periodMs, micros, pids }))
  return steady
}

/** Turns that have passed up to and including an instant. */
export function turnsBy({ dueMs, steady }: Rest, nowMs: number): number {
  return dueMs > nowMs ? 0 : Math.floor((nowMs - dueMs) / steady.periodMs) + 1
}

/** CPU time a container has used, turns that were not run included. */
export const burnedMicros = ({ cpuMicros, rest }: Readonly<Container>, nowMs: number): number =>
  rest === undefined ? cpuMicros : cpuMicros + turnsBy(rest, nowMs) * rest.steady.micros
