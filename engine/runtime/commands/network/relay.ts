/** Relays: processes that listen on a port and pass what they hear on to somebody else, as a proxy beside an application does. */
import type { Call, Command } from '../../kernel/contract.ts'
import { readOptions } from '../options.ts'
import { type HostLookup, lookingUp, lookUpHost } from './hostaddress.ts'

interface Target {
  host: string
  port: number
  isTls: boolean
  /** Headers that every request gets: the API server's token. */
  headers: string[]
}

interface Pair {
  near: number
  far: number
  /** Bytes of the caller that wait for the connection, or for the end of a head. */
  held: string
  inHead: boolean
}

interface State {
  listening: number
  lookup: HostLookup
  target: Target
  pairs: Pair[]
}

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

function begin(call: Call, port: number, loopbackOnly: boolean, target: Target, name: string): number {
  const listening = call.kernel.connections.listen(call.owner, port, { loopbackOnly })
  if (listening === 'EADDRINUSE') {
    call.err(`${name}: listen tcp 127.0.0.1:${port}: bind: address already in use\n`)
    return 1
  }
  call.state = { listening, lookup: lookingUp(target.host), target, pairs: [] } satisfies State
  return goOn(call, call.state as State)
}

function goOn(call: Call, state: State): number {
  const { connections } = call.kernel
  if (!lookUpHost(call, state.lookup)) return call.waitNetwork(state.lookup.ticket)
  for (;;) {
    const near = connections.accept(state.listening, call.owner)
    if (near < 0) break
    const { address, failure } = state.lookup
    if (failure !== '') {
      connections.send(near, 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      connections.close(near)
      // The name may be there by the next time.
      state.lookup = lookingUp(state.target.host)
      return goOn(call, state)
    }
    const far = connections.connect(call.owner, address, state.target.port, { tls: state.target.isTls })
    state.pairs.push({ near, far, held: '', inHead: true })
  }
  state.pairs = state.pairs.filter((pair) => carried(call, state.target, pair))
  return call.waitNetwork(state.listening)
}

/** False: both ends are closed. */
function carried(call: Call, target: Target, pair: Pair): boolean {
  const { connections } = call.kernel
  const far = connections.get(pair.far)
  if (far === undefined || far.state === 'failed' || far.state === 'reset') {
    connections.send(pair.near, 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    return ended(call, pair)
  }
  for (let data = connections.receive(pair.near); data !== undefined; data = connections.receive(pair.near)) {
    if (data === null) {
      if (connections.get(pair.near) === undefined || far.state === 'open') return ended(call, pair)
      break
    }
    pair.held += data
  }
  if (far.state !== 'open') return true
  forward(call, target, pair)
  for (let data = connections.receive(pair.far); data !== undefined; data = connections.receive(pair.far)) {
    if (data === null) return ended(call, pair)
    connections.send(pair.near, data)
  }
  return true
}

/** Puts the target's headers behind the first line of each request. */
function forward(call: Call, { headers, host, port }: Target, pair: Pair): void {
  if (pair.held === '') return
  const { connections } = call.kernel
  const line = pair.held.indexOf('\n')
  if (pair.inHead && headers.length > 0) {
    if (line < 0) return
    const first = pair.held.slice(0, line + 1)
    const rest = pair.held.slice(line + 1).replace(/^host:.*\r?\n/im, `Host: ${host}:${port}\r\n`)
    const added = headers.map((header) => `${header}\r\n`).join('')
    // One request a connection: the answer's end is the connection's.
    connections.send(pair.far, `${first}${added}Connection: close\r\n${rest}`)
  } else connections.send(pair.far, pair.held)
  pair.inHead = false
  pair.held = ''
}

function ended(call: Call, { near, far }: Pair): false {
  call.kernel.connections.close(near)
  call.kernel.connections.close(far)
  return false
}

/** The API server on a port of the Pod's own, as its service account (`kubectl proxy`). */
function apiProxy(call: Call, port: number, name: string): number {
  const token = call.contents(TOKEN, () => {})
  const host = call.env('KUBERNETES_SERVICE_HOST') ?? 'kubernetes.default.svc'
  const headers = token === undefined ? [] : [`Authorization: Bearer ${token.trim()}`]
  call.out(`Starting to serve on 127.0.0.1:${port}\n`)
  return begin(call, port, true, { host, port: 443, isTls: true, headers }, name)
}

export const kubeapiProxy: Command = {
  name: 'kubeapi-proxy',
  run(call) {
    if (call.state !== undefined) return goOn(call, call.state as State)
    const options = readOptions(call, 'p:', { port: 'p:', address: 'a:', 'accept-hosts': 'h:', 'disable-filter': 'd:' })
    return options === undefined ? 1 : apiProxy(call, Number(options.get('p') ?? 8001), 'kubeapi-proxy')
  },
}

/** socat, for what people use it for: `TCP-LISTEN:port[,fork] TCP:host:port`. */
export const socat: Command = {
  name: 'socat',
  run(call) {
    if (call.state !== undefined) return goOn(call, call.state as State)
    const [from = '', to = ''] = call.args.filter((word) => !word.startsWith('-'))
    const listen = /^TCP4?-L(?:ISTEN)?:(\d+)/i.exec(from)
    const target = /^TCP4?(?:-CONNECT)?:([^:,]+):(\d+)/i.exec(to)
    if (listen === null || target === null) {
      call.err('socat: only "TCP-LISTEN:port,fork TCP:host:port" runs in this simulation\n')
      return 1
    }
    return begin(
      call,
      Number(listen[1]),
      /bind=(127\.|localhost)/.test(from),
      { host: target[1] as string, port: Number(target[2]), isTls: false, headers: [] },
      'socat',
    )
  },
}
