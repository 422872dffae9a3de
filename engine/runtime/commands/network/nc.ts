/** nc, in busybox's manners or OpenBSD's (what Debian has): connects, listens, looks whether a port is open, serves a program. */
import type { Call, Command } from '../../kernel/contract.ts'
import { addOpen } from '../../kernel/io.ts'
import { BLOCKED } from '../command.ts'
import { readOptions } from '../options.ts'
import { type HostLookup, lookingUp, lookUpHost } from './hostaddress.ts'

interface State {
  isListening: boolean
  /** Listens again after each connection. */
  goesOn: boolean
  host: string
  port: number
  looks: boolean
  isVerbose: boolean
  isUdp: boolean
  /** Of connecting, and of silence at the end; Infinity: for ever. */
  timeoutMs: number
  deadlineMs: number
  program: string[]
  lookup: HostLookup
  /** The listening socket, and the connection. */
  listening: number
  socket: number
  connected: boolean
  inputEnded: boolean
  children: number[]
}

const NEVER = Number.POSITIVE_INFINITY

export const nc: Command = {
  name: 'nc',
  run(call) {
    if (call.state === undefined) {
      const begun = begin(call)
      if (typeof begun === 'number') return begun
      call.state = begun
    }
    const state = call.state as State
    return state.isListening ? listen(call, state) : connect(call, state)
  },
}

/** The same under its other names. */
export const netcat: Command = { name: 'netcat', run: nc.run }
export const ncat: Command = { name: 'ncat', run: nc.run }

/** What follows `-e` is the program with its arguments. */
function split(args: readonly string[]): { own: string[]; program: string[] } {
  const at = args.findIndex((arg) => /^-[a-z]*e$/.test(arg))
  if (at < 0) return { own: [...args], program: [] }
  const letters = (args[at] as string).slice(0, -1)
  return { own: [...args.slice(0, at), ...(letters === '-' ? [] : [letters])], program: args.slice(at + 1) }
}

function begin(call: Call): State | number {
  const { own, program } = split(call.args)
  const options = readOptions(call, 'lkp:w:i:nvzuq:N46s:c:tdDUh', {}, { args: own })
  if (options === undefined) return 1
  const isListening = options.has('l')
  const [first, second] = options.words
  const port = isListening ? (options.get('p') ?? second ?? first) : second
  const host = isListening ? '' : (first ?? '')
  const shell = options.get('c')
  if (port === undefined || !/^\d+(-\d+)?$/.test(port) || (!isListening && host === '')) {
    usage(call)
    return 1
  }
  const waitS = options.get('w')
  const timeoutMs = waitS === undefined ? NEVER : Number(waitS) * 1000
  return {
    isListening,
    goesOn: options.has('k') || own.some((arg) => /^-[a-z]*ll/.test(arg)),
    host,
    port: Number.parseInt(port, 10),
    looks: options.has('z'),
    isVerbose: options.has('v'),
    isUdp: options.has('u'),
    timeoutMs,
    deadlineMs: isListening ? NEVER : call.nowMs + timeoutMs,
    program: shell === undefined ? program : ['/bin/sh', '-c', shell],
    lookup: lookingUp(host),
    listening: -1,
    socket: -1,
    connected: false,
    inputEnded: false,
    children: [],
  }
}

function usage(call: Call): void {
  if (call.flavour === 'busybox')
    call.err(
      'BusyBox v1.36.1 () multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n',
    )
  else
    call.err(
      'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]\n\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]\n\t  [destination] [port]\n',
    )
}

// ---------------------------------------------------------------------------------------------------- connecting

function connect(call: Call, state: State): number {
  const { connections } = call.kernel
  const busybox = call.flavour === 'busybox'
  if (!state.connected) {
    if (call.nowMs >= state.deadlineMs) return timedOut(call, state)
    if (!lookUpHost(call, state.lookup)) return call.waitNetwork(state.lookup.ticket, state.deadlineMs)
    const { address, failure } = state.lookup
    if (failure !== '') {
      call.err(
        busybox
          ? `nc: bad address '${state.host}'\n`
          : `nc: getaddrinfo for host "${state.host}" port ${state.port}: ${failure === 'TIMEOUT' ? 'Temporary failure in name resolution' : 'Name or service not known'}\n`,
      )
      return 1
    }
    if (state.socket < 0) state.socket = connections.connect(call.owner, address, state.port, { isUdp: state.isUdp })
    const socket = connections.get(state.socket)
    if (socket?.state === 'connecting') return call.waitNetwork(state.socket, state.deadlineMs)
    if (socket?.state === 'failed' || socket?.state === 'reset') return refused(call, state, socket.failure)
    state.connected = true
    if (state.isVerbose || (state.looks && !busybox && state.isVerbose))
      call.err(
        busybox
          ? `${state.host} (${address}:${state.port}) open\n`
          : `Connection to ${state.host}${state.host === address ? '' : ` (${address})`} ${state.port} port [tcp/*] succeeded!\n`,
      )
    if (state.looks) return close(call, state, 0)
  }
  return talk(call, state) ?? BLOCKED
}

function refused(call: Call, state: State, failure: string): number {
  const reason =
    failure === 'timeout'
      ? 'Connection timed out'
      : failure === 'unreachable'
        ? 'No route to host'
        : 'Connection refused'
  const { host, port, lookup } = state
  if (call.flavour === 'busybox') {
    if (!state.looks || state.isVerbose) call.err(`nc: can't connect to remote host (${lookup.address}): ${reason}\n`)
  } else if (!state.looks || state.isVerbose)
    call.err(
      `nc: connect to ${host}${host === lookup.address ? '' : ` (${lookup.address})`} port ${port} (tcp) failed: ${reason}\n`,
    )
  return close(call, state, 1)
}

function timedOut(call: Call, state: State): number {
  const { host, port } = state
  if (call.flavour === 'busybox') call.err('nc: timed out\n')
  else if (!state.looks || state.isVerbose)
    call.err(`nc: connect to ${host} port ${port} (tcp) timed out: Operation now in progress\n`)
  return close(call, state, 1)
}

function close(call: Call, state: State, status: number): number {
  if (state.socket >= 0) call.kernel.connections.close(state.socket)
  state.socket = -1
  return status
}

/** Carries data both ways; the exit status when the connection is over, undefined while it waits. */
function talk(call: Call, state: State): number | undefined {
  const { connections } = call.kernel
  const { socket } = state
  for (;;) {
    const data = connections.receive(socket)
    if (data === null) return close(call, state, 0)
    if (data !== undefined) {
      call.out(data)
      if (state.timeoutMs !== NEVER) state.deadlineMs = call.nowMs + state.timeoutMs
      continue
    }
    if (state.timeoutMs !== NEVER && state.connected && call.nowMs >= state.deadlineMs) return close(call, state, 0)
    const waitUntilMs = state.timeoutMs === NEVER ? NEVER : state.deadlineMs
    if (state.inputEnded || connections.isFull(socket)) {
      call.waitNetwork(socket, waitUntilMs)
      return undefined
    }
    const typed = call.read(0)
    if (typed === undefined) {
      call.waitInput(0, waitUntilMs)
      return undefined
    }
    if (typed === null) {
      state.inputEnded = true
      if (state.timeoutMs !== NEVER) state.deadlineMs = call.nowMs + state.timeoutMs
      connections.endOutput(socket)
    } else connections.send(socket, typed)
  }
}

// ---------------------------------------------------------------------------------------------------- listening

function listen(call: Call, state: State): number {
  const { connections } = call.kernel
  if (state.listening < 0 && state.socket < 0) {
    const socket = connections.listen(call.owner, state.port, { isUdp: state.isUdp })
    if (socket === 'EADDRINUSE') {
      call.err(call.flavour === 'busybox' ? 'nc: bind: Address already in use\n' : 'nc: Address already in use\n')
      return 1
    }
    state.listening = socket
    if (state.isVerbose)
      call.err(
        call.flavour === 'busybox' ? `listening on [::]:${state.port} ...\n` : `Listening on 0.0.0.0 ${state.port}\n`,
      )
  }
  for (;;) {
    state.children = state.children.filter((pid) => call.reap(pid) === undefined)
    if (state.socket >= 0) {
      const status = talk(call, state)
      if (status === undefined) return BLOCKED
      if (!state.goesOn) return status
      continue
    }
    if (state.listening < 0) return state.children.length > 0 ? call.waitChild() : 0
    const accepted = connections.accept(state.listening, call.owner)
    if (accepted < 0) return call.waitNetwork(state.listening)
    const remote = connections.get(accepted)
    if (state.isVerbose)
      call.err(
        `connect to [::ffff:${remote?.remote}]:${state.port} from [::ffff:${remote?.remote}]:${remote?.remotePort}\n`,
      )
    if (!state.goesOn) {
      connections.close(state.listening)
      state.listening = -1
    }
    if (state.program.length > 0) serve(call, state, accepted)
    else {
      state.socket = accepted
      state.connected = true
      state.inputEnded = false
    }
  }
}

/** A program takes the connection as its input and output. */
function serve(call: Call, state: State, socket: number): void {
  const { connections } = call.kernel
  const open = addOpen(call.container, { kind: 'socket', socket })
  const { pid } = call.spawn(state.program, { fds: [open, open, call.descriptor(2)] })
  const child = call.container.process(pid)
  if (pid < 0 || child === undefined) connections.close(socket)
  else {
    connections.give(socket, { process: child, pid })
    state.children.push(pid)
  }
}
