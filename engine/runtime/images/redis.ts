/** redis: keys, counters, lists and expiry in memory, spoken in its own protocol on 6379 (RESP, and lines as a person types them). */
import type { ImageDefinition, Program, ProgramState } from '../program.ts'
import { debianTree, gnu, programAt } from './trees.ts'

const PORT = 6379
const MOST_KEYS = 50_000

interface State extends ProgramState {
  texts: Readonly<Record<string, string>>
  lists: Readonly<Record<string, readonly string[]>>
}

const text = (value: string | undefined): string =>
  value === undefined ? '$-1\r\n' : `$${value.length}\r\n${value}\r\n`
const number = (n: number): string => `:${n}\r\n`
const OK = '+OK\r\n'

/** Words of each command in what was sent. */
function commandsIn(data: string): string[][] {
  if (!data.startsWith('*'))
    return data
      .split(/\r?\n/)
      .filter(Boolean)
      .map((line) => line.trim().split(/\s+/))
  const commands: string[][] = []
  const lines = data.split('\r\n')
  for (let at = 0; at < lines.length && (lines[at] as string).startsWith('*'); ) {
    const count = Number((lines[at] as string).slice(1))
    commands.push(Array.from({ length: count }, (_, i) => lines[at + 2 + i * 2] ?? ''))
    at += 1 + count * 2
  }
  return commands
}

function obey(state: State, [name = '', ...args]: string[]): { said: string; state: State } {
  const { texts, lists } = state
  const [key = '', value = ''] = args
  const same = (said: string) => ({ said, state })
  const put = (fresh: string, said: string) => ({ said, state: { ...state, texts: { ...texts, [key]: fresh } } })
  const list = (fresh: readonly string[], said: string) => ({
    said,
    state: { ...state, lists: { ...lists, [key]: fresh } },
  })
  const held = lists[key] ?? []
  switch (name.toUpperCase()) {
    case 'PING':
      return same(key === '' ? '+PONG\r\n' : text(key))
    case 'ECHO':
      return same(text(key))
    case 'SET':
      return Object.keys(texts).length >= MOST_KEYS
        ? same("-OOM command not allowed when used memory > 'maxmemory'.\r\n")
        : put(value, OK)
    case 'GET':
      return same(text(texts[key]))
    case 'INCR':
    case 'DECR':
    case 'INCRBY': {
      const by = { INCR: 1, DECR: -1 }[name.toUpperCase()] ?? Number(value)
      const n = Number(texts[key] ?? 0) + by
      return Number.isInteger(n) ? put(String(n), number(n)) : same('-ERR value is not an integer or out of range\r\n')
    }
    case 'EXISTS':
      return same(number(key in texts || held.length > 0 ? 1 : 0))
    case 'DEL': {
      const left = { ...texts }
      const leftLists = { ...lists }
      const gone = args.filter((one) => one in left || one in leftLists).length
      for (const one of args) {
        delete left[one]
        delete leftLists[one]
      }
      return { said: number(gone), state: { ...state, texts: left, lists: leftLists } }
    }
    case 'LPUSH':
      return list([...args.slice(1).reverse(), ...held], number(held.length + args.length - 1))
    case 'RPUSH':
      return list([...held, ...args.slice(1)], number(held.length + args.length - 1))
    case 'LPOP':
      return list(held.slice(1), text(held[0]))
    case 'RPOP':
      return list(held.slice(0, -1), text(held.at(-1)))
    case 'RPOPLPUSH': {
      const item = held.at(-1)
      if (item === undefined) return same(text(undefined))
      const left = { ...lists, [key]: held.slice(0, -1) }
      const moved = { ...left, [value]: [item, ...(left[value] ?? [])] }
      return { said: text(item), state: { ...state, lists: moved } }
    }
    case 'LREM': {
      const found = held.indexOf(args[2] ?? '')
      return found < 0
        ? same(number(0))
        : list(
            held.filter((_, i) => i !== found),
            number(1),
          )
    }
    case 'LLEN':
      return same(number(held.length))
    case 'LRANGE': {
      const items = held.slice(
        Number(value),
        Number(args[2]) < 0 ? held.length + Number(args[2]) + 1 : Number(args[2]) + 1,
      )
      return same(`*${items.length}\r\n${items.map(text).join('')}`)
    }
    case 'KEYS': {
      const keys = [...Object.keys(texts), ...Object.keys(lists)]
      return same(`*${keys.length}\r\n${keys.map(text).join('')}`)
    }
    case 'DBSIZE':
      return same(number(Object.keys(texts).length + Object.keys(lists).length))
    case 'FLUSHALL':
      return { said: OK, state: { texts: {}, lists: {} } }
    case 'QUIT':
      return same(OK)
    default:
      return same(
        `-ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}\r\n`,
      )
  }
}

const program: Program = {
  name: 'redis-server',
  startUpMs: () => 60,
  ports: () => [PORT],
  greeting: () => [
    '1:M * Running mode=standalone, port=6379.',
    '1:M * Server initialized',
    '1:M * Ready to accept connections tcp',
  ],
  start: () => ({ state: { texts: {}, lists: {} } satisfies State }),
  signal: (state, signal) =>
    signal === 15 || signal === 2
      ? {
          state,
          lines: [
            '1:signal-handler Received SIGTERM scheduling shutdown...',
            '1:M # Redis is now ready to exit, bye bye...',
          ],
          exit: { exitCode: 0 },
        }
      : undefined,
  talk: (state, data) => {
    let now = state as State
    let said = ''
    let close = false
    for (const words of commandsIn(data)) {
      const done = obey(now, words)
      now = done.state
      said += done.said
      close ||= words[0]?.toUpperCase() === 'QUIT'
    }
    return { data: said, close, turn: { state: now } }
  },
  usage: () => ({ cpuMilli: 2, memoryBytes: 9_000_000 }),
}

export const redis: ImageDefinition = {
  repository: 'redis',
  hasTag: (tag) => /^(latest|alpine|bookworm|\d+(\.\d+){0,2})(-(alpine|bookworm|alpine\d[\d.]*))?$/.test(tag),
  sizeBytes: 41_000_000,
  program,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  env: { REDIS_VERSION: '7.4.1' },
  files: [
    ...debianTree(),
    gnu('/usr/local/bin', ['redis-cli']),
    programAt('/usr/local/bin/redis-server', 'redis-server'),
    {
      '/usr/local/bin/docker-entrypoint.sh': { text: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
      '/data': { directory: true },
    },
  ],
}
