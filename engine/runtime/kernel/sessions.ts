/** Exec and attach sessions (core/exec): streams between a process and somebody outside. */
import type { SessionChunk, SessionEnd } from '../../core/exec.ts'
import type { Checkpoints } from '../../core/checkpoint.ts'
import { PagedInts } from '../../core/paged.ts'
import { type Owned, Records } from '../../core/records.ts'

/** What was said and not fetched is kept up to this many bytes; the oldest goes first. */
const MAX_OUTPUT = 4 * 1024 * 1024

export class Session implements Owned<Session> {
  epoch = 0
  chunks: readonly SessionChunk[] = []
  /** Number of the first chunk kept. */
  first = 0
  bytes = 0
  input = ''
  /** What was typed of a line at a terminal. */
  line = ''
  inputEnded: boolean
  end: SessionEnd | undefined = undefined
  columns = 80
  rows = 24

  constructor(
    readonly container: number,
    /** The process it started; 0 when it is attached to the main one. */
    readonly pid: number,
    readonly tty: boolean,
    stdin: boolean,
  ) {
    this.inputEnded = !stdin
  }

  copy(): Session {
    const copy = new Session(this.container, this.pid, this.tty, true)
    copy.chunks = this.chunks
    copy.first = this.first
    copy.bytes = this.bytes
    copy.input = this.input
    copy.line = this.line
    copy.inputEnded = this.inputEnded
    copy.end = this.end
    copy.columns = this.columns
    copy.rows = this.rows
    return copy
  }
}

export class Sessions {
  private readonly table: Records<Session>
  private readonly counts: PagedInts

  constructor(checkpoints: Checkpoints) {
    this.table = new Records<Session>(checkpoints)
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  add(session: Session): number {
    const number = this.counts.add(0, 1)
    this.table.put(number, session)
    return number
  }

  /** The number the next session will get. */
  get next(): number {
    return this.counts.get(0) + 1
  }

  get(number: number): Readonly<Session> | undefined {
    return this.table.get(number)
  }

  own(number: number): Session | undefined {
    return this.table.own(number)
  }

  remove(number: number): void {
    this.table.put(number, undefined)
  }

  read(number: number, max: number): string | null | undefined {
    const session = this.table.own(number)
    if (session === undefined) return null
    if (session.input === '') return session.inputEnded ? null : undefined
    const line = session.tty ? session.input.indexOf('\n') + 1 || session.input.length : session.input.length
    const data = session.input.slice(0, Math.min(max, line))
    session.input = session.input.slice(data.length)
    return data
  }

  isReadable(number: number): boolean {
    const session = this.table.get(number)
    return session === undefined || session.inputEnded || session.input !== ''
  }

  write(number: number, isError: boolean, data: string): void {
    const session = this.table.own(number)
    if (session === undefined || session.end !== undefined) return
    const text = session.tty ? data.replace(/\r?\n/g, '\r\n') : data
    session.chunks = [...session.chunks, { stream: isError && !session.tty ? 'stderr' : 'stdout', data: text }]
    session.bytes += text.length
    while (session.bytes > MAX_OUTPUT && session.chunks.length > 1) {
      session.bytes -= (session.chunks[0] as SessionChunk).data.length
      session.chunks = session.chunks.slice(1)
      session.first++
    }
  }

  finish(number: number, end: SessionEnd): void {
    const session = this.table.own(number)
    if (session !== undefined && session.end === undefined) session.end = end
  }
}
