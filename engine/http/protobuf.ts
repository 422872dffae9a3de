/**
 * Request bodies in protobuf, made into JSON before they reach the door: kubectl's typed commands (`create configmap`,
 * `drain`) write nothing else. Answers stay JSON, which every such client accepts.
 *
 * A body is the magic `k8s\0`, then a runtime.Unknown: the type's apiVersion and kind (field 1), the object (field 2).
 * Source: apimachinery runtime/serializer/protobuf.
 */
import { protobufMessages } from './protobuffields.ts'

export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** Thrown for bytes that are no such object. */
export class ProtobufError extends Error {}

/** Thrown for an object of a kind whose protobuf form is not known here. */
export class UnknownMessageError extends ProtobufError {}

interface MessageField {
  name: string
  /** `[`, `{` or empty, then the type's letter or @reference. */
  type: string
  /** Its fields stand in the holder. */
  inline: boolean
}

type Message = ReadonlyMap<number, MessageField>

const MAGIC = [0x6b, 0x38, 0x73, 0x00]
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const MAX_DEPTH = 100
const parsed = new Map<string, Message>()
const sources = new Map<string, string>()

for (const [prefix, text] of Object.entries(protobufMessages)) {
  for (const line of text.trim().split('\n')) sources.set(`${prefix}.${line.split(' ', 1)[0]}`, line)
}

function messageOf(name: string): Message {
  let message = parsed.get(name)
  if (message === undefined) {
    const line = sources.get(name)
    if (line === undefined) throw new UnknownMessageError(`no protobuf form of ${name} is known`)
    const fields = line.split(' ').slice(1).map(parseField)
    message = new Map(fields)
    parsed.set(name, message)
  }
  return message
}

function parseField(text: string): [number, MessageField] {
  const [, name = '', number = '', type = '', inline] = /^(\w+)=(\d+):([[{]?@?[\w.]+|\[{2}\w)(\^?)$/.exec(text) ?? []
  return [Number(number), { name, type, inline: inline === '^' }]
}

/** Full name of a reference in a package: `Container` or `core.v1.Container`. */
function referenced(target: string, prefix: string): string {
  if (!target.includes('.')) return `${prefix}.${target}`
  return target.startsWith('meta.') ? `${META}.${target.split('.').at(-1)}` : `io.k8s.api.${target}`
}

class Reader {
  position = 0

  constructor(
    readonly bytes: Uint8Array,
    readonly end = bytes.length,
    start = 0,
  ) {
    this.position = start
  }

  get more(): boolean {
    return this.position < this.end
  }

  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.position >= this.end) throw new ProtobufError('unexpected EOF')
      const byte = this.bytes[this.position++] as number
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, value)
    }
    throw new ProtobufError('integer overflow')
  }

  /** A reader over the next length-delimited field. */
  inner(): Reader {
    const length = Number(this.varint())
    const start = this.position
    if (length < 0 || start + length > this.end) throw new ProtobufError('unexpected EOF')
    this.position += length
    return new Reader(this.bytes, start + length, start)
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.position, this.end)
  }

  double(): number {
    if (this.position + 8 > this.end) throw new ProtobufError('unexpected EOF')
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.position, 8)
    this.position += 8
    return view.getFloat64(0, true)
  }

  skip(wire: number): void {
    if (wire === 0) this.varint()
    else if (wire === 2) this.inner()
    else if (wire === 1) this.position += 8
    else if (wire === 5) this.position += 4
    else throw new ProtobufError(`illegal wireType ${wire}`)
  }
}

type Json = Record<string, unknown>

const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

function readMessage(reader: Reader, name: string, depth: number, into: Json = {}): Json {
  if (depth > MAX_DEPTH) throw new ProtobufError('exceeded max depth')
  const message = messageOf(name)
  const prefix = name.slice(0, name.lastIndexOf('.'))
  while (reader.more) {
    const tag = Number(reader.varint())
    const field = message.get(tag >> 3)
    if (field === undefined) reader.skip(tag & 7)
    else if (field.inline) readMessage(reader.inner(), referenced(field.type.slice(1), prefix), depth + 1, into)
    else store(into, field, reader, prefix, depth)
  }
  return into
}

function store(into: Json, { name, type }: MessageField, reader: Reader, prefix: string, depth: number): void {
  const holder = type[0]
  if (holder === '[') {
    const list = (into[name] ??= []) as unknown[]
    list.push(readValue(reader, type.slice(1), prefix, depth))
  } else if (holder === '{') {
    const map = (into[name] ??= {}) as Json
    readEntry(map, reader.inner(), type.slice(1), prefix, depth)
  } else into[name] = readValue(reader, type, prefix, depth)
}

function readEntry(map: Json, entry: Reader, type: string, prefix: string, depth: number): void {
  let key = ''
  let value: unknown = type === 's' || type === 'y' ? '' : undefined
  while (entry.more) {
    const tag = Number(entry.varint())
    if (tag >> 3 === 1) key = utf8(entry.inner().rest())
    else value = readValue(entry, type, prefix, depth)
  }
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}

function readValue(reader: Reader, type: string, prefix: string, depth: number): unknown {
  if (type.startsWith('@')) return readMessage(reader.inner(), referenced(type.slice(1), prefix), depth + 1)
  switch (type[0]) {
    case 's':
      return utf8(reader.inner().rest())
    case 'b':
      return reader.varint() !== 0n
    case 'i':
      return Number(reader.varint())
    case 'd':
      return reader.double()
    case 'y':
      return Buffer.from(reader.inner().rest()).toString('base64')
    case '[':
      return readItems(reader.inner(), type.slice(1), prefix, depth)
    default:
      return readSpecial(reader.inner(), type)
  }
}

/** A list that is a message of its own. */
function readItems(reader: Reader, type: string, prefix: string, depth: number): unknown[] {
  const items: unknown[] = []
  while (reader.more) {
    reader.varint()
    items.push(readValue(reader, type, prefix, depth))
  }
  return items
}

/** Types with a JSON form of their own. */
function readSpecial(reader: Reader, type: string): unknown {
  const numbers = new Map<number, bigint>()
  let text = ''
  while (reader.more) {
    const tag = Number(reader.varint())
    if ((tag & 7) === 2) text = utf8(reader.inner().rest())
    else numbers.set(tag >> 3, reader.varint())
  }
  if (type === 'q') return text
  if (type === 'j') return text === '' ? null : JSON.parse(text)
  if (type === 'o') return numbers.get(1) ? text : Number(numbers.get(2) ?? 0n)
  const seconds = numbers.get(1)
  if (seconds === undefined || seconds === 0n) return null
  const time = new Date(Number(seconds) * 1000 + Number((numbers.get(2) ?? 0n) / 1_000_000n)).toISOString()
  return type === 'u' ? time.replace('Z', '000Z') : time.replace(/\.\d+Z$/, 'Z')
}

/** The package of a group version's kinds: `apps/v1` → `io.k8s.api.apps.v1`. */
function packageOf(apiVersion: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion]
  return `io.k8s.api.${(group ?? '').split('.')[0]}.${version}`
}

/** The JSON text of a protobuf body. @throws ProtobufError */
export function protobufToJson(bytes: Uint8Array): string {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  }
  const reader = new Reader(bytes, bytes.length, MAGIC.length)
  let apiVersion = ''
  let kind = ''
  let raw: Reader | undefined
  while (reader.more) {
    const tag = Number(reader.varint())
    if (tag >> 3 === 1) [apiVersion, kind] = readTypeMeta(reader.inner())
    else if (tag >> 3 === 2) raw = reader.inner()
    else reader.skip(tag & 7)
  }
  const name = kind === 'DeleteOptions' ? `${META}.DeleteOptions` : `${packageOf(apiVersion)}.${kind}`
  const object = raw === undefined ? {} : readMessage(raw, name, 0)
  return JSON.stringify({ apiVersion, kind, ...object })
}

function readTypeMeta(reader: Reader): [apiVersion: string, kind: string] {
  const texts = ['', '']
  while (reader.more) {
    const tag = Number(reader.varint())
    const text = utf8(reader.inner().rest())
    if (tag >> 3 <= 2) texts[(tag >> 3) - 1] = text
  }
  return texts as [string, string]
}
