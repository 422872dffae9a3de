/** The command that the terminal's computer has beside a container's. */
import type { Command } from '../../../runtime/kernel/contract.ts'

/** Clears the screen and goes to its corner. */
const CLEAR = '\u001b[2J\u001b[H'
const DEFAULT_SECONDS = 2

interface Watching {
  pid: number
  nextMs: number
}

/** `watch [-n SECONDS] COMMAND…`: runs a line again and again in virtual time. */
export const watch: Command = {
  name: 'watch',
  run(call) {
    const { seconds, words } = watchWords(call.args)
    if (words.length === 0 || !(seconds > 0)) {
      call.err('usage: watch [-n SECONDS] COMMAND\n')
      return 1
    }
    const state = (call.state ?? { pid: -1, nextMs: call.nowMs }) as Watching
    call.state = state
    if (state.pid >= 0) {
      if (call.reap(state.pid) === undefined) return call.waitChild()
      state.pid = -1
    }
    if (call.nowMs < state.nextMs) return call.sleepUntil(state.nextMs)
    state.nextMs = call.nowMs + seconds * 1000
    call.out(`${CLEAR}Every ${seconds.toFixed(1)}s: ${words.join(' ')}\n\n`)
    const { pid, status } = call.spawn(['bash', '-c', words.join(' ')])
    if (pid < 0) return status
    state.pid = pid
    return call.waitChild()
  },
}

function watchWords(args: readonly string[]): { seconds: number; words: string[] } {
  let seconds = DEFAULT_SECONDS
  let at = 0
  for (; at < args.length && (args[at] as string).startsWith('-'); at++) {
    const arg = args[at] as string
    if (arg === '-n') seconds = Number(args[++at])
    else if (arg.startsWith('-n')) seconds = Number(arg.slice(2))
  }
  return { seconds, words: args.slice(at) }
}
