/** `watch [-n SECONDS] COMMAND…`: runs a command again and again in virtual time and shows what it says last. */
import { type Io, instant, type Process } from './process.ts'

const DEFAULT_SECONDS = 2
/** Clears the screen and goes to its corner. */
const CLEAR = '\u001b[2J\u001b[H'

export function watch(
  args: readonly string[],
  nowMs: () => number,
  command: (words: readonly string[]) => Process | undefined,
): Process {
  let seconds = DEFAULT_SECONDS
  let at = 0
  for (; at < args.length && (args[at] as string).startsWith('-'); at++) {
    const arg = args[at] as string
    if (arg === '-n') seconds = Number(args[++at])
    else if (arg.startsWith('-n')) seconds = Number(arg.slice(2))
  }
  const words = args.slice(at).flatMap((arg) => (args.length - at === 1 ? arg.split(/\s+/) : [arg]))
  if (words.length === 0 || !(seconds > 0)) return instant((io) => (io.err('usage: watch [-n SECONDS] COMMAND\n'), 1))
  let nextMs = nowMs()
  return {
    step(io) {
      if (nowMs() < nextMs) return undefined
      nextMs = nowMs() + seconds * 1000
      io.out(`${CLEAR}Every ${seconds.toFixed(1)}s: ${words.join(' ')}\n\n${once(words, command)}`)
      return undefined
    },
    stop: () => undefined,
  }
}

function once(words: readonly string[], command: (words: readonly string[]) => Process | undefined): string {
  const process = command(words)
  if (process === undefined) return `${words[0]}: command not found\n`
  let text = ''
  const add = (said: string) => {
    text += said
  }
  const io: Io = { input: '', ended: true, piped: false, out: add, err: add }
  if (process.step(io) === undefined) process.stop()
  return text
}
