/** curl's `--write-out`. */
import { splitUrl } from '../../url.ts'
import type { Exchange } from './exchange.ts'

export interface CurlReport {
  exchange: Exchange
  nowMs: number
  url: string
  redirects: number
  method: string
  /** Exit status, and what was said of it. */
  status: number
  message: string
  sent: number
}

const seconds = (ms: number): string => (ms / 1000).toFixed(6)

const VARIABLES: Record<string, (r: CurlReport) => string> = {
  http_code: ({ exchange }) => String(exchange.head?.status ?? 0).padStart(3, '0'),
  response_code: ({ exchange }) => String(exchange.head?.status ?? 0).padStart(3, '0'),
  http_connect: () => '000',
  time_total: ({ exchange, nowMs }) => seconds(nowMs - exchange.startedMs),
  time_namelookup: ({ exchange }) => seconds(exchange.namedMs - exchange.startedMs),
  time_connect: ({ exchange }) => seconds(exchange.connectedMs - exchange.startedMs),
  time_appconnect: ({ exchange }) => seconds(exchange.isTls ? exchange.connectedMs - exchange.startedMs : 0),
  time_pretransfer: ({ exchange }) => seconds(exchange.connectedMs - exchange.startedMs),
  time_starttransfer: ({ exchange }) => seconds(exchange.firstMs - exchange.startedMs),
  time_redirect: () => seconds(0),
  size_download: ({ exchange }) => String(exchange.received),
  size_header: ({ exchange }) => String(exchange.head?.text.length ?? 0),
  size_request: ({ sent }) => String(sent),
  size_upload: () => '0',
  speed_download: ({ exchange, nowMs }) =>
    String(Math.round((exchange.received * 1000) / Math.max(1, nowMs - exchange.startedMs))),
  num_connects: ({ redirects }) => String(redirects + 1),
  num_redirects: ({ redirects }) => String(redirects),
  num_headers: ({ exchange }) => String(Object.keys(exchange.head?.headers ?? {}).length),
  content_type: ({ exchange }) => exchange.head?.headers['content-type'] ?? '',
  redirect_url: ({ exchange }) => exchange.head?.headers.location ?? '',
  url: ({ url }) => url,
  url_effective: ({ url }) =>
    (/^[a-z]+:\/\//i.test(url) ? url : `http://${url}`).replace(/^([a-z]+:\/\/[^/]+)$/i, '$1/'),
  scheme: ({ url }) => splitUrl(url)?.scheme ?? '',
  remote_ip: ({ exchange }) => exchange.lookup.address,
  remote_port: ({ exchange }) => String(exchange.port),
  http_version: ({ exchange }) => exchange.head?.version.slice('HTTP/'.length) ?? '0',
  method: ({ method }) => method,
  exitcode: ({ status }) => String(status),
  errormsg: ({ message }) => message,
  ssl_verify_result: () => '0',
}

/** What goes to standard output, and what to standard error. */
export function writeOut(format: string, report: CurlReport): { out: string; err: string } {
  const said = { out: '', err: '' }
  let to: 'out' | 'err' = 'out'
  for (let i = 0; i < format.length; i++) {
    const char = format[i] as string
    if (char === '\\' && i + 1 < format.length) {
      const next = format[++i] as string
      said[to] += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : `\\${next}`
      continue
    }
    if (char !== '%') {
      said[to] += char
      continue
    }
    if (format[i + 1] === '%') {
      said[to] += '%'
      i++
      continue
    }
    const found = /^%(?:header)?\{([^}]*)\}/.exec(format.slice(i))
    if (found === null) {
      said[to] += '%'
      continue
    }
    i += found[0].length - 1
    const name = found[1] as string
    if (name === 'stderr') to = 'err'
    else if (name === 'stdout') to = 'out'
    else if (name === 'json') said[to] += asJson(report)
    else if (found[0].startsWith('%header')) said[to] += report.exchange.head?.headers[name.toLowerCase()] ?? ''
    else said[to] += VARIABLES[name]?.(report) ?? ''
  }
  return said
}

const TEXTS = new Set([
  'content_type',
  'redirect_url',
  'url',
  'url_effective',
  'scheme',
  'remote_ip',
  'http_version',
  'method',
  'errormsg',
])

const asJson = (report: CurlReport): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(VARIABLES)
        .map(([name, value]) => [name, TEXTS.has(name) ? value(report) : Number(value(report))])
        .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
    ),
  )
