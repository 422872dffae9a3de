/** Far ends that are no processes: programs of images, the API server, hosts outside of the cluster. They speak HTTP, or a protocol of their own. */
import type { HttpRequest } from '../../../core/network.ts'
import { PagedInts } from '../../../core/paged.ts'
import {
  chunk,
  headerLines,
  LAST_CHUNK,
  parseRequest,
  type ParsedRequest,
  reasonOf,
  responseText,
} from '../../httptext.ts'
import { outsideAnswer } from '../../outside/answers.ts'
import { splitUrl } from '../../url.ts'
import type { Container } from '../container.ts'
import type { Kernel } from '../contract.ts'
import { listener, type Running, serveHttp, takeTurn, worldOf } from '../natives.ts'
import type { Socket } from './socket.ts'
import { originOf, type Wiring } from './wiring.ts'

/** From a write to the API server's telling of it. */
const WATCH_MS = 5
/** A stream is looked at so often whatever happens: watches that end, logs that are followed. */
const WATCH_ROUND_MS = 30_000
const LOG_ROUND_MS = 1_000
/** A stream whose reader is slow is looked at again after this. */
const SLOW_READER_MS = 100

export class FarEnds {
  private readonly roundHandler: number
  /** Stream of the API server → its socket + 1. */
  private readonly streams: PagedInts

  constructor(
    private readonly kernel: Kernel,
    private readonly connections: Wiring,
  ) {
    const { checkpoints, clock } = kernel.host
    this.streams = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.roundHandler = clock.register('network/round', (socket, everyMs) => this.round(socket, everyMs), {
      periodic: true,
    })
  }

  programOf(c: Readonly<Container>, port: number) {
    return listener(this.kernel, c, port)?.program
  }

  /** Bytes have come. */
  heard(far: Socket): void {
    if (far.role === 'program') this.heardByProgram(far)
    else
      this.heardHttp(far, (request) => (far.role === 'api' ? this.toApi(far, request) : this.toOutside(far, request)))
  }

  /** The caller sends no more: an answer to what was asked may be on its way all the same. */
  hungUp(far: Socket): void {
    if (far.stream < 0 && !far.arrivals.some(({ kind }) => kind === 'reply')) this.connections.close(far.number)
    else if (far.stream >= 0 && this.connections.get(far.peer) === undefined) this.connections.close(far.number)
    else if (far.stream < 0) this.connections.arrive(far, 0, 'replyEnd')
  }

  /** A socket is no more. */
  closed({ stream }: Readonly<Socket>): void {
    if (stream < 0) return
    this.streams.set(stream, 0)
    this.kernel.api.close(stream)
  }

  // ------------------------------------------------------------------------------------------------ programs

  private heardByProgram(far: Socket): void {
    const c = this.kernel.containers.own(far.container)
    const running = c && !c.ending ? listener(this.kernel, c, far.port) : undefined
    if (c === undefined || running === undefined) {
      this.connections.close(far.number)
      return
    }
    if (running.program.talk !== undefined && this.talked(c, running, far)) return
    this.heardHttp(far, (request) => this.toProgram(c, running, far, request))
  }

  /** False: this was HTTP, for a program that speaks that, too. */
  private talked(c: Container, running: Running, far: Socket): boolean {
    const { program, state, argv, process } = running
    if (program.talk === undefined) return false
    if (program.http !== undefined && /^[A-Z]+ \S+ HTTP\//.test(far.input)) return false
    const data = far.input
    far.input = ''
    const reply = program.talk(state, data, worldOf(this.kernel, c, argv, process), far.port)
    const frame = process?.frames.at(-1)
    if (reply.turn) takeTurn(this.kernel, c, reply.turn, frame?.type === 'native' ? frame : undefined, process)
    if (c.ending) return true
    if (reply.data !== '') this.connections.arrive(far, reply.waitMs ?? 0, 'reply', reply.data)
    if (reply.close) this.connections.arrive(far, reply.waitMs ?? 0, 'replyEnd')
    return true
  }

  private toProgram(c: Container, running: Running, far: Socket, request: ParsedRequest): void {
    const near = this.connections.get(far.peer)
    const response = serveHttp(this.kernel, c, running, far.port, this.httpRequest(far, request))
    if (near !== undefined)
      this.connections.saw(near, response.reset ? 'reset' : String(response.status), far.askedAtMs)
    if (c.ending) return
    if (response.reset) {
      this.connections.close(far.number)
      return
    }
    this.reply(far, request, response.status, response.headers, response.body, Math.ceil(response.latencyMs))
    if (!c.ending) this.kernel.pump(c)
  }

  // ------------------------------------------------------------------------------------------------ HTTP

  private heardHttp(far: Socket, serve: (request: ParsedRequest) => void): void {
    while (far.input !== '' && far.state === 'open' && far.stream < 0) {
      const request = parseRequest(far.input)
      if (request === undefined) return
      if (request === 'bad') {
        far.input = ''
        const text = responseText(400, { 'content-type': 'text/plain; charset=utf-8' }, '400 Bad Request', {
          closes: true,
        })
        this.connections.arrive(far, 0, 'reply', text)
        this.connections.arrive(far, 0, 'replyEnd')
        return
      }
      far.askedAtMs = this.kernel.nowMs - this.connections.delayMs(far)
      far.input = request.rest
      serve(request)
    }
  }

  private httpRequest(far: Socket, { method, target, headers, body }: ParsedRequest): HttpRequest {
    const isTls = this.connections.get(far.peer)?.tls === true
    return { method, path: target, headers, body, scheme: isTls ? 'https' : 'http', sourceIP: far.remote }
  }

  private reply(
    far: Socket,
    { method, version, headers: asked }: ParsedRequest,
    status: number,
    headers: Readonly<Record<string, string>>,
    body: string,
    latencyMs: number,
  ): void {
    const closes = version !== 'HTTP/1.1' || /close/i.test(asked.connection ?? '')
    const text = responseText(status, headers, body, { closes, withoutBody: method === 'HEAD' })
    this.connections.arrive(far, latencyMs, 'reply', text)
    if (closes) this.connections.arrive(far, latencyMs, 'replyEnd')
  }

  private toOutside(far: Socket, request: ParsedRequest): void {
    const near = this.connections.get(far.peer)
    const connection = near?.connection
    const host = connection?.outcome === 'connected' && connection.to.kind === 'outside' ? connection.to.host : ''
    const { status, headers, body } = outsideAnswer(host, this.httpRequest(far, request))
    if (near !== undefined) this.connections.saw(near, String(status), far.askedAtMs)
    this.reply(far, request, status, headers, body, 20)
  }

  // ------------------------------------------------------------------------------------------------ the API server

  private toApi(far: Socket, request: ParsedRequest): void {
    const near = this.connections.get(far.peer)
    const answer = this.kernel.api.request(this.httpRequest(far, request))
    if (near !== undefined) this.connections.saw(near, String(answer.status), far.askedAtMs)
    if (!('stream' in answer)) {
      this.reply(far, request, answer.status, answer.headers, answer.body, Math.ceil(answer.latencyMs))
      return
    }
    far.stream = answer.stream
    far.isChunked = request.version === 'HTTP/1.1'
    this.streams.set(answer.stream, far.number + 1)
    const headers = far.isChunked ? { ...answer.headers, 'transfer-encoding': 'chunked' } : answer.headers
    const head = `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\r\n${headerLines(headers)}\r\n`
    this.connections.arrive(far, 0, 'reply', head)
    this.connections.arrive(far, 0, 'poll')
    far.polled = true
    const isLog = !/json/.test(answer.headers['content-type'] ?? '')
    this.kernel.host.clock.after(
      isLog ? LOG_ROUND_MS : WATCH_ROUND_MS,
      this.roundHandler,
      far.number,
      isLog ? LOG_ROUND_MS : WATCH_ROUND_MS,
    )
  }

  streamMoved(stream: number): void {
    const number = this.streams.get(stream) - 1
    const held = this.connections.get(number)
    if (held === undefined || held.polled) return
    const far = this.connections.own(number) as Socket
    far.polled = true
    this.connections.arrive(far, WATCH_MS, 'poll')
  }

  private round(number: number, everyMs: number): void {
    const stream = this.connections.get(number)?.stream ?? -1
    if (stream < 0) return
    this.streamMoved(stream)
    this.kernel.host.clock.after(everyMs, this.roundHandler, number, everyMs)
  }

  poll(far: Socket): void {
    far.polled = false
    if (far.stream < 0) return
    if (this.connections.isFull(far.number)) {
      far.polled = true
      this.connections.arrive(far, SLOW_READER_MS, 'poll')
      return
    }
    const { data, ended } = this.kernel.api.poll(far.stream)
    if (data !== '') this.connections.send(far.number, far.isChunked ? chunk(data) : data)
    if (!ended) return
    if (far.isChunked) this.connections.send(far.number, LAST_CHUNK)
    this.connections.close(far.number)
  }

  // ------------------------------------------------------------------------------------------------ without an answer

  /** A program sends something (its log) somewhere and does not wait. */
  post(c: Container, url: string, body: string): void {
    const to = splitUrl(url)
    if (to === undefined) return
    const address = this.addressOf(c, to.host)
    if (address === undefined) return
    const connection = this.kernel.network.connect(originOf(c), address, to.port, 'TCP')
    if (connection.outcome !== 'connected' || connection.to.kind !== 'process') return
    const near = this.connections.stranger()
    Object.assign(near, { origin: originOf(c), connection, state: 'connecting' })
    const far = this.connections.farEnd(connection.to.process, near)
    Object.assign(far, { role: 'program', port: connection.to.port, remote: connection.sourceIP })
    this.connections.arrive(far, connection.delayMs, 'call')
    const head = `POST ${to.path} HTTP/1.1\r\nHost: ${to.host}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`
    this.connections.arrive(far, connection.delayMs, 'data', head + body)
  }

  private addressOf(c: Container, host: string): string | undefined {
    if (host === 'localhost') return '127.0.0.1'
    if (/^[\d.]+$/.test(host)) return host
    const { records } = this.kernel.network.resolve(originOf(c), host, 'A')
    return records.find(({ type }) => type === 'A')?.data
  }
}
