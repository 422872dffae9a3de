/**
 * A container's log: what was written to stdout and stderr, cut into lines, the oldest forgotten first, as a rotated
 * file's. Full blocks are never changed again, so that copies after a checkpoint share them.
 */
import { fromBytes } from '../../core/bytes.ts'

export interface LogLine {
  atMs: number
  stream: 'stdout' | 'stderr'
  text: string
}

interface Block {
  readonly times: readonly number[]
  /** Lines with their ends; those of stderr are marked. */
  readonly texts: readonly string[]
}

const BLOCK = 64
/** Lines and bytes kept; upstream's kubelet keeps five files of 10 MiB. */
const MAX_BLOCKS = 80
const MAX_BYTES = 1024 * 1024
/** The container runtime cuts longer lines (CRI: 16 KiB a record). */
const MAX_LINE = 16 * 1024
/** In front of a line of stderr; no line begins with it. */
const ERROR_MARK = '\u0100'

/** Lines up to which a log takes no more room than it needs. */
const SHORT = 8

const NO_TIMES: number[] = []
const NO_TEXTS: string[] = []

export class LogBuffer {
  private blocks: readonly Block[] = NO_BLOCKS
  private times: number[] = NO_TIMES
  private texts: string[] = NO_TEXTS
  /** Bytes of `texts` and of all blocks. */
  private bytes = 0
  /** Unfinished lines. */
  private partialOut = ''
  private partialErr = ''
  /** Lines ever written; the oldest may be gone. */
  total = 0

  copy(): LogBuffer {
    const copy = new LogBuffer()
    copy.blocks = this.blocks
    copy.times = this.times.slice()
    copy.texts = this.texts.slice()
    copy.bytes = this.bytes
    copy.partialOut = this.partialOut
    copy.partialErr = this.partialErr
    copy.total = this.total
    return copy
  }

  write(isError: boolean, data: string, nowMs: number): void {
    // One whole line, which is what most writes are, is kept as it came.
    const partial = isError ? this.partialErr : this.partialOut
    if (partial === '' && data.length <= MAX_LINE && data.indexOf('\n') === data.length - 1)
      this.line(isError, data, nowMs)
    else this.lines(isError, partial + data, nowMs)
  }

  private lines(isError: boolean, data: string, nowMs: number): void {
    let from = 0
    for (;;) {
      const end = data.indexOf('\n', from)
      if (end < 0 && data.length - from <= MAX_LINE) break
      const cut = end < 0 || end - from > MAX_LINE ? from + MAX_LINE : end
      this.line(isError, `${data.slice(from, cut)}\n`, nowMs)
      from = cut === end ? cut + 1 : cut
    }
    const rest = data.slice(from)
    if (isError) this.partialErr = rest
    else this.partialOut = rest
  }

  /** The writer is gone: what was left unfinished is a line, too. */
  finish(nowMs: number): void {
    if (this.partialOut !== '') this.line(false, `${this.partialOut}\n`, nowMs)
    if (this.partialErr !== '') this.line(true, `${this.partialErr}\n`, nowMs)
    this.partialOut = ''
    this.partialErr = ''
  }

  private line(isError: boolean, text: string, nowMs: number): void {
    const kept = isError ? ERROR_MARK + text : text
    if (this.times.length < SHORT) {
      // Arrays of just their length: pushing would reserve room for many, and most logs are short.
      this.times = this.times.concat(nowMs)
      this.texts = this.texts.concat(kept)
    } else {
      this.times.push(nowMs)
      this.texts.push(kept)
    }
    this.bytes += text.length
    this.total++
    if (this.times.length >= BLOCK) this.seal()
  }

  private seal(): void {
    this.blocks = [...this.blocks, { times: this.times, texts: this.texts }]
    this.times = NO_TIMES
    this.texts = NO_TEXTS
    while (this.blocks.length > MAX_BLOCKS || (this.bytes > MAX_BYTES && this.blocks.length > 1)) {
      const [oldest, ...rest] = this.blocks
      this.blocks = rest
      for (const text of (oldest as Block).texts) this.bytes -= text.length
    }
  }

  /** Bytes kept. */
  get size(): number {
    return this.bytes
  }

  /** All lines kept, oldest first. */
  read(): LogLine[] {
    const lines: LogLine[] = []
    for (const { times, texts } of [...this.blocks, { times: this.times, texts: this.texts }]) {
      texts.forEach((text, i) => lines.push(lineOf(times[i] as number, text)))
    }
    return lines
  }
}

const NO_BLOCKS: readonly Block[] = []

const lineOf = (atMs: number, text: string): LogLine =>
  text.startsWith(ERROR_MARK)
    ? { atMs, stream: 'stderr', text: fromBytes(text.slice(1, -1)) }
    : { atMs, stream: 'stdout', text: fromBytes(text.slice(0, -1)) }
