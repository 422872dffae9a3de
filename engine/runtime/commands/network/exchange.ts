/** One HTTP exchange of a client in a container, as a state that goes on whenever something has come: plain data. */
import { BodyReader, type BodyState, framingOf, parseResponseHead, type ResponseHead } from '../../httptext.ts'
import type { Call } from '../../kernel/contract.ts'
import { type HostLookup, lookingUp, lookUpHost } from './hostaddress.ts'

export type Failure =
  | 'name'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'reset'
  | 'empty'
  | 'tls'
  | 'certificate'
  | 'bad'
  | 'partial'

export interface Exchange {
  host: string
  port: number
  isTls: boolean
  method: string
  /** The request as it is sent. */
  text: string
  lookup: HostLookup
  ticket: number
  phase: 'name' | 'connect' | 'head' | 'body' | 'done'
  /** Bytes of the head. */
  held: string
  head: ResponseHead | undefined
  body: BodyState | undefined
  received: number
  failure: Failure | undefined
  /** Where it was when it failed. */
  failedIn: Exchange['phase'] | undefined
  startedMs: number
  namedMs: number
  connectedMs: number
  firstMs: number
  /** Give up connecting, and everything; virtual time, Infinity for never. */
  connectUntilMs: number
  untilMs: number
  /** How long it may be silent. */
  idleMs: number
  heardMs: number
}

interface Start {
  host: string
  port: number
  isTls: boolean
  method: string
  text: string
  /** Instead of asking the name service. */
  address?: string | undefined
  connectMs?: number
  totalMs?: number
  idleMs?: number
}

const NEVER = Number.POSITIVE_INFINITY

export function beginExchange(nowMs: number, start: Start): Exchange {
  const { host, port, isTls, method, text, address, connectMs = NEVER, totalMs = NEVER, idleMs = NEVER } = start
  const lookup = lookingUp(host)
  if (address !== undefined) lookup.address = address
  return {
    host,
    port,
    isTls,
    method,
    text,
    lookup,
    ticket: -1,
    phase: 'name',
    held: '',
    head: undefined,
    body: undefined,
    received: 0,
    failure: undefined,
    failedIn: undefined,
    startedMs: nowMs,
    namedMs: nowMs,
    connectedMs: nowMs,
    firstMs: nowMs,
    connectUntilMs: nowMs + connectMs,
    untilMs: nowMs + totalMs,
    idleMs,
    heardMs: nowMs,
  }
}

/** What the caller hears while an exchange goes on. */
export interface Listener {
  /** The connection stands; the request is about to be sent. @returns false to give up (the certificate is not trusted) */
  connected?(exchange: Exchange): boolean
  head?(head: ResponseHead): void
  data(bytes: string): void
}

/** Goes on as far as it can; false: it waits (return BLOCKED). */
export function advance(call: Call, x: Exchange, listener: Listener): boolean {
  while (x.phase !== 'done') {
    if (call.nowMs >= x.untilMs || (x.phase !== 'body' && x.phase !== 'head' && call.nowMs >= x.connectUntilMs))
      return over(call, x, 'timeout')
    if (call.nowMs - x.heardMs >= x.idleMs) return over(call, x, 'timeout')
    const moved = step(call, x, listener)
    if (x.failure !== undefined) return over(call, x, x.failure)
    if (!moved) return wait(call, x)
  }
  return over(call, x, undefined)
}

function over(call: Call, x: Exchange, failure: Failure | undefined): true {
  x.failure = failure
  if (failure !== undefined && x.phase !== 'done') x.failedIn = x.phase
  x.phase = 'done'
  if (x.lookup.ticket >= 0) call.kernel.connections.close(x.lookup.ticket)
  if (x.ticket >= 0) call.kernel.connections.close(x.ticket)
  return true
}

function wait(call: Call, x: Exchange): false {
  const untilMs = x.phase === 'name' || x.phase === 'connect' ? Math.min(x.connectUntilMs, x.untilMs) : x.untilMs
  call.waitNetwork(x.phase === 'name' ? x.lookup.ticket : x.ticket, Math.min(untilMs, x.heardMs + x.idleMs))
  return false
}

/** One thing, if it can be done now. */
function step(call: Call, x: Exchange, listener: Listener): boolean {
  switch (x.phase) {
    case 'name':
      return named(call, x)
    case 'connect':
      return connected(call, x, listener)
    default:
      return received(call, x, listener)
  }
}

function named(call: Call, x: Exchange): boolean {
  if (!lookUpHost(call, x.lookup)) return false
  x.namedMs = call.nowMs
  if (x.lookup.failure !== '') {
    x.failure = 'name'
    return true
  }
  x.ticket = call.kernel.connections.connect(call.owner, x.lookup.address, x.port, { tls: x.isTls })
  x.phase = 'connect'
  return true
}

function connected(call: Call, x: Exchange, listener: Listener): boolean {
  const { connections } = call.kernel
  const socket = connections.get(x.ticket)
  if (socket === undefined) x.failure = 'reset'
  else if (socket.state === 'failed') x.failure = socket.failure === '' ? 'refused' : socket.failure
  else if (socket.state === 'reset') x.failure = 'reset'
  if (x.failure !== undefined) return true
  if (socket?.state !== 'open') return false
  x.connectedMs = call.nowMs
  x.heardMs = call.nowMs
  if (x.isTls && !connections.speaksTls(x.ticket)) x.failure = 'tls'
  else if (listener.connected?.(x) === false) x.failure = 'certificate'
  else {
    connections.send(x.ticket, x.text)
    x.phase = 'head'
  }
  return true
}

function received(call: Call, x: Exchange, listener: Listener): boolean {
  const bytes = call.kernel.connections.receive(x.ticket)
  if (bytes === undefined) return false
  if (bytes === null) {
    ended(call, x)
    return true
  }
  x.heardMs = call.nowMs
  if (x.phase === 'body') take(x, bytes, listener)
  else heads(call, x, x.held + bytes, listener)
  return true
}

/** A head, perhaps after `100 Continue`. */
function heads(call: Call, x: Exchange, text: string, listener: Listener): void {
  if (x.firstMs === x.startedMs) x.firstMs = call.nowMs
  x.held = text
  const parsed = parseResponseHead(text)
  if (parsed === undefined) return
  if (parsed === 'bad') {
    x.failure = 'bad'
    return
  }
  const { head, rest } = parsed
  if (head.status < 200) {
    heads(call, x, rest, listener)
    return
  }
  x.head = head
  x.held = ''
  x.body = new BodyReader(framingOf(head, x.method)).state
  x.phase = x.body.done ? 'done' : 'body'
  listener.head?.(head)
  if (x.phase === 'body' && rest !== '') take(x, rest, listener)
}

function take(x: Exchange, bytes: string, listener: Listener): void {
  const reader = new BodyReader(x.body as BodyState)
  const data = reader.take(bytes)
  x.received += data.length
  if (data !== '') listener.data(data)
  if (reader.state.done) x.phase = 'done'
  if (reader.state.bad) x.failure = 'partial'
}

function ended(call: Call, x: Exchange): void {
  const wasReset = call.kernel.connections.get(x.ticket)?.state === 'reset'
  if (wasReset) x.failure = 'reset'
  else if (x.phase === 'head') x.failure = 'empty'
  else if (x.body?.framing.kind === 'close') x.phase = 'done'
  else x.failure = 'partial'
}
