/** Frames of a WebSocket (RFC 6455, section 5): a client's are masked, ours are not. */

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const OPCODES_KNOWN: ReadonlySet<number> = new Set(Object.values(OPCODES))
const FIRST_CONTROL = 8
/** A control frame holds no more than this. */
const MOST_CONTROL = 125
/** A message, its pieces together. */
export const MOST_MESSAGE = 4 * 1024 * 1024
/** Lengths that say that the length follows, in two and in eight bytes. */
const [SHORT, LONG] = [126, 127]
const MASK_BYTES = 4

/** Not a WebSocket's bytes, or too many of them. */
export class FrameError extends Error {}

/** A whole message, or a control frame. */
export interface Message {
  opcode: number
  data: Buffer
}

interface Frame extends Message {
  fin: boolean
  /** Bytes it took. */
  size: number
}

/** Puts a client's messages together from what arrives. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0)
  private pieces: Buffer[] = []
  private begun: number | undefined

  /** Messages that are complete now. @throws FrameError */
  read(chunk: Buffer): Message[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const messages: Message[] = []
    for (let frame = frameAt(this.rest); frame !== undefined; frame = frameAt(this.rest)) {
      this.rest = this.rest.subarray(frame.size)
      const message = frame.opcode >= FIRST_CONTROL ? frame : this.join(frame)
      if (message !== undefined) messages.push(message)
    }
    return messages
  }

  private join({ fin, opcode, data }: Frame): Message | undefined {
    if ((opcode === OPCODES.continuation) !== (this.begun !== undefined)) throw new FrameError('pieces out of order')
    this.begun ??= opcode
    this.pieces.push(data)
    if (this.pieces.reduce((sum, piece) => sum + piece.length, 0) > MOST_MESSAGE) throw new FrameError('too long')
    if (!fin) return undefined
    const message = { opcode: this.begun, data: Buffer.concat(this.pieces) }
    this.pieces = []
    this.begun = undefined
    return message
  }
}

/** The frame that bytes begin with; undefined while it is not all there. @throws FrameError */
function frameAt(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return undefined
  const opcode = first & 0x0f
  const fin = (first & 0x80) !== 0
  if ((first & 0x70) !== 0 || !OPCODES_KNOWN.has(opcode)) throw new FrameError('reserved bits or opcode')
  if ((second & 0x80) === 0) throw new FrameError('a client masks')
  const short = second & 0x7f
  if (opcode >= FIRST_CONTROL && (!fin || short > MOST_CONTROL)) throw new FrameError('a control frame in pieces')
  const more = short === SHORT ? 2 : short === LONG ? 8 : 0
  const start = 2 + more + MASK_BYTES
  if (bytes.length < start) return undefined
  const length = more === 0 ? short : more === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (length > MOST_MESSAGE) throw new FrameError('too long')
  if (bytes.length < start + length) return undefined
  const mask = bytes.subarray(start - MASK_BYTES, start)
  const data = Buffer.from(bytes.subarray(start, start + length))
  for (let at = 0; at < data.length; at++) data[at] = (data[at] as number) ^ (mask[at % MASK_BYTES] as number)
  return { fin, opcode, data, size: start + length }
}

/** One whole message as a frame of the server. */
export function writeFrame(opcode: number, data: Uint8Array): Buffer {
  const { length } = data
  const more = length < SHORT ? 0 : length <= 0xffff ? 2 : 8
  const head = Buffer.alloc(2 + more)
  head[0] = 0x80 | opcode
  head[1] = more === 0 ? length : more === 2 ? SHORT : LONG
  if (more === 2) head.writeUInt16BE(length, 2)
  else if (more === 8) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, data])
}
