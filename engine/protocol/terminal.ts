/** The wire between the page and the cluster worker, where it is about the terminal. Types only. */
import type { LoggedAction } from './run.ts'

export interface TerminalFile {
  name: string
  text: string
}

export interface TerminalChunk {
  stream: 'stdout' | 'stderr'
  text: string
}

/** Something that only the page can do for a command. */
export type TerminalEffect =
  /** Opens a text in the editor. */
  | { effect: 'edit'; name: string; text: string }
  /** A Pod's ports can be reached until the line ends. */
  | { effect: 'forward'; namespace: string; pod: string; ports: readonly { local: number; remote: number }[] }

/** What the page asks of the terminal. `files` are the editor's tabs: the terminal's directory. */
export type TerminalCommand =
  | { do: 'type'; line: string; files: TerminalFile[] }
  /** What a line that goes on has said since. */
  | { do: 'poll' }
  /** Keys for a process in a container, or lines; empty: the end of what is typed. */
  | { do: 'input'; data: string }
  /** Ctrl+C. */
  | { do: 'stop' }
  /** What may stand at the end of this beginning of a line. */
  | { do: 'complete'; line: string; files: TerminalFile[] }

export interface TerminalReply {
  chunks: TerminalChunk[]
  /** The line goes on: ask again. */
  running: boolean
  /** How the line reads the keyboard while it goes on: key by key, by lines, or (absent) not at all. */
  reads?: 'keys' | 'lines'
  /** Exit status of the last line. */
  status: number
  effects: TerminalEffect[]
  /** Files the line wrote. */
  files: TerminalFile[]
  /** Meant by lines that name none. */
  namespace: string
  /** Words for the place from `from` on. */
  completion?: { from: number; words: string[] }
  /** The log's new entries, for the page's copy. */
  logged: LoggedAction[]
}

/** The worker's face, as far as the terminal goes. */
export interface TerminalApi {
  /** One line at a time; what it writes is logged as any action. */
  terminal(command: TerminalCommand): TerminalReply
}
