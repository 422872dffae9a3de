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

/** What the API server needs of the kubelets to serve `exec` and `attach`. */
export interface PodSessions {
  /** The running process of a container; undefined when it does not run. */
  runningProcess(namespace: string, pod: string, container: string): number | undefined
  /** Undefined: a runtime whose containers nobody can enter. */
  readonly execSessions: ExecSessions | undefined
}

/** What is done to a session from outside, one thing at a time. */
export type SessionDeed =
  /** Bytes (core/bytes) for its standard input. */
  { do: 'input'; data: string } | { do: 'endInput' } | { do: 'resize'; columns: number; rows: number } | { do: 'close' }

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

/** Does one thing to a session. */
export function doToSession(sessions: ExecSessions, session: number, deed: SessionDeed): void {
  if (deed.do === 'input') sessions.writeStdin(session, deed.data)
  else if (deed.do === 'endInput') sessions.closeStdin(session)
  else if (deed.do === 'resize') sessions.resize(session, deed.columns, deed.rows)
  else sessions.closeSession(session)
}
