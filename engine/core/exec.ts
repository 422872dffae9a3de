/**
 * Exec and attach sessions: a process started in a running container from outside, as plain data. Used by the door
 * (`kubectl exec`, `attach`, `cp`), by probes and by lifecycle hooks. Everything is polled; a session that ended or said
 * something is also told to the listener, as an event of its own.
 */

export interface ExecRequest {
  command: readonly string[]
  /** Keeps standard input open for `writeStdin`; otherwise it is at its end from the start. */
  stdin?: boolean
  /** A terminal: stdout and stderr are one stream, lines are echoed, Ctrl+C is a signal. */
  tty?: boolean
}

export interface SessionChunk {
  stream: 'stdout' | 'stderr'
  /** Bytes (core/bytes). */
  data: string
}

export interface SessionEnd {
  exitCode: number
  /** 0 when it ended by itself. */
  signal: number
  /** The command could not be started at all: the OCI runtime's words. */
  startError?: string
}

export interface ExecSessions {
  /** Starts a command in the container of `process`; -1 when that container does not run. */
  exec(process: number, request: ExecRequest): number
  /** Joins the container's main process: its output from now on, its standard input when the container has one. */
  attach(process: number, request: Omit<ExecRequest, 'command'>): number
  writeStdin(session: number, data: string): void
  closeStdin(session: number): void
  resize(session: number, columns: number, rows: number): void
  /** Chunks from number `from` on, in order of writing. */
  sessionOutput(session: number, from: number): readonly SessionChunk[]
  /** How it ended; undefined while it runs. A container that ends takes its sessions along (137). */
  sessionEnd(session: number): SessionEnd | undefined
  /** Forgets a session; a command that still runs gets SIGHUP when it has a terminal, and goes on otherwise. */
  closeSession(session: number): void
}
