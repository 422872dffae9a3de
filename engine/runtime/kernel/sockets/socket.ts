/** One end of a connection, a listening port, or a question to the name service: what processes wait for on the network. */
import type { Connection, DnsAnswer, Origin } from '../../../core/network.ts'
import type { Owned } from '../../../core/records.ts'

/** Something that reaches a socket at its time. */
export interface Arrival {
  readonly atMs: number
  readonly kind:
    | 'call' // a far end hears that somebody wants to connect
    | 'open'
    | 'fail'
    | 'data'
    | 'end' // the other side sends no more
    | 'reset'
    | 'room' // the other side has read what was in the way
    | 'answer' // of the name service
    | 'poll' // a stream of the API server may have something to say
    | 'reply' // a far end has made its answer, or a piece of it
    | 'replyEnd' // and closes
  readonly data: string
}

export type SocketState = 'listening' | 'looking' | 'connecting' | 'open' | 'failed' | 'reset'

/** What stands at this end: a process, the program of an image, the API server, a host outside of the cluster, a kubelet's probe. */
export type Role = 'process' | 'program' | 'api' | 'outside' | 'prober'

/** Bytes that may be on their way and unread before the sender has to wait. */
const WINDOW = 65536

export class Socket implements Owned<Socket> {
  epoch = 0
  state: SocketState = 'connecting'
  role: Role = 'process'
  /** Why it failed: what `connect` returned, or the name service's silence. */
  failure: '' | 'refused' | 'timeout' | 'unreachable' = ''
  /** Its own port; of a listening one the port it listens on. */
  port = 0
  /** Listening: only callers from within the Pod. */
  loopbackOnly = false
  isUdp = false
  /** Speaks TLS (or what stands for it here). */
  tls = false
  /** The other end's socket, or -1. */
  peer = -1
  /** Listening: connections that nobody has accepted yet. */
  backlog: readonly number[] = NONE
  input = ''
  inputEnded = false
  outputEnded = false
  arrivals: readonly Arrival[] = NO_ARRIVALS
  /** The caller's end: who calls, and what the network said. */
  origin: Origin | undefined = undefined
  connection: Connection | undefined = undefined
  /** Address and port of the other end, as this end sees it. */
  remote = ''
  remotePort = 0
  /** The answer of the name service. */
  answer: DnsAnswer | undefined = undefined
  /** Far ends: the API server's stream, or -1. */
  stream = -1
  /** A poll of the stream is on its way. */
  polled = false
  /** A poll of the stream, whatever happens, is on the clock. */
  rounds = false
  /** The stream is sent in chunks. */
  isChunked = false
  /** Far ends: when the request in progress began to arrive. */
  askedAtMs = 0
  startedAtMs = 0
  /** A kubelet's probe: the container it is about, and the URL for its messages. */
  probes: { readonly container: number; readonly url: string } | undefined = undefined

  constructor(
    readonly number: number,
    /** Container it belongs to; -1 for the API server and what is outside. */
    public container: number,
    /** Process that runs it, and the number of the command (its own when a shell runs it in the foreground). */
    public process: number,
    public pid: number,
  ) {}

  copy(): Socket {
    return Object.assign(new Socket(this.number, this.container, this.process, this.pid), this)
  }

  /** The sender should wait: too much is unread. */
  get isFull(): boolean {
    let bytes = this.input.length
    for (const { data } of this.arrivals) bytes += data.length
    return bytes >= WINDOW
  }
}

const NONE: readonly number[] = []
const NO_ARRIVALS: readonly Arrival[] = []
