/** curl: one transfer after another, each with its redirects and retries; messages and exit codes as curl 8 has them. */
import type { Call, Command } from '../../kernel/contract.ts'
import { attempt } from '../../files/errno.ts'
import type { ResponseHead } from '../../httptext.ts'
import { resolveUrl, splitUrl } from '../../url.ts'
import { toBase64 } from '../digestcommands.ts'
import { type CurlOptions, readCurlOptions } from './curloptions.ts'
import { advance, beginExchange, type Exchange } from './exchange.ts'
import { meterHead, meterLine } from './curlmeter.ts'
import { type CurlReport, writeOut } from './curlwriteout.ts'

const VERSION = 'curl/8.10.1'
const API_NAMES = /^(kubernetes(\.default(\.svc(\.cluster\.local)?)?)?|10\.96\.0\.1|\d+\.\d+\.\d+\.\d+)$/

interface Transfer {
  url: string
  redirects: number
  tries: number
  method: string
  hasBody: boolean
  exchange: Exchange | undefined
  /** Waits before trying again until then; -1: it does not wait. */
  againAtMs: number
  /** Bytes for a file; output on a stream is written as it comes. */
  file: string | undefined
  kept: string
}

interface State {
  n: number
  transfer: Transfer | undefined
  status: number
  startedMs: number
}

export const curl: Command = {
  name: 'curl',
  run(call) {
    const options = readCurlOptions(call)
    if ('status' in options) {
      call.err(options.text)
      return options.status
    }
    if (options.flags.has('V')) {
      call.out('curl 8.10.1 (x86_64-pc-linux-musl) libcurl/8.10.1\nProtocols: http https\n')
      return 0
    }
    if (options.urls.length === 0) {
      call.err(
        call.args.length === 0
          ? "curl: try 'curl --help' or 'curl --manual' for more information\n"
          : 'curl: (2) no URL specified\n',
      )
      return 2
    }
    const state = (call.state ?? { n: 0, transfer: undefined, status: 0, startedMs: call.nowMs }) as State
    call.state = state
    while (state.n < options.urls.length) {
      state.transfer ??= begin(options, options.urls[state.n] as string)
      const status = goOn(call, options, state, state.transfer)
      if (status < 0) return status
      state.status = status
      state.transfer = undefined
      state.n++
      if (status !== 0 && options.flags.has('fail-early')) break
    }
    return state.status
  },
}

function begin(o: CurlOptions, url: string): Transfer {
  const hasBody = (o.data !== undefined && !o.flags.has('G')) || o.upload !== undefined
  const method = o.method ?? (o.flags.has('I') ? 'HEAD' : o.upload === undefined ? (hasBody ? 'POST' : 'GET') : 'PUT')
  const query = o.flags.has('G') && o.data !== undefined ? `${url.includes('?') ? '&' : '?'}${o.data}` : ''
  return {
    url: url + query,
    redirects: 0,
    tries: 0,
    method,
    hasBody,
    exchange: undefined,
    againAtMs: -1,
    file: undefined,
    kept: '',
  }
}

/** The exit status of a transfer, or BLOCKED. */
function goOn(call: Call, o: CurlOptions, state: State, t: Transfer): number {
  for (;;) {
    if (t.againAtMs >= 0) {
      if (call.nowMs < t.againAtMs) return call.sleepUntil(t.againAtMs)
      t.againAtMs = -1
      t.exchange = undefined
    }
    if (t.exchange === undefined) {
      const trouble = open(call, o, state, t)
      if (trouble !== undefined) return trouble
    }
    const x = t.exchange as unknown as Exchange
    if (!advance(call, x, listenerOf(call, o, t))) return -1
    if (followed(o, t, x)) continue
    const status = statusOf(o, x, t)
    if (isWorthTrying(o, x, status) && t.tries < o.retries) {
      const delayMs = o.retryDelayMs ?? Math.min(600_000, 1000 * 2 ** t.tries)
      if (o.retryMaxMs === undefined || call.nowMs + delayMs - state.startedMs <= o.retryMaxMs) {
        t.tries++
        t.againAtMs = call.nowMs + delayMs
        if (!isQuiet(o))
          call.err(
            `Warning: ${retryReason(x, status)} Will retry in ${delayMs / 1000} seconds. ${o.retries - t.tries + 1} retries left.\n`,
          )
        continue
      }
    }
    return finish(call, o, t, x, status)
  }
}

// ---------------------------------------------------------------------------------------------------- the request

/** Begins the exchange; the exit status when that cannot be. */
function open(call: Call, o: CurlOptions, state: State, t: Transfer): number | undefined {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(t.url)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return say(call, o, 1, `Protocol "${scheme}" not supported`)
  const url = splitUrl(t.url)
  if (url === undefined || /[\s]/.test(t.url)) return say(call, o, 3, 'URL rejected: Malformed input to a URL function')
  if (o.caFile !== undefined && url.scheme === 'https' && call.files.maybe(o.caFile) === undefined)
    return say(call, o, 77, `error setting certificate verify locations:  CAfile: ${o.caFile} CApath: none`)
  let body = t.hasBody ? (o.data ?? '') : ''
  if (o.upload !== undefined) {
    const sent = call.contents(o.upload === '-' || o.upload === '.' ? '/dev/stdin' : o.upload, () => {})
    if (sent === undefined) {
      call.err(`curl: cannot open '${o.upload}'\ncurl: (26) Failed to open/read local data from file/application\n`)
      return 26
    }
    body = sent
  }
  const pinned = o.resolved.map((text) => /^\+?([^:]+):(\d+):(.+)$/.exec(text))
  const address = pinned.find((found) => found?.[1] === url.host && Number(found[2]) === url.port)?.[3]
  t.exchange = beginExchange(call.nowMs, {
    host: url.host,
    port: url.port,
    isTls: url.scheme === 'https',
    method: t.method,
    text: requestText(o, t, url, body),
    address,
    ...(o.connectMs === undefined ? {} : { connectMs: o.connectMs }),
    ...(o.maxTimeMs === undefined
      ? {}
      : { totalMs: Math.max(0, o.maxTimeMs - (t.tries > 0 ? 0 : call.nowMs - state.startedMs)) }),
  })
  return undefined
}

function requestText(o: CurlOptions, t: Transfer, url: NonNullable<ReturnType<typeof splitUrl>>, body: string): string {
  const isUsualPort = url.port === (url.scheme === 'https' ? 443 : 80)
  const own = new Map<string, string>()
  own.set('Host', isUsualPort ? url.host : `${url.host}:${url.port}`)
  const user = o.user ?? url.user
  if (user !== undefined) own.set('Authorization', `Basic ${toBase64(user.includes(':') ? user : `${user}:`)}`)
  if (o.bearer !== undefined) own.set('Authorization', `Bearer ${o.bearer}`)
  own.set('User-Agent', o.agent ?? VERSION)
  own.set('Accept', '*/*')
  if (o.referer !== undefined) own.set('Referer', o.referer)
  if (o.cookie?.includes('=')) own.set('Cookie', o.cookie)
  if (t.hasBody) {
    own.set('Content-Length', String(body.length))
    if (o.upload === undefined) own.set('Content-Type', 'application/x-www-form-urlencoded')
  }
  const lines: string[] = []
  for (const header of o.headers) {
    const colon = header.search(/[:;]/)
    if (colon <= 0) continue
    const name = header.slice(0, colon)
    const value = header.slice(colon + 1).trim()
    const known = [...own.keys()].find((key) => key.toLowerCase() === name.toLowerCase())
    if (known !== undefined) own.delete(known)
    if (value !== '' || header[colon] === ';') lines.push(`${name}: ${value}`)
  }
  const head = [...[...own].map(([name, value]) => `${name}: ${value}`), ...lines].map((line) => `${line}\r\n`).join('')
  return `${t.method} ${url.path} HTTP/${o.flags.has('0') ? '1.0' : '1.1'}\r\n${head}\r\n${body}`
}

// ---------------------------------------------------------------------------------------------------- the answer

function listenerOf(call: Call, o: CurlOptions, t: Transfer) {
  const { flags } = o
  const isDropped = (head: ResponseHead | undefined) =>
    head !== undefined && ((flags.has('f') && head.status >= 400) || (flags.has('L') && isRedirect(head)))
  return {
    connected(x: Exchange): boolean {
      if (flags.has('v')) verboseStart(call, x)
      return !x.isTls || flags.has('k') || isTrusted(call, o, x)
    },
    head(head: ResponseHead) {
      if (flags.has('v')) for (const line of head.text.split('\r\n').slice(0, -1)) call.err(`< ${line}\r\n`)
      if (o.dumpHeader === '-') call.out(head.text)
      else if (o.dumpHeader !== undefined) attempt(() => call.files.write(o.dumpHeader as string, head.text))
      if (flags.has('i') || flags.has('I')) put(call, o, t, head.text)
    },
    data(bytes: string) {
      if (!isDropped((t.exchange as Exchange).head)) put(call, o, t, bytes)
    },
  }
}

function put(call: Call, o: CurlOptions, t: Transfer, bytes: string): void {
  t.file ??= outputFile(o, t)
  if (t.file === '-') call.out(bytes)
  else t.kept += bytes
}

function outputFile(o: CurlOptions, t: Transfer): string {
  const n = o.urls.findIndex((url) => t.url.startsWith(url))
  const named = o.outputs[Math.max(0, n)] ?? (o.outputs.length === 1 && o.urls.length === 1 ? o.outputs[0] : undefined)
  if (named !== undefined) return named
  if (!o.flags.has('O')) return '-'
  return (
    (t.url
      .replace(/[?#].*$/, '')
      .split('/')
      .pop() as string) || 'curl_response'
  )
}

/** Who has no certificate of a known authority: everybody in the cluster, unless its authority's file is given. */
function isTrusted(call: Call, o: CurlOptions, x: Exchange): boolean {
  const given = o.caFile ?? call.env('CURL_CA_BUNDLE') ?? call.env('SSL_CERT_FILE')
  if (API_NAMES.test(x.host))
    return given !== undefined && (call.contents(given, () => {}) ?? '').includes('BEGIN CERTIFICATE')
  return /\.(com|org|io|net)$/.test(x.host)
}

function verboseStart(call: Call, x: Exchange): void {
  const { address } = x.lookup
  call.err(
    `* Host ${x.host}:${x.port} was resolved.\n* IPv6: (none)\n* IPv4: ${address}\n*   Trying ${address}:${x.port}...\n`,
  )
  call.err(`* Connected to ${x.host} (${address}) port ${x.port}\n`)
  const [head = ''] = x.text.split('\r\n\r\n')
  for (const line of head.split('\r\n')) call.err(`> ${line}\r\n`)
  call.err('>\r\n* Request completely sent off\n')
}

const isRedirect = ({ status, headers }: ResponseHead): boolean =>
  [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined

/** Goes where a redirect points. */
function followed(o: CurlOptions, t: Transfer, x: Exchange): boolean {
  if (x.failure !== undefined || x.head === undefined || !o.flags.has('L') || !isRedirect(x.head)) return false
  if (o.maxRedirects >= 0 && t.redirects >= o.maxRedirects) return false
  t.redirects++
  t.url = resolveUrl(/^[a-z]+:\/\//i.test(t.url) ? t.url : `http://${t.url}`, x.head.headers.location as string)
  const { status } = x.head
  if (o.method === undefined && t.method === 'POST' && (status === 301 || status === 302 || status === 303)) {
    t.method = 'GET'
    t.hasBody = false
  }
  t.exchange = undefined
  return true
}

function statusOf(o: CurlOptions, x: Exchange, t: Transfer): number {
  switch (x.failure) {
    case 'name':
      return 6
    case 'refused':
    case 'unreachable':
      return 7
    case 'timeout':
      return 28
    case 'reset':
      return 56
    case 'empty':
      return 52
    case 'tls':
      return 35
    case 'certificate':
      return 60
    case 'bad':
      return 1
    case 'partial':
      return 18
    default:
  }
  const status = x.head?.status ?? 0
  if (o.flags.has('L') && x.head !== undefined && isRedirect(x.head) && t.redirects >= o.maxRedirects) return 47
  return (o.flags.has('f') || o.flags.has('fail-with-body')) && status >= 400 ? 22 : 0
}

function isWorthTrying(o: CurlOptions, x: Exchange, status: number): boolean {
  if (o.retries === 0) return false
  if (o.flags.has('retry-all-errors')) return status !== 0
  if (status === 28 || (status === 6 && x.lookup.failure !== 'NXDOMAIN')) return true
  if (status === 7) return o.flags.has('retry-connrefused') && x.failure === 'refused'
  return [408, 429, 500, 502, 503, 504].includes(x.head?.status ?? 0)
}

const retryReason = (x: Exchange, status: number): string =>
  status === 7 ? 'Problem: connection refused.' : x.head === undefined ? 'Problem: timeout.' : 'Problem: HTTP error.'

// ---------------------------------------------------------------------------------------------------- the end

function finish(call: Call, o: CurlOptions, t: Transfer, x: Exchange, status: number): number {
  let code = status
  const isFile = t.file !== undefined && t.file !== '-'
  if (isFile && (status === 0 || t.kept !== '')) code = save(call, o, t) ?? status
  if (showsMeter(call, o, t)) call.err(`${meterHead}${meterLine(x, call.nowMs)}`)
  const message = messageOf(o, x, code, call.nowMs)
  if (code !== 0 && code !== 23) say(call, o, code, message)
  if (o.writeOut !== '') {
    const report: CurlReport = {
      exchange: x,
      nowMs: call.nowMs,
      url: t.url,
      redirects: t.redirects,
      method: t.method,
      status: code,
      message,
      sent: x.text.length,
    }
    const { out, err } = writeOut(o.writeOut, report)
    call.out(out)
    call.err(err)
  }
  return code
}

/** Undefined: all is well. */
function save(call: Call, o: CurlOptions, t: Transfer): number | undefined {
  const path = t.file as string
  if (path === '/dev/null') return undefined
  if (path === '/dev/stdout' || path === '/dev/stderr') {
    call.write(path === '/dev/stdout' ? 1 : 2, t.kept)
    return undefined
  }
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  if (o.flags.has('create-dirs') && directory !== '') {
    directory.split('/').reduce((above, name) => {
      const at = above === '' && !directory.startsWith('/') && name !== '' ? name : `${above}/${name}`
      if (name !== '' && call.files.maybe(at) === undefined) attempt(() => call.files.makeDirectory(at))
      return name === '' ? above : at
    }, '')
  }
  const { errno } = attempt(() => call.files.write(path, t.kept))
  if (errno === undefined) return undefined
  if (!isQuiet(o))
    call.err(
      `Warning: Failed to open the file ${path}: ${errno === 'ENOENT' ? 'No such file or directory' : 'Permission denied'}\n`,
    )
  return say(call, o, 23, `client returned ERROR on write, ${t.kept.length} bytes written`)
}

const isQuiet = ({ flags }: CurlOptions): boolean => flags.has('s') && !flags.has('S')

/** The meter is for people who wait for a file; it spoils no terminal. */
function showsMeter(call: Call, { flags }: CurlOptions, t: Transfer): boolean {
  if (flags.has('s') || flags.has('no-progress-meter') || flags.has('I')) return false
  return (t.file !== undefined && t.file !== '-') || !call.isTerminal(1)
}

function say(call: Call, o: CurlOptions, status: number, message: string): number {
  if (!isQuiet(o)) call.err(`curl: (${status}) ${message}\n`)
  return status
}

function messageOf(o: CurlOptions, x: Exchange, status: number, nowMs: number): string {
  const tookMs = nowMs - x.startedMs
  switch (status) {
    case 0:
      return ''
    case 6:
      return `Could not resolve host: ${x.host}`
    case 7:
      return `Failed to connect to ${x.host} port ${x.port} after ${tookMs} ms: Could not connect to server`
    case 18:
      return 'end of response with bytes missing'
    case 22:
      return `The requested URL returned error: ${x.head?.status}`
    case 28:
      if (x.failedIn === 'name') return `Resolving timed out after ${tookMs} milliseconds`
      if (x.failedIn === 'connect') return `Connection timed out after ${tookMs} milliseconds`
      return `Operation timed out after ${tookMs} milliseconds with ${x.received} bytes received`
    case 35:
      return 'OpenSSL/3.3.2: error:0A00010B:SSL routines::wrong version number'
    case 47:
      return `Maximum (${o.maxRedirects}) redirects followed`
    case 52:
      return 'Empty reply from server'
    case 56:
      return 'Recv failure: Connection reset by peer'
    case 60:
      return 'SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the webpage mentioned above.'
    default:
      return 'Received HTTP/0.9 when not allowed'
  }
}
