/**
 * The few words of shell the spine's containers need: echo, sleep, exit, true, false, in sequence with `;` and `&&`,
 * and an endless `while true` loop. The full shell replaces this file; anything else says `not found`, exit 127.
 */
import type { ProcessSpec } from '../core/runtime.ts'
import type { Program, ProgramState, Turn } from './program.ts'

interface State extends ProgramState {
  steps: readonly string[]
  at: number
  loop: boolean
}

/** Splits `a; b && c` into simple commands (quotes keep their separators). */
export function statements(script: string): string[] {
  const out: string[] = []
  let current = ''
  let quote = ''
  for (const char of script.replaceAll('&&', ';').replaceAll('\n', ';')) {
    if (quote) quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    if (char === ';' && !quote) {
      out.push(current.trim())
      current = ''
    } else current += char
  }
  out.push(current.trim())
  return out.filter((s) => s !== '')
}

const LOOP = /^\s*while\s+(?:true|:)\s*;\s*do\s+([\s\S]*?);?\s*done\s*;?\s*$/

const parse = (spec: ProcessSpec): State =>
  parseWords([...(spec.template.command ?? []), ...(spec.template.args ?? [])])

function parseWords(words: readonly string[]): State {
  const shell = /(^|\/)(sh|bash|ash)$/.test(words[0] ?? '') && words[1] === '-c'
  const script = shell ? (words[2] ?? '') : words.join(' ')
  const loop = LOOP.exec(script)
  return { steps: statements(loop ? (loop[1] as string) : script), at: 0, loop: loop !== null }
}

/** Runs statements until one waits or the script ends. */
function run(state: State): Turn {
  const lines: string[] = []
  let { at } = state
  for (let budget = 1000; budget > 0; budget--) {
    const step = state.steps[at]
    if (step === undefined) {
      if (!state.loop || state.steps.length === 0) return { state, lines, exit: { exitCode: 0 } }
      at = 0
      continue
    }
    at++
    const [name = '', ...args] = step.split(/\s+/)
    if (name === 'sleep') {
      return { state: { ...state, at }, lines, ...(args[0] === 'infinity' ? {} : { wakeInMs: sleepMs(args[0]) }) }
    }
    if (name === 'exit') return { state, lines, exit: { exitCode: Number(args[0] ?? 0) & 255 } }
    if (name === 'echo') lines.push(unquoted(step.slice(4).trim()))
    else if (name === 'false') return { state, lines, exit: { exitCode: 1 } }
    else if (name !== 'true' && name !== ':') {
      return { state, lines: [...lines, `sh: ${name}: not found`], exit: { exitCode: 127 } }
    }
  }
  // A loop that never waits: one turn a second of virtual time.
  return { state: { ...state, at }, lines, wakeInMs: 1000 }
}

/** Turns a script may take before it counts as one that never ends. */
const MAX_TURNS = 1000

/** Runs a command to its end: its exit code, the time it takes and what it prints. A script without an end fails. */
export function runScript(command: readonly string[]): { exitCode: number; durationMs: number; output: string } {
  let state = parseWords(command)
  let durationMs = 0
  const lines: string[] = []
  for (let turns = 0; turns < MAX_TURNS; turns++) {
    const turn = run(state)
    lines.push(...(turn.lines ?? []))
    if (turn.exit) return { exitCode: turn.exit.exitCode, durationMs, output: lines.join('\n') }
    if (turn.wakeInMs === undefined) break
    durationMs += turn.wakeInMs
    state = turn.state as State
  }
  return { exitCode: 124, durationMs: ENDLESS_MS, output: lines.join('\n') }
}

/** Longer than any timeout or grace. */
const ENDLESS_MS = 2 ** 31

const unquoted = (text: string): string => text.replace(/^(["'])([\s\S]*)\1$/, '$2')

function sleepMs(text = '0'): number {
  const m = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text)
  if (!m) return 0
  const unit = { s: 1, m: 60, h: 3600, d: 86400, '': 1 }[m[2] as 's'] as number
  return Math.round(Number(m[1]) * unit * 1000)
}

/** A container's own command. As process 1 a shell ignores TERM; other programs die of it. */
export const commandProgram: Program = {
  startUpMs: () => -1,
  ports: () => [],
  start: (spec) => run(parse(spec)),
  wake: (state) => run(state as State),
  signal: (state, signal, spec) => {
    const first = spec.template.command?.[0] ?? spec.template.args?.[0] ?? ''
    if (/(^|\/)(sh|bash|ash|sleep)$/.test(first)) return undefined
    return { state, exit: { exitCode: 128 + signal, signal } }
  },
  usage: () => ({ cpuMilli: 1, memoryBytes: 1_000_000 }),
}
