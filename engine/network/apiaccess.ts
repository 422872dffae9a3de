/** The API server as Pods reach it: the one door, with streams that are polled and can be checkpointed. */
import type { DoorContext } from '../api/door/context.ts'
import { isPending, type PendingExchange } from '../api/door/exchange.ts'
import { handle, progress } from '../api/door/handle.ts'
import type { ApiRequest } from '../api/request.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { fromBytes, toBytes } from '../core/bytes.ts'
import { Cell } from '../core/checkpoint.ts'
import type { ApiAccess, HttpRequest, HttpResponse } from '../core/network.ts'
import { PagedArray, PagedInts } from '../core/paged.ts'

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export class DoorAccess implements ApiAccess {
  private readonly streams: PagedArray<PendingExchange>
  /** [0] streams ever opened. */
  private readonly counts: PagedInts
  /** Streams that go on. */
  private readonly open: Cell<readonly number[]>
  private moved: (stream: number) => void = () => {}

  constructor(
    { checkpoints, store }: Pick<ApiServer, 'checkpoints' | 'store'>,
    private readonly door: () => DoorContext,
  ) {
    this.streams = checkpoints.register(new PagedArray<PendingExchange>(checkpoints.epoch))
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.open = checkpoints.register(new Cell<readonly number[]>([]))
    store.observe((table) => this.written(table))
  }

  listen(moved: (stream: number) => void): void {
    this.moved = moved
  }

  /** Tells of every watch that may have seen a write. */
  private written(table: Table): void {
    for (const stream of this.open.value) {
      if (this.streams.get(stream)?.watch?.resource === table.info.resource) this.moved(stream)
    }
  }

  request(
    request: HttpRequest,
  ): HttpResponse | { stream: number; status: number; headers: Readonly<Record<string, string>> } {
    if (request.scheme === 'http') return plainHttp()
    if (!METHODS.includes(request.method)) return { status: 405, headers: {}, body: '', latencyMs: 0 }
    const answer = handle(this.door(), apiRequest(request))
    if (!isPending(answer)) {
      const { code, headers, body } = answer
      const text = typeof body === 'string' ? body : body === undefined ? '' : `${JSON.stringify(body)}\n`
      return { status: code, headers, body: toBytes(text), latencyMs: 0 }
    }
    const stream = this.counts.add(0, 1)
    this.streams.set(stream, answer)
    this.open.value = [...this.open.value, stream]
    return { stream, status: answer.code, headers: answer.headers }
  }

  poll(stream: number): { data: string; ended: boolean } {
    const held = this.streams.get(stream)
    if (held === undefined) return { data: '', ended: true }
    // The exchange changes as it is read; what a checkpoint holds must not.
    const { watch, follow } = held
    const exchange = { ...held, ...(watch && { watch: { ...watch } }), ...(follow && { follow: { ...follow } }) }
    const { chunks, done } = progress(this.door(), exchange)
    if (done) this.close(stream)
    else this.streams.set(stream, exchange)
    const texts = chunks.map((chunk) => (typeof chunk === 'string' ? chunk : `${JSON.stringify(chunk)}\n`))
    return { data: toBytes(texts.join('')), ended: done }
  }

  close(stream: number): void {
    this.streams.set(stream, undefined)
    this.open.value = this.open.value.filter((other) => other !== stream)
  }
}

function apiRequest({ method, path, headers, body }: HttpRequest): ApiRequest {
  const at = path.indexOf('?')
  return {
    method: method as ApiRequest['method'],
    path: at < 0 ? path : path.slice(0, at),
    query: at < 0 ? {} : queryOf(path.slice(at + 1)),
    headers: { ...headers },
    body: fromBytes(body),
  }
}

function queryOf(text: string): Record<string, string> {
  const query: Record<string, string> = {}
  for (const part of text.split('&').filter(Boolean)) {
    const [name = '', value = ''] = part.split('=').map(unescaped)
    query[name] = value
  }
  return query
}

/** Percent signs and plus signs of a query; what is no escape stays. */
const unescaped = (text: string): string =>
  fromBytes(
    text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  )

const plainHttp = (): HttpResponse => ({
  status: 400,
  headers: { 'content-type': 'text/plain' },
  body: 'Client sent an HTTP request to an HTTPS server.\n',
  latencyMs: 0,
})
