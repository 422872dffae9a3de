/**
 * Open streams: watches and followed logs, each an HTTP response that is written to when the cluster has moved.
 * A client that does not read is closed instead of being buffered for; it may come back and go on from its version.
 */
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import type { PendingExchange } from '../api/door/exchange.ts'
import type { Cluster } from '../cluster.ts'

/** Bytes a slow client may leave unread. */
const MAX_UNREAD = 16 * 1024 * 1024

interface Stream {
  exchange: PendingExchange
  out: Writable
  response: ServerResponse
}

export class Streams {
  private readonly open = new Set<Stream>()
  /** Chunks sent so far, to all. */
  sent = 0

  constructor(private readonly cluster: Cluster) {}

  get size(): number {
    return this.open.size
  }

  /** Takes over a response whose head was sent; `out` is the response or a compressor before it. */
  add(exchange: PendingExchange, out: Writable, response: ServerResponse): void {
    const stream = { exchange, out, response }
    this.open.add(stream)
    response.on('close', () => this.open.delete(stream))
    out.on('error', () => this.drop(stream))
    this.send(stream)
  }

  /** Sends what is new to every stream. */
  flush(): void {
    for (const stream of this.open) this.send(stream)
  }

  closeAll(): void {
    for (const { response } of this.open) response.destroy()
    this.open.clear()
  }

  private send(stream: Stream): void {
    const { chunks, done } = this.cluster.progress(stream.exchange)
    if (chunks.length > 0) {
      this.sent += chunks.length
      stream.out.write(chunks.map(lineOf).join(''))
      // A compressor keeps what it is given until it is told to pass it on.
      if ('flush' in stream.out) (stream.out as Writable & { flush(): void }).flush()
    }
    if (stream.out.writableLength + stream.response.writableLength > MAX_UNREAD) this.drop(stream)
    else if (done) {
      this.open.delete(stream)
      stream.out.end()
    }
  }

  private drop(stream: Stream): void {
    this.open.delete(stream)
    stream.response.destroy()
  }
}

const lineOf = (chunk: unknown) => (typeof chunk === 'string' ? chunk : `${JSON.stringify(chunk)}\n`)
