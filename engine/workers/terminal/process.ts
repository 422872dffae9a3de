/** One command of a line while it runs: what it reads, what it says, when it is over. */

/** What a command sees of the line it stands in. */
export interface Io {
  /** What came in and was not read yet; the reader cuts it off. */
  input: string
  /** Nothing more will come in. */
  ended: boolean
  /** It reads a pipe or a file, not the keyboard. */
  piped: boolean
  out(text: string): void
  err(text: string): void
}

export interface Process {
  /** Goes on as far as it can; its exit status once it is over. */
  step(io: Io): number | undefined
  /** Takes what is typed at the keyboard while it goes on. */
  receive?(data: string): void
  /** Nothing more will be typed (Ctrl+D). */
  endInput?(): void
  /** How it reads the keyboard: key by key, by lines, or not at all. */
  reads?(): 'keys' | 'lines' | undefined
  /** Ctrl+C, or nobody reads it any more. */
  stop(): void
}

/** The whole input once it has ended, else undefined. */
export function wholeInput(io: Io): string | undefined {
  if (!io.ended) return undefined
  const { input } = io
  io.input = ''
  return input
}

/** Complete lines that came in; with the rest once the input has ended. */
export function takeLines(io: Io): string[] {
  const cut = io.ended ? io.input.length : io.input.lastIndexOf('\n') + 1
  const text = io.input.slice(0, cut)
  io.input = io.input.slice(cut)
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

/** A command that is over at once. */
export const instant = (act: (io: Io) => number): Process => ({ step: act, stop: () => undefined })
