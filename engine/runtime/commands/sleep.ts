/** sleep: seconds, with units and fractions; several are added up; `infinity` waits for a signal. */
import type { Command } from '../kernel/contract.ts'

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }

export const sleep: Command = {
  name: 'sleep',
  run(call) {
    if (call.state !== undefined)
      return call.nowMs >= (call.state as number) ? 0 : call.sleepUntil(call.state as number)
    if (call.argv.length === 1) {
      call.warn('missing operand')
      if (call.flavour === 'gnu') call.err("Try 'sleep --help' for more information.\n")
      return 1
    }
    let ms = 0
    for (let i = 1; i < call.argv.length; i++) {
      const text = call.argv[i] as string
      const duration = durationMs(text)
      if (duration === undefined) {
        call.warn(call.flavour === 'gnu' ? `invalid time interval '${text}'` : `invalid number '${text}'`)
        if (call.flavour === 'gnu') call.err("Try 'sleep --help' for more information.\n")
        return 1
      }
      ms += duration
    }
    if (ms === 0) return 0
    call.state = call.nowMs + ms
    return call.sleepUntil(call.nowMs + ms)
  },
}

/** Durations read lately, by their text; no state. */
const known = new Map<string, number>()
const KEPT = 256

/** `1.5m` → 90000; undefined when it is no duration. */
export function durationMs(text: string): number | undefined {
  const before = known.get(text)
  if (before !== undefined) return before
  const ms = readDuration(text)
  if (known.size >= KEPT) known.clear()
  if (ms !== undefined) known.set(text, ms)
  return ms
}

function readDuration(text: string): number | undefined {
  if (/^inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text)
  return match === null ? undefined : Math.round(Number(match[1]) * (UNITS[match[2] as string] as number) * 1000)
}
