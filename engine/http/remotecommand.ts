/**
 * `exec` and `attach` over a WebSocket: the first byte of each message is its channel. Source: apimachinery
 * remotecommand constants, client-go remotecommand v4 and v5 (in v5 a client may end its input).
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PendingExchange, SessionFrame } from '../api/door/exchange.ts'
import type { Cluster } from '../cluster.ts'
import type { SessionDeed } from '../core/exec.ts'
import { fromArray, toArray } from '../core/bytes.ts'
import { type SocketListener, WebSocket } from './websocket.ts'

const [STDIN, STDOUT, STDERR, STATUS, RESIZE, CLOSE] = [0, 1, 2, 3, 4, 255]
const BASE64 = 'v4.base64.channel.k8s.io'
/** In the server's order of liking. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', BASE64]
/** Bytes a slow client may leave unread. */
/** kubectl drops what comes before it has set up its streams, which it does after the handshake. */
const SETTLING_MS = 30
const MAX_UNREAD = 16 * 1024 * 1024

interface Open {
  exchange: PendingExchange
  socket: WebSocket
  base64: boolean
  /** It may be written to. */
  ready: boolean
}

/** The protocol both sides speak; undefined: none. */
export const protocolOf = (request: IncomingMessage): string | undefined =>
  PROTOCOLS.find((each) => WebSocket.offered(request).includes(each))

export class RemoteCommands {
  private readonly open = new Map<PendingExchange, Open>()

  /** @param moved called when a client did something to the cluster */
  constructor(
    private readonly cluster: Cluster,
    private readonly moved: () => void,
  ) {}

  get size(): number {
    return this.open.size
  }

  /** Takes over the socket of a request that the door has answered with a session. */
  add(exchange: PendingExchange, request: IncomingMessage, socket: Duplex, head: Buffer, protocol: string): void {
    const base64 = protocol === BASE64
    const listener: SocketListener = {
      message: (data) => {
        this.receive(exchange, base64 ? unpacked(data) : data)
        this.moved()
      },
      gone: () => this.forget(exchange),
    }
    const one: Open = {
      exchange,
      base64,
      ready: false,
      socket: WebSocket.accept(request, socket, head, protocol, listener),
    }
    this.open.set(exchange, one)
    setTimeout(() => {
      one.ready = true
      // That the streams are there is told by an empty message on the lowest of those that are written to.
      this.send(one, lowestOf(request.url ?? ''), '')
      this.flushOne(one)
    }, SETTLING_MS)
  }

  /** Sends what is new to every client. */
  flush(): void {
    for (const one of this.open.values()) this.flushOne(one)
  }

  closeAll(): void {
    for (const { socket } of [...this.open.values()]) socket.destroy()
  }

  private receive({ session }: PendingExchange, data: Buffer): void {
    if (session === undefined || session.done || session.number < 0 || data.length === 0) return
    const deed = deedOf(data)
    if (deed !== undefined) this.cluster.act({ verb: 'session', session: session.number, deed })
  }

  private flushOne(one: Open): void {
    if (!one.ready || !this.open.has(one.exchange)) return
    const { chunks, done } = this.cluster.progress(one.exchange)
    for (const { channel, data } of chunks as SessionFrame[]) this.send(one, channel, data)
    if (one.socket.unread > MAX_UNREAD) one.socket.destroy()
    else if (done) one.socket.close()
  }

  private send({ socket, base64 }: Open, channel: number, data: string): void {
    const bytes = toArray(data)
    if (base64) socket.send(Buffer.from(`${channel}${Buffer.from(bytes).toString('base64')}`), true)
    else socket.send(Buffer.concat([Buffer.of(channel), bytes]))
  }

  /** The client is gone: so is its session. */
  private forget(exchange: PendingExchange): void {
    if (!this.open.delete(exchange)) return
    const { session } = exchange
    if (session === undefined || session.number < 0) return
    this.cluster.act({ verb: 'session', session: session.number, deed: { do: 'close' } })
  }
}

/** Base64 protocols have the channel as a digit before the rest. */
function unpacked(data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(data.readUInt8(0) - 0x30), Buffer.from(data.subarray(1).toString(), 'base64')])
}

function deedOf(data: Buffer): SessionDeed | undefined {
  const [channel, next] = data
  const rest = data.subarray(1)
  if (channel === STDIN) return rest.length === 0 ? undefined : { do: 'input', data: fromArray(rest) }
  if (channel === CLOSE) return next === STDIN ? { do: 'endInput' } : undefined
  return channel === RESIZE ? resizeOf(rest.toString('utf8')) : undefined
}

/** Terminals of this many columns and rows are believed. */
const MOST_CELLS = 0xffff

/** `{"Width":80,"Height":24}`. */
function resizeOf(text: string): SessionDeed | undefined {
  try {
    const { Width: columns, Height: rows } = JSON.parse(text) as { Width: unknown; Height: unknown }
    return isCells(columns) && isCells(rows) ? { do: 'resize', columns, rows } : undefined
  } catch {
    return undefined
  }
}

const lowestOf = (url: string): number => {
  const asked = new URLSearchParams(url.slice(url.indexOf('?') + 1))
  return asked.get('stdout') === 'true' ? STDOUT : asked.get('stderr') === 'true' ? STDERR : STATUS
}

const isCells = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= MOST_CELLS
