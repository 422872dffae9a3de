/** HTTP/1.1 as bytes: what clients and servers in containers say to each other. */

export interface ParsedRequest {
  method: string
  target: string
  version: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
  /** What follows on the connection. */
  rest: string
}

/** Bytes of a head before it counts as nonsense. */
const MAX_HEAD = 65536

/** The first request of what was received; undefined while it is not all there; `bad` when it is no HTTP. */
export function parseRequest(text: string): ParsedRequest | 'bad' | undefined {
  const head = headEnd(text)
  if (head === undefined) return text.length > MAX_HEAD || !couldBeRequest(text) ? 'bad' : undefined
  const [first = '', ...lines] = text.slice(0, head.at).split(/\r?\n/)
  const line = /^([A-Z]+) (\S+)(?: (HTTP\/\d\.\d))?$/.exec(first)
  if (line === null) return 'bad'
  const headers = headersOf(lines)
  const rest = text.slice(head.end)
  const length = Number(headers['content-length'] ?? 0)
  if (!Number.isInteger(length) || length < 0) return 'bad'
  const request = { method: line[1] as string, target: line[2] as string, version: line[3] ?? 'HTTP/0.9', headers }
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) {
    const body = new BodyReader({ kind: 'chunked' })
    const data = body.take(rest)
    if (!body.state.done) return body.state.bad ? 'bad' : undefined
    return { ...request, body: data, rest: body.state.held }
  }
  if (rest.length < length) return undefined
  return { ...request, body: rest.slice(0, length), rest: rest.slice(length) }
}

const couldBeRequest = (text: string): boolean => /^[A-Z]{0,16}( |$)/.test(text.slice(0, 17))

function headEnd(text: string): { at: number; end: number } | undefined {
  const crlf = text.indexOf('\r\n\r\n')
  const lf = text.indexOf('\n\n')
  if (crlf < 0 && lf < 0) return undefined
  return crlf >= 0 && (lf < 0 || crlf < lf) ? { at: crlf, end: crlf + 4 } : { at: lf, end: lf + 2 }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

export interface ResponseHead {
  version: string
  status: number
  reason: string
  headers: Record<string, string>
  /** The head as it came, with its empty line. */
  text: string
}

/** The head of a response; undefined while it is not all there; `bad` when it is no HTTP. */
export function parseResponseHead(text: string): { head: ResponseHead; rest: string } | 'bad' | undefined {
  if (!'HTTP/'.startsWith(text.slice(0, 5)) && !text.startsWith('HTTP/')) return 'bad'
  const found = headEnd(text)
  if (found === undefined) return text.length > MAX_HEAD ? 'bad' : undefined
  const [first = '', ...lines] = text.slice(0, found.at).split(/\r?\n/)
  const line = /^(HTTP\/\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(first)
  if (line === null) return 'bad'
  const head = {
    version: line[1] as string,
    status: Number(line[2]),
    reason: line[3] ?? '',
    headers: headersOf(lines),
    text: text.slice(0, found.end),
  }
  return { head, rest: text.slice(found.end) }
}

/** How a body ends. */
export type Framing = { kind: 'length'; left: number } | { kind: 'chunked' } | { kind: 'close' } | { kind: 'none' }

export function framingOf({ status, headers }: ResponseHead, method: string): Framing {
  if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return { kind: 'none' }
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) return { kind: 'chunked' }
  const length = headers['content-length']
  return length === undefined || !/^\d+$/.test(length) ? { kind: 'close' } : { kind: 'length', left: Number(length) }
}

/** Where the reading of a body stands; plain data. */
export interface BodyState {
  framing: Framing
  /** Of a chunked body: bytes of the chunk that are to come, or -1 for its size. */
  chunkLeft: number
  held: string
  done: boolean
  bad: boolean
}

/** Takes a body off what arrives, piece by piece. */
export class BodyReader {
  readonly state: BodyState

  constructor(from: Framing | BodyState) {
    this.state =
      'framing' in from ? from : { framing: from, chunkLeft: -1, held: '', done: from.kind === 'none', bad: false }
    const { framing } = this.state
    if (framing.kind === 'length' && framing.left === 0) this.state.done = true
  }

  /** What of the body is in the next bytes. */
  take(bytes: string): string {
    const { state } = this
    const { framing } = state
    if (state.done || state.bad) return ''
    if (framing.kind === 'close') return bytes
    if (framing.kind === 'chunked') return this.takeChunks(bytes)
    if (framing.kind === 'none') return ''
    const data = bytes.slice(0, framing.left)
    const left = framing.left - data.length
    state.framing = { kind: 'length', left }
    if (left === 0) state.done = true
    return data
  }

  private takeChunks(bytes: string): string {
    const { state } = this
    state.held += bytes
    let out = ''
    for (;;) {
      if (state.chunkLeft > 0) {
        const data = state.held.slice(0, state.chunkLeft)
        out += data
        state.held = state.held.slice(data.length)
        state.chunkLeft -= data.length
        if (state.chunkLeft > 0) return out
      }
      // Behind each chunk stands a line's end; it is empty, as the one before the first size would be.
      const end = state.held.indexOf('\n')
      if (end < 0) return out
      const line = state.held.slice(0, end).trim()
      if (line !== '' && !/^[0-9a-fA-F]+(;.*)?$/.test(line)) {
        state.bad = true
        return out
      }
      state.held = state.held.slice(end + 1)
      if (line === '') continue
      state.chunkLeft = Number.parseInt(line, 16)
      if (state.chunkLeft > 0) continue
      state.done = true
      state.held = state.held.replace(/^\r?\n/, '')
      return out
    }
  }
}

/** A chunk of a body sent in chunks. */
export const chunk = (data: string): string => `${data.length.toString(16)}\r\n${data}\r\n`
export const LAST_CHUNK = '0\r\n\r\n'

const REASONS: Record<number, string> = {
  100: 'Continue',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export const reasonOf = (status: number): string => REASONS[status] ?? 'Unknown'

/** Headers as they are written on the wire. */
export const headerLines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase())}: ${value}\r\n`)
    .join('')

/** A whole response. */
export function responseText(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  { closes = false, withoutBody = false } = {},
): string {
  const bodiless = status === 204 || status === 304
  const sized =
    'content-length' in headers || bodiless ? headers : { ...headers, 'content-length': String(body.length) }
  const all = { ...sized, ...(closes ? { connection: 'close' } : {}) }
  return `HTTP/1.1 ${status} ${reasonOf(status)}\r\n${headerLines(all)}\r\n${withoutBody || bodiless ? '' : body}`
}
