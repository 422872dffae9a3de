/** redis-cli: sends commands in redis' protocol and prints the replies, one value a line as it does where nobody looks on. */
import type { Call, Command } from '../../kernel/contract.ts'
import { BLOCKED } from '../command.ts'
import { linesOf, slurp } from '../filter.ts'
import { readOptions } from '../options.ts'
import { type HostLookup, lookingUp, lookUpHost, resolverMessage } from './hostaddress.ts'

interface State {
  lookup: HostLookup
  socket: number
  /** Commands not yet answered. */
  left: string[][]
  sent: boolean
  /** Bytes of the reply so far. */
  reply: string
  failed: boolean
}

const PORT = 6379

export const redisCli: Command = {
  name: 'redis-cli',
  run(call) {
    const options = readOptions(
      call,
      'h:p:a:n:r:i:x',
      { raw: 'R', 'no-raw': 'N', 'no-auth-warning': 'W', user: 'U:', pass: 'a:' },
      { stopAtWord: true },
    )
    if (options === undefined) return 1
    const host = options.get('h') ?? '127.0.0.1'
    const port = Number(options.get('p') ?? PORT)
    if (call.state === undefined || Array.isArray(call.state)) {
      const commands = options.words.length > 0 ? [options.words] : commandsOfInput(call)
      if (commands === undefined) return BLOCKED
      const times = Number(options.get('r') ?? 1)
      call.state = {
        lookup: lookingUp(host),
        socket: -1,
        left: Array.from({ length: Math.min(1000, times) }, () => commands).flat(),
        sent: false,
        reply: '',
        failed: false,
      } satisfies State
    }
    return converse(call, call.state as State, host, port)
  },
}

/** Lines of standard input are commands. */
function commandsOfInput(call: Call): string[][] | undefined {
  const text = slurp(call)
  return text === undefined
    ? undefined
    : linesOf(text)
        .map((line) =>
          [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? ''),
        )
        .filter((words) => words.length > 0)
}

function converse(call: Call, state: State, host: string, port: number): number {
  const { connections } = call.kernel
  const refuse = (why: string): number => {
    call.err(`Could not connect to Redis at ${host}:${port}: ${why}\n`)
    return 1
  }
  if (!lookUpHost(call, state.lookup)) return call.waitNetwork(state.lookup.ticket)
  if (state.lookup.failure !== '') return refuse(resolverMessage(state.lookup.failure))
  if (state.socket < 0) state.socket = connections.connect(call.owner, state.lookup.address, port, { isUdp: false })
  const socket = connections.get(state.socket)
  if (socket?.state === 'connecting') return call.waitNetwork(state.socket)
  if (!state.sent && (socket?.state === 'failed' || socket?.state === 'reset'))
    return refuse(socket.failure === 'timeout' ? 'Connection timed out' : 'Connection refused')
  for (let words = state.left[0]; words !== undefined; words = state.left[0]) {
    if (!state.sent)
      connections.send(
        state.socket,
        `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`,
      )
    state.sent = true
    const end = replyEnd(state.reply, 0)
    if (end < 0) {
      const data = connections.receive(state.socket)
      if (data === undefined) return call.waitNetwork(state.socket)
      if (data === null) {
        call.err('Error: Server closed the connection\n')
        return 1
      }
      state.reply += data
      continue
    }
    call.out(shown(state.reply, 0).text)
    state.failed ||= state.reply.startsWith('-')
    state.reply = state.reply.slice(end)
    state.left.shift()
    state.sent = false
  }
  connections.close(state.socket)
  return state.failed ? 1 : 0
}

/** Where the reply that begins at `from` ends; -1: not all of it has come. */
function replyEnd(data: string, from: number): number {
  const line = data.indexOf('\r\n', from)
  if (line < 0) return -1
  const count = Number(data.slice(from + 1, line))
  let end = line + 2
  if (data[from] === '$' && count >= 0) end += count + 2
  if (data[from] === '*') for (let i = 0; i < count && end >= 0; i++) end = replyEnd(data, end)
  return end > data.length ? -1 : end
}

function shown(data: string, from: number): { text: string; end: number } {
  const line = data.indexOf('\r\n', from)
  const head = data.slice(from + 1, line)
  const kind = data[from]
  if (kind === '$') {
    const count = Number(head)
    if (count < 0) return { text: '\n', end: line + 2 }
    return { text: `${data.slice(line + 2, line + 2 + count)}\n`, end: line + 4 + count }
  }
  if (kind !== '*') return { text: kind === '-' ? `${head}\n\n` : `${head}\n`, end: line + 2 }
  let text = ''
  let end = line + 2
  for (let i = 0; i < Number(head); i++) {
    const item = shown(data, end)
    text += item.text
    end = item.end
  }
  return { text: text === '' ? '\n' : text, end }
}
