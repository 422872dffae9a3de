/** wget: busybox's, and GNU's where that is installed. */
import type { Call, Command } from '../../kernel/contract.ts'
import { attempt } from '../../files/errno.ts'
import type { ResponseHead } from '../../httptext.ts'
import { resolveUrl, splitUrl, type Url } from '../../url.ts'
import { toBase64 } from '../digestcommands.ts'
import { type Options, readOptions } from '../options.ts'
import { advance, beginExchange, type Exchange } from './exchange.ts'
import { resolverMessage } from './hostaddress.ts'

const LONG = {
  quiet: 'q',
  'output-document': 'O:',
  'server-response': 'S',
  timeout: 'T:',
  'connect-timeout': 'T:',
  'read-timeout': 'T:',
  'dns-timeout': 'T:',
  'directory-prefix': 'P:',
  'user-agent': 'U:',
  header: 'header:',
  'post-data': 'post-data:',
  'post-file': 'post-file:',
  spider: 'spider',
  'no-check-certificate': 'k',
  'no-verbose': 'n',
  tries: 't:',
  continue: 'c',
  proxy: 'Y:',
  'no-proxy': 'Z',
  'no-cache': 'Z',
  'content-on-error': 'content-on-error',
  'no-hsts': 'Z',
  'max-redirect': 'max-redirect:',
  user: 'user:',
  password: 'password:',
  waitretry: 'waitretry:',
  'retry-connrefused': 'retry-connrefused',
  'show-progress': 'Z',
}
/** busybox gives up after this silence (its default of -T); GNU waits 900 s. */
const IDLE_MS = { busybox: 900_000, gnu: 900_000 }
const MOST_REDIRECTS = 20

interface State {
  n: number
  url: string
  redirects: number
  tries: number
  againAtMs: number
  exchange: Exchange | undefined
  body: string
  status: number
}

export const wget: Command = {
  name: 'wget',
  run(call) {
    const options = readOptions(call, 'qcSO:T:P:U:Y:t:n:s', LONG)
    if (options === undefined) return call.flavour === 'gnu' ? 2 : 1
    if (options.words.length === 0) {
      call.err(
        call.flavour === 'gnu'
          ? "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
          : 'BusyBox v1.36.1 () multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n',
      )
      return 1
    }
    const state = (call.state ?? fresh(0, '')) as State
    call.state = state
    while (state.n < options.words.length) {
      if (state.url === '') state.url = options.words[state.n] as string
      const status = fetch(call, options, state)
      if (status < 0) return status
      Object.assign(state, fresh(state.n + 1, ''), { status: status || state.status })
    }
    return state.status
  },
}

const fresh = (n: number, url: string): State => ({
  n,
  url,
  redirects: 0,
  tries: 1,
  againAtMs: -1,
  exchange: undefined,
  body: '',
  status: 0,
})

const isQuiet = (o: Options): boolean => o.has('q')

/** One address, through its redirects; its exit status or BLOCKED. */
function fetch(call: Call, o: Options, state: State): number {
  for (;;) {
    if (state.againAtMs >= 0) {
      if (call.nowMs < state.againAtMs) return call.sleepUntil(state.againAtMs)
      state.againAtMs = -1
      state.exchange = undefined
    }
    const url = splitUrl(state.url)
    if (url === undefined) {
      call.err(
        call.flavour === 'busybox'
          ? `wget: not an http or ftp url: ${state.url}\n`
          : `${state.url}: Unsupported scheme.\n`,
      )
      return 1
    }
    state.exchange ??= open(call, o, url)
    const x = state.exchange
    if (!advance(call, x, listenerOf(call, o, state, x))) return -1
    const { head } = x
    const isMoved =
      head !== undefined && [301, 302, 303, 307, 308].includes(head.status) && head.headers.location !== undefined
    if (x.failure === undefined && isMoved && state.redirects++ < MOST_REDIRECTS) {
      state.url = resolveUrl(
        /^[a-z]+:\/\//i.test(state.url) ? state.url : `http://${state.url}`,
        (head as ResponseHead).headers.location as string,
      )
      if (!isQuiet(o) && call.flavour === 'gnu') call.err(`Location: ${state.url} [following]\n`)
      state.exchange = undefined
      state.body = ''
      continue
    }
    if (x.failure !== undefined && call.flavour === 'gnu' && again(call, o, state, x)) continue
    return finish(call, o, state, url, x)
  }
}

/** GNU's tries again after what may pass by itself. */
function again(call: Call, o: Options, state: State, x: Exchange): boolean {
  const tries = Number(o.get('t') ?? 20)
  const passes =
    x.failure === 'timeout' ||
    x.failure === 'reset' ||
    x.failure === 'empty' ||
    (x.failure === 'refused' && o.has('retry-connrefused'))
  if (!passes || state.tries >= tries) return false
  if (!isQuiet(o)) call.err('Retrying.\n\n')
  state.againAtMs = call.nowMs + 1000 * Math.min(10, state.tries++)
  return true
}

function open(call: Call, o: Options, url: Url): Exchange {
  const post =
    o.get('post-data') ?? (o.has('post-file') ? (call.contents(o.get('post-file') as string) ?? '') : undefined)
  const method = post !== undefined ? 'POST' : o.has('spider') ? 'HEAD' : 'GET'
  const given = o.all('header')
  const has = (name: string) => given.some((line) => line.toLowerCase().startsWith(`${name}:`))
  const lines = [
    ...(has('host')
      ? []
      : [`Host: ${url.host}${url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`}`]),
    ...(has('user-agent')
      ? []
      : [`User-Agent: ${o.get('U') ?? (call.flavour === 'busybox' ? 'Wget' : 'Wget/1.21.3')}`]),
    ...(call.flavour === 'gnu' ? ['Accept: */*'] : []),
    'Connection: close',
    ...(url.user === undefined ? [] : [`Authorization: Basic ${toBase64(url.user)}`]),
    ...(o.has('user') ? [`Authorization: Basic ${toBase64(`${o.get('user')}:${o.get('password') ?? ''}`)}`] : []),
    ...given,
    ...(post === undefined
      ? []
      : [`Content-Type: application/x-www-form-urlencoded`, `Content-Length: ${post.length}`]),
  ]
  const timeout = o.get('T')
  return beginExchange(call.nowMs, {
    host: url.host,
    port: url.port,
    isTls: url.scheme === 'https',
    method,
    text: `${method} ${url.path} HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${post ?? ''}`,
    idleMs: timeout === undefined ? IDLE_MS[call.flavour] : Number(timeout) * 1000,
  })
}

function listenerOf(call: Call, o: Options, state: State, x: Exchange) {
  const toStdout = o.get('O') === '-'
  return {
    connected(): boolean {
      const { host, port, lookup } = x
      if (!isQuiet(o)) {
        if (call.flavour === 'busybox') call.err(`Connecting to ${host} (${lookup.address}:${port})\n`)
        else
          call.err(
            `Connecting to ${host} (${host})|${lookup.address}|:${port}... connected.\nHTTP request sent, awaiting response... `,
          )
      }
      return call.flavour === 'busybox' || !x.isTls || o.has('k') || /\.(com|org|io|net)$/.test(host)
    },
    head(head: ResponseHead) {
      const first = head.text.split('\r\n')[0] as string
      if (o.has('S')) for (const line of head.text.trimEnd().split('\r\n')) call.err(`  ${line}\n`)
      else if (call.flavour === 'gnu' && !isQuiet(o)) call.err(`${first.slice(first.indexOf(' ') + 1)}\n`)
      if (toStdout && !isQuiet(o) && call.flavour === 'busybox' && head.status < 300) call.err('writing to stdout\n')
    },
    data(bytes: string) {
      const status = x.head?.status ?? 0
      if (status >= 300 && !o.has('content-on-error')) return
      if (toStdout) call.out(bytes)
      else state.body += bytes
    },
  }
}

// ---------------------------------------------------------------------------------------------------- the end

function finish(call: Call, o: Options, state: State, url: Url, x: Exchange): number {
  if (x.failure !== undefined) return call.flavour === 'busybox' ? busyboxFailure(call, o, x) : gnuFailure(call, o, x)
  const head = x.head as ResponseHead
  if (head.status >= 400 || head.status >= 300) {
    const first = head.text.split('\r\n')[0] as string
    if (call.flavour === 'busybox') {
      call.err(`wget: server returned error: ${first}\n`)
      return 1
    }
    if (!isQuiet(o)) call.err(`ERROR ${head.status}: ${head.reason}.\n`)
    return 8
  }
  if (o.has('spider')) {
    if (!isQuiet(o) && call.flavour === 'busybox') call.err('remote file exists\n')
    return 0
  }
  const path = o.get('O') ?? fileName(o, url)
  if (path === '-') {
    if (!isQuiet(o) && call.flavour === 'busybox') call.err(`${bar('-', x.received)}written to stdout\n`)
    return 0
  }
  if (o.get('O') === undefined && call.flavour === 'busybox' && call.files.maybe(path) !== undefined) {
    call.err(`wget: can't open '${path}': File exists\n`)
    return 1
  }
  const { errno } = path === '/dev/null' ? {} : attempt(() => call.files.write(path, state.body))
  if (errno !== undefined) {
    if (call.flavour === 'busybox') call.cannotOpen(path, errno)
    else call.err(`${path}: ${errno === 'EACCES' ? 'Permission denied' : 'No such file or directory'}\n`)
    return call.flavour === 'busybox' ? 1 : 3
  }
  if (!isQuiet(o)) {
    if (call.flavour === 'busybox') call.err(`saving to '${path}'\n${bar(path, x.received)}'${path}' saved\n`)
    else
      call.err(
        `Length: ${head.headers['content-length'] ?? 'unspecified'} [${head.headers['content-type'] ?? 'text/html'}]\nSaving to: ‘${path}’\n\n‘${path}’ saved [${x.received}/${x.received}]\n\n`,
      )
  }
  return 0
}

function fileName(o: Options, { path }: Url): string {
  const name = (path.split('?')[0] as string).split('/').pop() || 'index.html'
  const prefix = o.get('P')
  return prefix === undefined ? name : `${prefix.replace(/\/$/, '')}/${name}`
}

const bar = (name: string, bytes: number): string =>
  `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(bytes).padStart(5)}  0:00:00 ETA\n`

function busyboxFailure(call: Call, o: Options, x: Exchange): number {
  const { host, port, lookup } = x
  if (!isQuiet(o) && x.failure !== 'name' && x.failedIn === 'connect' && x.failure !== 'tls')
    call.err(`Connecting to ${host} (${lookup.address}:${port})\n`)
  const text: Record<string, string> = {
    name: `bad address '${host}'`,
    refused: `can't connect to remote host (${lookup.address}): Connection refused`,
    unreachable: `can't connect to remote host (${lookup.address}): Host is unreachable`,
    timeout:
      x.idleMs < IDLE_MS.busybox
        ? 'download timed out'
        : `can't connect to remote host (${lookup.address}): Operation timed out`,
    reset: 'error getting response: Connection reset by peer',
    empty: 'error getting response',
    tls: `error getting response: Connection reset by peer`,
    bad: 'error getting response',
    partial: 'connection closed prematurely',
  }
  call.err(`wget: ${text[x.failure as string] ?? 'error getting response'}\n`)
  return 1
}

function gnuFailure(call: Call, o: Options, x: Exchange): number {
  const { host, port, lookup, failure } = x
  if (failure === 'name') {
    if (!isQuiet(o)) call.err(`wget: unable to resolve host address ‘${host}’\n`)
    else if (lookup.failure === '') call.err(resolverMessage(lookup.failure))
    return 4
  }
  const reason =
    failure === 'refused'
      ? 'failed: Connection refused.'
      : failure === 'unreachable'
        ? 'failed: No route to host.'
        : failure === 'timeout'
          ? 'failed: Connection timed out.'
          : 'No data received.'
  if (!isQuiet(o))
    call.err(
      `${x.failedIn === 'connect' ? `Connecting to ${host} (${host})|${lookup.address}|:${port}... ` : ''}${reason}\n`,
    )
  return failure === 'tls' || failure === 'certificate' ? 5 : 4
}
