/**
 * The server's side of one WebSocket (RFC 6455) over a socket that node:http handed over: the handshake, frames in and out,
 * pings, closing. No extensions.
 */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { FrameError, FrameReader, type Message, OPCODES, writeFrame } from './websocketframes.ts'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
export const NORMAL = 1000
const PROTOCOL_ERROR = 1002

export interface SocketListener {
  message(data: Buffer, isText: boolean): void
  /** The client went, or spoke nonsense. Called once. */
  gone(): void
}

export class WebSocket {
  private readonly frames = new FrameReader()
  private over = false

  private constructor(
    private readonly socket: Duplex,
    private readonly listener: SocketListener,
  ) {}

  /** The client's offered protocols, in its order. */
  static offered({ headers }: IncomingMessage): string[] {
    return (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  }

  /** Whether a request can become a WebSocket at all. */
  static isAsked({ headers }: IncomingMessage): boolean {
    return (
      headers.upgrade?.toLowerCase() === 'websocket' &&
      headers['sec-websocket-key'] !== undefined &&
      headers['sec-websocket-version'] === '13'
    )
  }

  /** Answers the handshake. @param head bytes that came right after the request */
  static accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    protocol: string,
    listener: SocketListener,
  ): WebSocket {
    const key = request.headers['sec-websocket-key'] ?? ''
    const answer = createHash('sha1').update(`${key}${GUID}`).digest('base64')
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${answer}`,
      ...(protocol === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    const own = new WebSocket(socket, listener)
    socket.on('data', (chunk: Buffer) => own.receive(chunk))
    socket.on('error', () => own.end())
    socket.on('close', () => own.end())
    if (head.length > 0) own.receive(head)
    return own
  }

  /** Bytes the client has not read yet. */
  get unread(): number {
    return this.socket.writableLength
  }

  send(data: Uint8Array, isText = false): void {
    if (!this.over) this.socket.write(writeFrame(isText ? OPCODES.text : OPCODES.binary, data))
  }

  /** Says goodbye; what was sent before still arrives. */
  close(code = NORMAL): void {
    if (this.over) return
    const reason = Buffer.alloc(2)
    reason.writeUInt16BE(code)
    this.socket.write(writeFrame(OPCODES.close, reason))
    this.end()
    this.socket.end()
  }

  destroy(): void {
    this.end()
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    if (this.over) return
    try {
      for (const message of this.frames.read(chunk)) this.take(message)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.close(PROTOCOL_ERROR)
    }
  }

  private take({ opcode, data }: Message): void {
    if (this.over) return
    if (opcode === OPCODES.ping) this.socket.write(writeFrame(OPCODES.pong, data))
    else if (opcode === OPCODES.close) this.close()
    else if (opcode !== OPCODES.pong) this.listener.message(data, opcode === OPCODES.text)
  }

  private end(): void {
    if (this.over) return
    this.over = true
    this.listener.gone()
  }
}
