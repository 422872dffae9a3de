/** The cluster behind HTTP, on the loopback address only: what a real kubectl talks to. */
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createGzip, gzipSync } from 'node:zlib'
import { MAX_BODY_BYTES, tooLarge } from '../api/door/body.ts'
import { isWrite } from '../api/door/handle.ts'
import { isPending, type PendingExchange } from '../api/door/exchange.ts'
import { respondError } from '../api/door/respond.ts'
import { badRequest, methodNotAllowed } from '../api/errors.ts'
import type { Cluster } from '../cluster.ts'
import type { ApiRequest, ApiResponse } from '../protocol/api.ts'
import { Driver } from './driver.ts'
import { drydock } from './drydock.ts'
import { OPENAPI_PROTOBUF, OPENAPI_PROTOBUF_ASKED, openapiProtobuf, type OpenapiV2 } from './openapiprotobuf.ts'
import { PROTOBUF, ProtobufError, protobufToJson, UnknownMessageError } from './protobuf.ts'
import { protocolOf, RemoteCommands } from './remotecommand.ts'
import { Streams } from './streams.ts'
import { WebSocket } from './websocket.ts'

const HOST = '127.0.0.1'
/** Answers shorter than this are not worth compressing (apiserver defaultGzipThresholdBytes). */
const GZIP_FROM = 128 * 1024
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
/** A client has this long to send its whole request. */
const REQUEST_TIMEOUT_MS = 60_000

export class HttpServer {
  readonly driver: Driver
  /** Told of every request of the API when it was answered; for those who watch a client. */
  onServed: ((method: string, path: string, code: number) => void) | undefined
  private readonly streams: Streams
  private readonly commands: RemoteCommands
  private readonly server: Server

  constructor(private readonly cluster: Cluster) {
    this.streams = new Streams(cluster)
    this.commands = new RemoteCommands(cluster, () => this.changed())
    this.driver = new Driver(cluster, () => this.flush())
    this.server = createServer((request, response) => this.receive(request, response))
    this.server.requestTimeout = REQUEST_TIMEOUT_MS
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head))
    this.server.on('clientError', (_error, socket) => socket.destroy())
  }

  /** Starts listening; port 0 picks one. Resolves with the address, e.g. `http://127.0.0.1:8001`. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, HOST, () => resolve(`http://${HOST}:${(this.server.address() as AddressInfo).port}`))
    })
  }

  /** Watches and followed logs that clients have open, and what was sent to them so far. */
  get openStreams(): number {
    return this.streams.size + this.commands.size
  }

  get chunksSent(): number {
    return this.streams.sent
  }

  /** Sends what is new to every stream. */
  flush(): void {
    this.streams.flush()
    this.commands.flush()
  }

  /** Stops the clock, ends every stream and closes the port. */
  close(): Promise<void> {
    this.driver.stop()
    this.streams.closeAll()
    this.commands.closeAll()
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  /**
   * A request that wants to become something else: a session over a WebSocket when the door opens one, else it is answered as
   * if it had not asked.
   */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const { path, query, command } = splitUrl(request.url ?? '/')
    const method = request.method === 'POST' ? 'POST' : 'GET'
    const isSocket = WebSocket.isAsked(request)
    const upgrade = isSocket ? 'websocket' : (request.headers.upgrade ?? '')
    const headers = {
      ...headersOf(request),
      ...(path.endsWith('/exec') || path.endsWith('/attach') ? { upgrade } : {}),
    }
    const protocol = isSocket ? protocolOf(request) : undefined
    if (headers.upgrade === undefined || (isSocket && protocol === undefined)) return this.unchanged(request, socket)
    const answer = this.cluster.handle({ method, path, query, headers, ...(command.length > 0 ? { command } : {}) })
    this.onServed?.(method, path, answer.code)
    if (!isPending(answer) || answer.session === undefined) {
      if (!isPending(answer)) this.answer(request, responseOn(request, socket), answer)
      return
    }
    this.commands.add(answer, request, socket, head, protocol ?? '')
    this.changed()
  }

  /** Whatever else it would like to become is not spoken here (h2c, say). */
  private unchanged(request: IncomingMessage, socket: Duplex): void {
    this.serve(request, responseOn(request, socket), '')
  }

  /** The cluster may have moved. */
  private changed(): void {
    this.flush()
    this.driver.wake()
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    let size = 0
    request.on('error', () => response.destroy())
    response.on('error', () => response.destroy())
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
    })
    request.on('end', () => {
      if (size > MAX_BODY_BYTES) return this.answer(request, response, respondError(tooLarge()))
      this.receiveBody(request, response, Buffer.concat(chunks))
    })
  }

  /** The door reads text: what came as protobuf goes on as JSON. */
  private receiveBody(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
    const type = request.headers['content-type'] ?? ''
    if (!type.startsWith(PROTOBUF)) return this.serve(request, response, bytes.toString('utf8'))
    try {
      const body = bytes.length === 0 ? '' : protobufToJson(bytes)
      request.headers['content-type'] = 'application/json'
      this.serve(request, response, body)
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error
      // A kind that is not known may stand at a path that is not served: the door has the better answer.
      if (error instanceof UnknownMessageError) this.serve(request, response, '')
      else this.answer(request, response, respondError(badRequest(error.message)))
    }
  }

  private serve(request: IncomingMessage, response: ServerResponse, body: string): void {
    const method = request.method ?? 'GET'
    const { path, query } = splitUrl(request.url ?? '/')
    const own = drydock(this.cluster, this.driver, method, path, body)
    if (own !== undefined) return this.answer(request, response, plain(own.code, own.body))
    if (path === '/openapi/v2' && headersOf(request).accept?.startsWith(OPENAPI_PROTOBUF_ASKED)) {
      return this.sendOpenapi(request, response)
    }
    const asked = method === 'HEAD' ? 'GET' : method
    if (!METHODS.has(asked)) return this.answer(request, response, respondError(methodNotAllowed()))
    const api: ApiRequest = { method: asked as ApiRequest['method'], path, query, headers: headersOf(request) }
    if (body !== '') api.body = body
    const answer = this.cluster.handle(api)
    if (isPending(answer)) this.stream(request, response, answer)
    else this.answer(request, response, answer)
    this.onServed?.(asked, path, answer.code)
    if (asked !== 'GET' || isWrite(api)) this.changed()
  }

  /** Whoever may read the document as JSON may read it as protobuf. */
  private sendOpenapi(request: IncomingMessage, response: ServerResponse): void {
    const headers = { ...headersOf(request), accept: 'application/json' }
    const answer = this.cluster.handle({ method: 'GET', path: '/openapi/v2', headers })
    if (isPending(answer) || answer.code !== 200) return this.answer(request, response, answer as ApiResponse)
    const bytes = openapiProtobuf(answer.body as OpenapiV2)
    this.send(request, response, 200, { 'content-type': OPENAPI_PROTOBUF }, bytes)
  }

  private answer(request: IncomingMessage, response: ServerResponse, answer: ApiResponse): void {
    const text = typeof answer.body === 'string' ? answer.body : `${JSON.stringify(answer.body)}\n`
    const headers = { ...answer.headers, ...warningHeaders(answer.warnings) }
    this.send(request, response, answer.code, headers, Buffer.from(text, 'utf8'))
  }

  private send(
    request: IncomingMessage,
    response: ServerResponse,
    code: number,
    headers: Record<string, string | string[]>,
    plainBytes: Uint8Array,
  ): void {
    const zip = plainBytes.length >= GZIP_FROM && wantsGzip(request)
    const bytes = zip ? gzipSync(plainBytes, { level: 1 }) : plainBytes
    response.writeHead(code, {
      ...headers,
      ...(zip ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
      'content-length': bytes.length,
      'cache-control': 'no-cache, private',
    })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }

  private stream(request: IncomingMessage, response: ServerResponse, exchange: PendingExchange): void {
    const zip = wantsGzip(request)
    response.writeHead(exchange.code, {
      ...exchange.headers,
      ...warningHeaders(exchange.warnings),
      ...(zip ? { 'content-encoding': 'gzip' } : {}),
      'cache-control': 'no-cache, private',
    })
    response.flushHeaders()
    if (!zip) return this.streams.add(exchange, response, response)
    const compressor = createGzip({ level: 1 })
    compressor.pipe(response)
    this.streams.add(exchange, compressor, response)
  }
}

const plain = (code: number, body: unknown): ApiResponse => ({
  code,
  headers: { 'content-type': 'application/json' },
  body,
  warnings: [],
})

const wantsGzip = ({ headers }: IncomingMessage) => /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))

/** RFC 7234 warnings, as upstream's: code 299, no agent, the text quoted. */
function warningHeaders(warnings: readonly string[]): Record<string, string[]> {
  if (warnings.length === 0) return {}
  const texts = [...new Set(warnings)].map(
    (text) => `299 - "${text.replace(/["\\]/g, '\\$&').replace(/[^\x20-\x7e]/g, ' ')}"`,
  )
  return { warning: texts }
}

/** An answer over a socket that left node:http's hands; the connection ends with it. */
function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request)
  response.assignSocket(socket as Socket)
  response.shouldKeepAlive = false
  response.on('finish', () => socket.end())
  return response
}

function splitUrl(url: string): { path: string; query: Record<string, string>; command: string[] } {
  const at = url.indexOf('?')
  const query: Record<string, string> = {}
  if (at < 0) return { path: url, query, command: [] }
  const params = new URLSearchParams(url.slice(at + 1))
  for (const [key, value] of params) if (key !== 'command' && !Object.hasOwn(query, key)) query[key] = value
  return { path: url.slice(0, at), query, command: params.getAll('command') }
}

/** Only what the door looks at: a log should not hold more of a client than that. */
function headersOf({ headers, rawHeaders }: IncomingMessage): Record<string, string> {
  const out: Record<string, string> = {}
  for (const name of ['accept', 'authorization', 'content-type', 'user-agent']) {
    const value = headers[name]
    if (typeof value === 'string') out[name] = value
  }
  // A header of these may be there several times, and its values may hold commas: one a line.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    if (!name.startsWith('impersonate-')) continue
    const value = rawHeaders[at + 1] ?? ''
    out[name] = out[name] === undefined ? value : `${out[name]}\n${value}`
  }
  return out
}
