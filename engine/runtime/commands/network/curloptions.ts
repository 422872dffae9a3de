/** curl's command line. */
import type { Call } from '../../kernel/contract.ts'

export interface CurlOptions {
  urls: string[]
  outputs: (string | undefined)[]
  flags: Set<string>
  method: string | undefined
  headers: string[]
  /** The body; undefined: none. */
  data: string | undefined
  writeOut: string
  maxTimeMs: number | undefined
  connectMs: number | undefined
  retries: number
  retryDelayMs: number | undefined
  retryMaxMs: number | undefined
  maxRedirects: number
  agent: string | undefined
  user: string | undefined
  referer: string | undefined
  cookie: string | undefined
  dumpHeader: string | undefined
  caFile: string | undefined
  bearer: string | undefined
  /** host:port → address. */
  resolved: string[]
  upload: string | undefined
}

/** Long names of options without a value → what the rest of curl calls them. */
const FLAGS: Record<string, string> = {
  silent: 's',
  'show-error': 'S',
  fail: 'f',
  'fail-early': 'fail-early',
  'fail-with-body': 'fail-with-body',
  location: 'L',
  'location-trusted': 'L',
  insecure: 'k',
  include: 'i',
  'show-headers': 'i',
  head: 'I',
  verbose: 'v',
  'no-buffer': 'N',
  'remote-name': 'O',
  get: 'G',
  'create-dirs': 'create-dirs',
  'no-progress-meter': 'no-progress-meter',
  'progress-bar': '#',
  'retry-connrefused': 'retry-connrefused',
  'retry-all-errors': 'retry-all-errors',
  compressed: 'compressed',
  'http1.1': 'http1.1',
  'http1.0': '0',
  http2: 'http2',
  ipv4: '4',
  ipv6: '6',
  'no-keepalive': 'no-keepalive',
  tlsv1: '1',
  'tlsv1.2': '1',
  'tlsv1.3': '1',
  'ssl-reqd': 'ssl',
  globoff: 'g',
  'path-as-is': 'path-as-is',
  'junk-session-cookies': 'j',
  parallel: 'Z',
  disable: 'q',
  'remote-time': 'R',
  'remote-header-name': 'J',
  version: 'V',
  help: 'h',
}

/** Options with a value: long name → letter. */
const VALUES: Record<string, string> = {
  request: 'X',
  header: 'H',
  data: 'd',
  'data-ascii': 'd',
  'data-raw': 'data-raw',
  'data-binary': 'data-binary',
  'data-urlencode': 'data-urlencode',
  json: 'json',
  output: 'o',
  'write-out': 'w',
  'max-time': 'm',
  'connect-timeout': 'connect-timeout',
  retry: 'retry',
  'retry-delay': 'retry-delay',
  'retry-max-time': 'retry-max-time',
  'max-redirs': 'max-redirs',
  'user-agent': 'A',
  user: 'u',
  referer: 'e',
  cookie: 'b',
  'cookie-jar': 'c',
  'dump-header': 'D',
  cacert: 'cacert',
  cert: 'E',
  key: 'key',
  capath: 'capath',
  'oauth2-bearer': 'oauth2-bearer',
  resolve: 'resolve',
  'upload-file': 'T',
  url: 'url',
  proxy: 'x',
  noproxy: 'noproxy',
  'keepalive-time': 'keepalive-time',
  'speed-limit': 'Y',
  'speed-time': 'y',
  'limit-rate': 'limit-rate',
  interface: 'interface',
  stderr: 'stderr',
  range: 'r',
}
const SHORT_VALUES = 'XHdowmAuebcDETxrYyK'
const SHORT_FLAGS = 'sSfLkiIvNOG#046gjZqRJVh1n'

/** What is wrong with the line, and curl's exit status for it. */
export interface Refusal {
  text: string
  status: number
}

const unknown = (option: string): Refusal => ({
  text: `curl: option ${option}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
  status: 2,
})
const missing = (option: string): Refusal => ({
  text: `curl: option ${option}: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
  status: 2,
})

export function readCurlOptions(call: Call): CurlOptions | Refusal {
  const o: CurlOptions = {
    urls: [],
    outputs: [],
    flags: new Set(),
    method: undefined,
    headers: [],
    data: undefined,
    writeOut: '',
    maxTimeMs: undefined,
    connectMs: undefined,
    retries: 0,
    retryDelayMs: undefined,
    retryMaxMs: undefined,
    maxRedirects: 50,
    agent: undefined,
    user: undefined,
    referer: undefined,
    cookie: undefined,
    dumpHeader: undefined,
    caFile: undefined,
    bearer: undefined,
    resolved: [],
    upload: undefined,
  }
  const { args } = call
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (!arg.startsWith('-') || arg === '-') {
      o.urls.push(arg)
      continue
    }
    const taken = arg.startsWith('--') ? long(call, o, arg, args[i + 1]) : short(call, o, arg, args[i + 1])
    if (typeof taken === 'object') return taken
    i += taken
  }
  return o
}

type Taken = number | Refusal

function long(call: Call, o: CurlOptions, arg: string, next: string | undefined): Taken {
  const equals = arg.indexOf('=')
  const name = arg.slice(2, equals < 0 ? undefined : equals)
  const flag = FLAGS[name]
  if (flag !== undefined) {
    o.flags.add(flag)
    return 0
  }
  if (name.startsWith('no-') && FLAGS[name.slice(3)] !== undefined) {
    o.flags.delete(FLAGS[name.slice(3)] as string)
    return 0
  }
  const letter = VALUES[name]
  if (letter === undefined) return unknown(arg)
  const value = equals < 0 ? next : arg.slice(equals + 1)
  if (value === undefined) return missing(arg)
  return set(call, o, letter, value) ?? (equals < 0 ? 1 : 0)
}

function short(call: Call, o: CurlOptions, arg: string, next: string | undefined): Taken {
  for (let j = 1; j < arg.length; j++) {
    const letter = arg[j] as string
    if (SHORT_VALUES.includes(letter)) {
      const value = arg.slice(j + 1) || next
      if (value === undefined) return missing(`-${letter}`)
      return set(call, o, letter, value) ?? (j + 1 < arg.length ? 0 : 1)
    }
    if (!SHORT_FLAGS.includes(letter)) return unknown(`-${letter}`)
    o.flags.add(letter)
  }
  return 0
}

const seconds = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined)

function set(call: Call, o: CurlOptions, letter: string, value: string): Refusal | undefined {
  switch (letter) {
    case 'X':
      o.method = value
      return undefined
    case 'H':
      return header(call, o, value)
    case 'd':
    case 'data-raw':
    case 'data-binary':
    case 'data-urlencode':
    case 'json':
      return data(call, o, letter, value)
    case 'o':
      o.outputs.push(value)
      return undefined
    case 'w':
      o.writeOut = value.startsWith('@') ? (call.contents(value.slice(1)) ?? '') : value
      return undefined
    case 'm':
    case 'connect-timeout':
    case 'retry-delay':
    case 'retry-max-time': {
      const ms = seconds(value)
      if (ms === undefined) return badNumber(letter.length === 1 ? `-${letter}` : `--${letter}`)
      if (letter === 'm') o.maxTimeMs = ms
      else if (letter === 'connect-timeout') o.connectMs = ms
      else if (letter === 'retry-delay') o.retryDelayMs = ms
      else o.retryMaxMs = ms
      return undefined
    }
    case 'retry':
    case 'max-redirs':
      if (!/^-?\d+$/.test(value)) return badNumber(`--${letter}`)
      if (letter === 'retry') o.retries = Number(value)
      else o.maxRedirects = Number(value)
      return undefined
    default:
      return rest(o, letter, value)
  }
}

function rest(o: CurlOptions, letter: string, value: string): undefined {
  if (letter === 'A') o.agent = value
  else if (letter === 'u') o.user = value
  else if (letter === 'e') o.referer = value
  else if (letter === 'b') o.cookie = value
  else if (letter === 'D') o.dumpHeader = value
  else if (letter === 'cacert') o.caFile = value
  else if (letter === 'oauth2-bearer') o.bearer = value
  else if (letter === 'resolve') o.resolved.push(value)
  else if (letter === 'T') o.upload = value
  else if (letter === 'url') o.urls.push(value)
}

const badNumber = (option: string): Refusal => ({
  text: `curl: option ${option}: expected a proper numerical parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
  status: 2,
})

function header(call: Call, o: CurlOptions, value: string): undefined {
  if (value.startsWith('@')) {
    for (const line of (call.contents(value.slice(1)) ?? '').split('\n')) if (line.trim() !== '') o.headers.push(line)
  } else o.headers.push(value)
}

/** More data is joined by `&`. */
function data(call: Call, o: CurlOptions, how: string, value: string): Refusal | undefined {
  let text: string | undefined = value
  if (how === 'data-urlencode') text = urlEncoded(call, value)
  else if (how !== 'data-raw' && value.startsWith('@')) {
    const file = value.slice(1)
    text = call.contents(file === '-' ? '/dev/stdin' : file, () => {})
    if (text === undefined)
      return {
        text: `curl: option -d: error encountered when reading a file\ncurl: (26) Failed to open ${file}\n`,
        status: 26,
      }
    if (how === 'd') text = text.replace(/[\r\n]/g, '')
  }
  if (how === 'json') {
    o.headers.push('Content-Type: application/json', 'Accept: application/json')
    o.data = (o.data ?? '') + text
  } else o.data = o.data === undefined ? text : `${o.data}&${text}`
  return undefined
}

function urlEncoded(call: Call, value: string): string {
  const at = /^([^=@]*)@(.*)$/.exec(value)
  if (at !== null && !value.includes('=')) {
    const name = at[1] === '' ? '' : `${at[1]}=`
    return name + percent(call.contents(at[2] as string) ?? '')
  }
  const equals = value.indexOf('=')
  return equals < 0
    ? percent(value)
    : `${value.slice(0, equals + (equals === 0 ? 0 : 1))}${percent(value.slice(equals + 1))}`
}

/** Bytes as they stand in a query. */
export const percent = (bytes: string): string =>
  [...bytes]
    .map((char) =>
      /[A-Za-z0-9\-._~]/.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')
