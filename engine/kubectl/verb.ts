/** What a kubectl command is: one file beside this and one line in list.ts. */
import type { Call } from './call.ts'

/** What a command that goes on keeps between two looks at the cluster: plain data of its own. */
export type Session = object

export interface Verb {
  /** As typed: `get`, `rollout status`. */
  name: string
  /** Its own flags, in the notation of base/flags.ts; the global ones are added. */
  flags: readonly string[]
  /** Other names. */
  aliases?: readonly string[]
  /** What its arguments are, for completion. */
  completes?: Completes
  /** Flags that must be given. */
  required?: readonly string[]
  /** Flags end at the first argument that is none (`exec`). */
  greedy?: boolean
  /** Runs it; what goes on returns its session. Throws Failure or Refused. */
  run(call: Call): Session | undefined | void
  /** Moves a session on; undefined: it is over. */
  advance?(call: Call, session: Session): Session | undefined
  /** Takes what is typed while it goes on. */
  receive?(call: Call, session: Session, data: string): void
  /** Nothing more will be typed. */
  endInput?(call: Call, session: Session): void
  /** Keys go to the session one by one (Ctrl+C too), or lines do. */
  reads?(session: Session): 'keys' | 'lines' | undefined
  /** What Ctrl+C does besides ending it. */
  interrupt?(call: Call, session: Session): void
}

/** `types`: a type, then names of it; another text is a fixed type whose names follow; `files`: nothing but files. */
export type Completes = 'types' | 'type' | 'files' | 'none' | { names: string }
