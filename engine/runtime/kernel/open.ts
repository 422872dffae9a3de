/** Open file descriptions and pipes: what descriptor numbers of processes stand for. Shared after fork, as in Unix. */

export type OpenFile =
  | { readonly kind: 'null' }
  /** The container's log: standard output or error of its main process. */
  | { readonly kind: 'log'; readonly isError: boolean }
  | {
      readonly kind: 'file'
      readonly volume: number
      readonly ino: number
      readonly path: string
      offset: number
      readonly append: boolean
      readonly read: boolean
      readonly write: boolean
    }
  | { readonly kind: 'directory'; readonly path: string }
  /** Text read from memory: here-documents, /proc files. */
  | { readonly kind: 'text'; readonly text: string; offset: number }
  | { readonly kind: 'zero' | 'full' | 'random' }
  | { readonly kind: 'pipeRead' | 'pipeWrite'; readonly pipe: number }
  /** A connection. */
  | { readonly kind: 'socket'; readonly socket: number }
  /** An exec or attach session's streams. */
  | { readonly kind: 'sessionIn'; readonly session: number }
  | { readonly kind: 'sessionOut'; readonly session: number; readonly isError: boolean }

export interface Pipe {
  data: string
  /** Takes any amount: what a command substitution collects. */
  unlimited: boolean
  /** Somebody has written: a reader of a named pipe waits for the first writer. */
  wasWritten: boolean
  /** Path of a named pipe: its ends may come and go. */
  readonly fifo?: string
}

export const PIPE_CAPACITY = 65536

/** Numbers of the descriptions every container has from its start. */
export const NULL = 0
export const STDOUT = 1
export const STDERR = 2
/** The first number given out. */
export const FIRST_OPEN = 3

export const STANDARD: readonly OpenFile[] = [
  { kind: 'null' },
  { kind: 'log', isError: false },
  { kind: 'log', isError: true },
]

export const copyOpen = (open: OpenFile): OpenFile => ('offset' in open ? { ...open } : open)
