/**
 * Sockets of processes: plain records, and arrivals as events on the clock. The network decides who answers and how long the way
 * takes (core/network); here is what is said on a connection, and how it ends.
 */
import type { DnsType, HttpRequest, HttpResponse } from '../../../core/network.ts'
import { PagedInts } from '../../../core/paged.ts'
import { Records } from '../../../core/records.ts'
import type { Container } from '../container.ts'
import type { Connections, Kernel, SocketOwner as Owner } from '../contract.ts'
import { listener } from '../natives.ts'
import type { Process } from '../process.ts'
import { FarEnds } from './farends.ts'
import { askProcess, answerIn, sendTo } from './askprocess.ts'
import { type Arrival, Socket } from './socket.ts'
import { originOf, type Wiring } from './wiring.ts'

/** Connections that wait to be accepted; further callers hear nothing. */
const BACKLOG = 128
/** How long a system tries to connect to somebody who is silent (tcp_syn_retries 6). */
const SYN_RETRIES_MS = 127_000
const FIRST_EPHEMERAL = 32_768
const EPHEMERAL = 28_232

interface ConnectOptions {
  isUdp?: boolean
  tls?: boolean
}

export class NetworkConnections implements Connections, Wiring {
  private readonly sockets: Records<Socket>
  /** [0] sockets ever made. */
  private readonly counts: PagedInts
  private readonly arriveHandler: number
  private readonly far: FarEnds

  constructor(private readonly kernel: Kernel) {
    const { checkpoints, clock } = kernel.host
    this.sockets = new Records<Socket>(checkpoints)
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.arriveHandler = clock.register('network/arrive', (number) => this.arrived(number))
    this.far = new FarEnds(kernel, this)
  }

  // ------------------------------------------------------------------------------------------------ what commands call

  get(number: number): Readonly<Socket> | undefined {
    return this.sockets.get(number)
  }

  lookUp(owner: Owner, name: string, type: DnsType, exact = false): number {
    const socket = this.newSocket(owner)
    socket.state = 'looking'
    const answer = this.kernel.network.resolve(originOf(owner.container), name, type, exact)
    socket.answer = answer
    this.arrive(socket, answer.delayMs, 'answer')
    return socket.number
  }

  connect(owner: Owner, address: string, port: number, { isUdp = false, tls = false }: ConnectOptions = {}): number {
    const socket = this.newSocket(owner)
    const origin = originOf(owner.container)
    const connection = this.kernel.network.connect(origin, address, port, isUdp ? 'UDP' : 'TCP')
    Object.assign(socket, { origin, connection, isUdp, tls, remote: address, remotePort: port })
    socket.port = FIRST_EPHEMERAL + (socket.number % EPHEMERAL)
    if (connection.outcome === 'timeout') this.arrive(socket, SYN_RETRIES_MS, 'fail', 'timeout')
    else if (connection.outcome !== 'connected') this.arrive(socket, connection.delayMs, 'fail', connection.outcome)
    else {
      const { to } = connection
      const far = this.farEnd(to.kind === 'process' ? to.process : -1, socket)
      far.role = to.kind === 'process' ? 'program' : to.kind
      far.port = to.kind === 'process' ? to.port : connection.port
      far.remote = connection.sourceIP
      far.remotePort = socket.port
      this.arrive(far, connection.delayMs, 'call')
    }
    return socket.number
  }

  /** A port to listen on; why not, when somebody in the Pod has it. */
  listen(owner: Owner, port: number, options: { loopbackOnly?: boolean; isUdp?: boolean } = {}): number | 'EADDRINUSE' {
    const wanted = port === 0 ? this.freePort(owner.container) : port
    if (this.holds(owner.container, wanted)) return 'EADDRINUSE'
    const socket = this.newSocket(owner)
    socket.state = 'listening'
    socket.port = wanted
    socket.loopbackOnly = options.loopbackOnly === true
    socket.isUdp = options.isUdp === true
    this.kernel.listener.changed(owner.container.number)
    return socket.number
  }

  /** The next connection of a listening socket, or -1. */
  accept(number: number, owner: Owner): number {
    const socket = this.sockets.own(number)
    const [first, ...others] = socket?.backlog ?? []
    if (socket === undefined || first === undefined) return -1
    socket.backlog = others
    this.give(first, owner)
    return first
  }

  /** Another process of the container has it from now on. */
  give(number: number, { process, pid }: Pick<Owner, 'process' | 'pid'>): void {
    const socket = this.sockets.own(number)
    if (socket !== undefined) Object.assign(socket, { process: process.pid, pid })
  }

  /** All that has come; null: there will be nothing more; undefined: nothing yet. */
  receive(number: number, max = Number.POSITIVE_INFINITY): string | null | undefined {
    const held = this.sockets.get(number)
    if (held === undefined) return null
    if (held.input === '')
      return held.inputEnded || held.state === 'reset' || held.state === 'failed' ? null : undefined
    const socket = this.sockets.own(number) as Socket
    const wasFull = socket.isFull
    const data = socket.input.slice(0, max)
    socket.input = socket.input.slice(data.length)
    const peer = wasFull ? this.sockets.own(socket.peer) : undefined
    if (peer !== undefined) this.arrive(peer, this.delayMs(socket), 'room')
    return data
  }

  isReadable(number: number): boolean {
    const socket = this.sockets.get(number)
    if (socket === undefined) return true
    if (socket.state === 'listening') return socket.backlog.length > 0
    return socket.input !== '' || socket.inputEnded || socket.state === 'reset' || socket.state === 'failed'
  }

  /** Whether a sender has to wait. */
  isFull(number: number): boolean {
    const peer = this.sockets.get(this.sockets.get(number)?.peer ?? -1)
    return peer?.isFull === true
  }

  /** False when nobody is there to read it. */
  send(number: number, data: string): boolean {
    const socket = this.sockets.own(number)
    if (socket === undefined || socket.state !== 'open' || socket.outputEnded) return false
    if (data === '') return true
    const peer = this.sockets.own(socket.peer)
    if (peer === undefined) {
      this.arrive(socket, this.delayMs(socket) * 2, 'reset')
      return false
    }
    if (this.passes(socket)) this.arrive(peer, this.delayMs(socket), 'data', data)
    return true
  }

  /** No more is sent; the other side may go on. */
  endOutput(number: number): void {
    const socket = this.sockets.own(number)
    if (socket === undefined || socket.outputEnded) return
    socket.outputEnded = true
    const peer = this.sockets.own(socket.peer)
    if (peer !== undefined && socket.state === 'open' && this.passes(socket)) {
      this.arrive(peer, this.delayMs(socket), 'end')
    }
  }

  close(number: number): void {
    const socket = this.sockets.get(number)
    if (socket === undefined) return
    const c = this.kernel.containers.own(socket.container)
    if (c !== undefined) c.sockets = c.sockets.filter((n) => n !== number)
    this.drop(socket, false)
  }

  /** Whether the other end understands TLS. */
  speaksTls(number: number): boolean {
    const socket = this.sockets.get(number)
    const far = this.sockets.get(socket?.peer ?? -1)
    if (far === undefined) return false
    if (far.role === 'api') return true
    if (far.role === 'outside') return far.port === 443
    const c = this.kernel.containers.get(far.container)
    return (
      c !== undefined &&
      far.role === 'program' &&
      this.far.programOf(c, far.port)?.tlsPorts?.includes(far.port) === true
    )
  }

  // ------------------------------------------------------------------------------------------------ what the kernel calls

  /** What a process (of a container) had open ends, its ports are free. Without one: all of the container. */
  closeAll(c: Container, process?: Process): void {
    if (c.sockets.length === 0) return
    this.closeWhere(c, (socket) => process === undefined || socket.process === process.pid)
  }

  /** A command that a shell ran in the foreground was killed. */
  closeOf(c: Container, pid: number): void {
    if (c.sockets.length > 0) this.closeWhere(c, (socket) => socket.pid === pid)
  }

  private closeWhere(c: Container, isOver: (socket: Readonly<Socket>) => boolean): void {
    const over: Readonly<Socket>[] = []
    const left: number[] = []
    for (const number of c.sockets) {
      const socket = this.sockets.get(number)
      if (socket === undefined || isOver(socket)) {
        if (socket !== undefined) over.push(socket)
      } else left.push(number)
    }
    c.sockets = left
    for (const socket of over) this.drop(socket, true)
  }

  listens(c: Readonly<Container>, port: number, isLocal = true, isUdp = false): boolean {
    return this.listeningOn(c, port, isLocal, isUdp) !== undefined
  }

  private listeningOn(
    c: Readonly<Container>,
    port: number,
    isLocal: boolean,
    isUdp = false,
  ): Readonly<Socket> | undefined {
    for (const number of c.sockets) {
      const socket = this.sockets.get(number)
      if (socket?.state !== 'listening' || socket.port !== port || socket.isUdp !== isUdp) continue
      if (isLocal || !socket.loopbackOnly) return socket
    }
    return undefined
  }

  /** Whether anybody in a container's Pod has a port. */
  holds(c: Readonly<Container>, port: number): boolean {
    for (const number of this.kernel.neighbours(c)) {
      const other = this.kernel.containers.get(number)
      if (other === undefined || other.ending) continue
      if (this.listens(other, port) || listener(this.kernel, other, port) !== undefined) return true
    }
    return false
  }

  private freePort(c: Readonly<Container>): number {
    let port = FIRST_EPHEMERAL
    while (this.holds(c, port)) port++
    return port
  }

  /** One HTTP request to a process that listens, answered at this instant as far as it can. */
  ask(c: Container, port: number, request: HttpRequest): HttpResponse | undefined {
    const found = this.listeningOn(c, port, false)
    return found && askProcess(this.kernel, this, c, this.sockets.own(found.number) as Socket, request)
  }

  /** The same from a kubelet, which hears of the answer when it has come; the number of its end, or -1. */
  probe(c: Container, port: number, request: HttpRequest, probes: NonNullable<Socket['probes']>): number {
    const found = this.listeningOn(c, port, false)
    if (found === undefined) return -1
    const near = sendTo(this, c, this.sockets.own(found.number) as Socket, request)
    near.role = 'prober'
    near.probes = probes
    return near.number
  }

  private answered(near: Readonly<Socket>): void {
    const answer = answerIn(near.input, near.inputEnded, 'GET')
    if (answer === undefined || near.probes === undefined) return
    const { number, probes } = near
    this.close(number)
    this.kernel.listener.probed(probes, number, answer)
  }

  /** A caller that only looks whether anybody is there, and goes; undefined: nobody takes it. */
  knock(c: Container, port: number): boolean | undefined {
    const found = this.listeningOn(c, port, true)
    if (found === undefined) return false
    if (found.backlog.length >= BACKLOG) return undefined
    const near = this.stranger()
    this.enqueue(c, this.sockets.own(found.number) as Socket, this.farEnd(c.number, near))
    this.close(near.number)
    return true
  }

  /** Sends something and does not care for the answer. */
  post(c: Container, url: string, body: string): void {
    this.far.post(c, url, body)
  }

  /** A stream of the API server may have something to say. */
  streamMoved(stream: number): void {
    this.far.streamMoved(stream)
  }

  /**
   * Lets the next thing reach the sockets of some processes at once, for callers that want an answer at this instant; how much
   * later it would have come, or undefined when nothing is on its way.
   */
  hasten(c: Container, concerns: (pid: number) => boolean): number | undefined {
    let next: Readonly<Socket> | undefined
    for (const number of c.sockets) {
      const socket = this.sockets.get(number)
      if (socket === undefined || !concerns(socket.process)) continue
      for (const end of [socket, this.sockets.get(socket.peer)]) {
        if (end?.arrivals[0] === undefined) continue
        if (next === undefined || end.arrivals[0].atMs < (next.arrivals[0] as Arrival).atMs) next = end
      }
    }
    if (next === undefined) return undefined
    const passedMs = (next.arrivals[0] as Arrival).atMs - this.kernel.nowMs
    this.takeNext(this.sockets.own(next.number) as Socket)
    return passedMs
  }

  // ------------------------------------------------------------------------------------------------ arrivals

  /** Puts something on the way to a socket; what was sent before comes before. */
  arrive(socket: Socket, delayMs: number, kind: Arrival['kind'], data = ''): void {
    const last = socket.arrivals.at(-1)?.atMs ?? 0
    const atMs = Math.max(last, this.kernel.nowMs + Math.ceil(delayMs))
    socket.arrivals = [...socket.arrivals, { atMs, kind, data }]
    this.kernel.host.clock.at(atMs, this.arriveHandler, socket.number)
  }

  private arrived(number: number): void {
    for (;;) {
      const first = this.sockets.get(number)?.arrivals[0]
      if (first === undefined || first.atMs > this.kernel.nowMs) return
      this.takeNext(this.sockets.own(number) as Socket)
    }
  }

  private takeNext(socket: Socket): void {
    const [first, ...others] = socket.arrivals
    socket.arrivals = others
    this.take(socket, first as Arrival)
    const left = this.sockets.get(socket.number)
    if (left?.role === 'process' && left.container >= 0) this.kernel.networkReady(left.container, left.number)
    else if (left?.role === 'prober') this.answered(left)
  }

  private take(socket: Socket, { kind, data }: Arrival): void {
    switch (kind) {
      case 'call':
        return this.called(socket)
      case 'open':
      case 'answer':
        socket.state = 'open'
        return
      case 'fail':
        socket.state = 'failed'
        socket.failure = data as Socket['failure']
        this.saw(socket, data)
        return
      case 'data':
        socket.input += data
        if (!isCaller(socket)) this.far.heard(socket)
        return
      case 'end':
        socket.inputEnded = true
        if (!isCaller(socket)) this.far.hungUp(socket)
        return
      case 'reset':
        socket.state = 'reset'
        socket.inputEnded = true
        return
      case 'poll':
        this.far.poll(socket)
        return
      case 'reply':
        this.send(socket.number, data)
        return
      case 'replyEnd':
        this.endOutput(socket.number)
        this.close(socket.number)
        return
      default:
    }
  }

  /** Somebody wants to connect: whoever listens by now answers. */
  private called(far: Socket): void {
    const near = this.sockets.own(far.peer)
    if (near === undefined) {
      this.close(far.number)
      return
    }
    const isLocal = near.connection?.outcome === 'connected' && near.connection.sourceIP === '127.0.0.1'
    const c = far.container < 0 ? undefined : this.kernel.containers.own(far.container)
    if (far.role !== 'api' && far.role !== 'outside' && !this.isHeard(c, far, isLocal)) {
      this.arrive(near, this.delayMs(far), 'fail', 'refused')
      near.peer = -1
      this.close(far.number)
      return
    }
    far.state = 'open'
    this.arrive(near, this.delayMs(far), 'open')
    if (c === undefined) return
    const listening = this.listeningOn(c, far.port, isLocal, near.isUdp)
    if (listening === undefined) return
    this.saw(near, 'ok')
    this.enqueue(c, this.sockets.own(listening.number) as Socket, far)
  }

  private isHeard(c: Container | undefined, far: Socket, isLocal: boolean): boolean {
    if (c === undefined || c.ending) return false
    const listening = this.listeningOn(c, far.port, isLocal, this.sockets.get(far.peer)?.isUdp)
    return listening === undefined
      ? listener(this.kernel, c, far.port) !== undefined
      : listening.backlog.length < BACKLOG
  }

  /** Puts a connection before a process that listens. */
  enqueue(c: Container, listening: Socket, far: Socket): void {
    far.role = 'process'
    far.state = 'open'
    far.process = listening.process
    far.pid = listening.pid
    listening.backlog = [...listening.backlog, far.number]
    this.kernel.networkReady(c.number, listening.number)
  }

  // ------------------------------------------------------------------------------------------------ records

  private newSocket({ container, process, pid }: Owner): Socket {
    const socket = this.make(container.number, process.pid, pid)
    container.sockets = container.sockets.concat(socket.number)
    return socket
  }

  /** The end of whoever is called. */
  farEnd(container: number, near: Socket): Socket {
    const far = this.make(container, -1, -1)
    far.peer = near.number
    near.peer = far.number
    const c = container < 0 ? undefined : this.kernel.containers.own(container)
    if (c !== undefined) c.sockets = c.sockets.concat(far.number)
    return far
  }

  /** A caller of no container: a kubelet, or somebody outside. */
  stranger(): Socket {
    const socket = this.make(-1, -1, -1)
    socket.state = 'open'
    socket.role = 'outside'
    return socket
  }

  own(number: number): Socket | undefined {
    return this.sockets.own(number)
  }

  private make(container: number, process: number, pid: number): Socket {
    const socket = new Socket(this.counts.add(0, 1), container, process, pid)
    socket.startedAtMs = this.kernel.nowMs
    this.sockets.put(socket.number, socket)
    return socket
  }

  /** Takes a socket out of the world; the other end hears of it. */
  private drop(socket: Readonly<Socket>, isSudden: boolean): void {
    this.far.closed(socket)
    for (const number of socket.backlog) this.close(number)
    const peer = this.sockets.own(socket.peer)
    this.sockets.put(socket.number, undefined)
    if (socket.state === 'listening' && isSudden) this.kernel.listener.changed(socket.container)
    if (peer === undefined || (socket.state !== 'open' && socket.state !== 'connecting')) return
    if (socket.state === 'connecting') return
    // Who closes with something unread says so rudely.
    const kind = socket.input === '' ? 'end' : 'reset'
    if ((kind === 'reset' || !socket.outputEnded) && this.passes(socket)) this.arrive(peer, this.delayMs(socket), kind)
    peer.peer = -1
  }

  private callerOf(socket: Readonly<Socket>): Readonly<Socket> | undefined {
    return socket.origin === undefined ? this.sockets.get(socket.peer) : socket
  }

  /** One way between the two ends. */
  delayMs(socket: Readonly<Socket>): number {
    const connection = this.callerOf(socket)?.connection
    return connection?.outcome === 'connected' ? connection.delayMs : 0
  }

  /** Whether what is sent now arrives: a partition may have come between. */
  private passes(socket: Readonly<Socket>): boolean {
    const caller = this.callerOf(socket)
    if (caller?.origin === undefined || caller.connection?.outcome !== 'connected') return true
    const { sourceIP, to } = caller.connection
    return sourceIP === '127.0.0.1' || this.kernel.network.isOpen(caller.origin, to)
  }

  /** Tells whoever watches traffic. */
  saw(socket: Readonly<Socket>, outcome: string, sinceMs = socket.startedAtMs): void {
    if (socket.origin === undefined || socket.connection === undefined) return
    this.kernel.network.saw(socket.origin, socket.connection, outcome, this.kernel.nowMs - sinceMs)
  }
}

/** Who reads what has come by itself. */
const isCaller = ({ role }: Readonly<Socket>): boolean => role === 'process' || role === 'prober'
