/**
 * What kubectl needs of where it runs: the one door of the API server, a clock to tell ages by, and files. All of it is
 * synchronous; what takes time is a session that its holder moves on (see kubectl.ts).
 */
import type { Answer, PendingExchange, Progress } from '../api/door/exchange.ts'
import type { SessionDeed } from '../core/exec.ts'
import type { ApiRequest } from '../api/request.ts'

/** Files by name: the editor's tabs, a container's disk. */
export interface Files {
  /** Undefined: no such file. A folder's files are `names` with its prefix. */
  read(name: string): string | undefined
  write(name: string, text: string): void
  names(): string[]
}

export interface Host {
  handle(request: ApiRequest): Answer
  progress(exchange: PendingExchange): Progress
  /** Does something to a session in a container. */
  enter(session: number, deed: SessionDeed): void
  /** Unix milliseconds, to tell ages by and to stamp what kubectl stamps. */
  nowMs(): number
  files: Files
  settings: Settings
}

/** What outlives a command (kubeconfig's context); changed in place. */
export interface Settings {
  /** Meant by lines that name none. */
  namespace: string
}

/** Something that only the page can do for a command; plain data. */
export type Effect =
  /** Opens a text in the editor; what is saved there replaces the object. */
  | { effect: 'edit'; name: string; text: string }
  /** Opens a panel from which requests go to a port of a Pod. */
  | { effect: 'forward'; namespace: string; pod: string; ports: readonly { local: number; remote: number }[] }

export interface Chunk {
  stream: 'stdout' | 'stderr'
  text: string
}
