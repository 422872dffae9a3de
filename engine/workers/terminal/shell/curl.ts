/**
 * `curl` from outside: what it asks goes through the API server's proxy to a Service or a Pod, so that each request is an
 * action of the run. Names are those a Pod would use, addresses those that objects show.
 */
import type { Call, Command } from '../../../runtime/kernel/contract.ts'
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import { readOptions } from '../../../runtime/commands/options.ts'
import type { ApiRequest, ApiResponse } from '../../../protocol/api.ts'
import type { Service } from '../../../kinds/types.ts'
import type { KObject } from '../../../api/object.ts'

export interface CurlPlace {
  handle(request: ApiRequest): ApiResponse
  objects(resource: 'services' | 'pods' | 'nodes'): readonly KObject[]
  namespace(): string
}

const COULD_NOT_RESOLVE = 6
const FAILED_TO_CONNECT = 7
const FAILED_STATUS = 22
const LONG = {
  silent: 's',
  'show-error': 'S',
  include: 'i',
  head: 'I',
  request: 'X:',
  data: 'd:',
  header: 'H:',
  output: 'o:',
  'write-out': 'w:',
  'max-time': 'm:',
  'connect-timeout': 'C:',
  fail: 'f',
  insecure: 'k',
  location: 'L',
  verbose: 'v',
}

export function curl(place: CurlPlace): Command {
  return {
    name: 'curl',
    run(call) {
      const options = readOptions(call, 'sSiIX:d:H:o:w:m:C:fkLv', LONG)
      if (options === undefined) return 2
      const url = /^(?:(https?):\/\/)?([^/:?#]+)(?::(\d+))?([^#]*)/.exec(options.words[0] ?? '')
      if (url === null) {
        call.err('curl: (2) no URL specified\n')
        return 2
      }
      const [, scheme = 'http', host = '', said, rest = ''] = url
      const port = Number(said ?? (scheme === 'https' ? 443 : 80))
      const path = pathOf(place, scheme, host, port)
      const complain = (code: number, text: string) => {
        if (!options.has('s') || options.has('S')) call.err(`curl: (${code}) ${text}\n`)
        return code
      }
      if (path === undefined) return complain(COULD_NOT_RESOLVE, `Could not resolve host: ${host}`)
      const answer = place.handle(requestOf(path, rest, options))
      const refusal = refusalOf(answer)
      if (refusal !== undefined) {
        return complain(FAILED_TO_CONNECT, `Failed to connect to ${host} port ${port} after 0 ms: ${refusal}`)
      }
      return show(call, options, answer, complain)
    },
  }
}

type Options = NonNullable<ReturnType<typeof readOptions>>

/** The proxy's path to whom a host means; undefined: there is no such name. */
function pathOf(place: CurlPlace, scheme: string, host: string, port: number): string | undefined {
  const to = (plural: string, { metadata }: KObject) =>
    `/api/v1/namespaces/${metadata.namespace}/${plural}/${scheme === 'https' ? 'https:' : 'http:'}${metadata.name}:${port}/proxy`
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    const service = place.objects('services').find((one) => addressesOf(one as Service).includes(host))
    if (service !== undefined) return to('services', service)
    const pod = place.objects('pods').find((one) => (one as { status?: { podIP?: string } }).status?.podIP === host)
    if (pod !== undefined) return to('pods', pod)
    const nodePort = place.objects('nodes').some((one) => nodeAddresses(one).includes(host))
      ? byNodePort(place, port)
      : undefined
    return nodePort === undefined
      ? undefined
      : `${to('services', nodePort.service).replace(/:\d+\/proxy$/, '')}:${nodePort.port}/proxy`
  }
  const [name = '', namespace = place.namespace()] = host.replace(/\.svc(\.cluster\.local)?\.?$/, '').split('.')
  const service = place
    .objects('services')
    .find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
  return service && to('services', service)
}

const addressesOf = ({ spec, status }: Service): string[] => [
  ...(spec.clusterIPs ?? []),
  ...(spec.externalIPs ?? []),
  ...(status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
]

const nodeAddresses = (node: KObject): string[] =>
  ((node as { status?: { addresses?: { address: string }[] } }).status?.addresses ?? []).map(({ address }) => address)

function byNodePort(place: CurlPlace, nodePort: number): { service: KObject; port: number } | undefined {
  for (const object of place.objects('services')) {
    const found = (object as Service).spec.ports?.find((each) => each.nodePort === nodePort)
    if (found !== undefined) return { service: object, port: found.port }
  }
  return undefined
}

function requestOf(path: string, rest: string, options: Options): ApiRequest {
  const data = options.all('d').join('&')
  const method = (options.get('X') ?? (options.has('d') ? 'POST' : 'GET')) as ApiRequest['method']
  const [target = '', query = ''] = (rest === '' ? '/' : rest).split('?')
  const said = options
    .all('H')
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
  const pairs = [...new URLSearchParams(query)]
  return {
    method,
    path: `${path}${target.startsWith('/') ? target : `/${target}`}`,
    ...(pairs.length > 0 ? { query: Object.fromEntries(pairs) } : {}),
    headers: {
      'user-agent': 'curl/8.5.0',
      accept: '*/*',
      ...(data === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...Object.fromEntries(said),
    },
    ...(data === '' ? {} : { body: fromBytes(data) }),
  }
}

/** Why the server could not reach it; undefined: somebody answered. */
function refusalOf({ code, body }: ApiResponse): string | undefined {
  const status = body as { kind?: string; message?: string } | null
  if (code !== 503 || status?.kind !== 'Status') return undefined
  return /timeout|deadline/.test(status.message ?? '') ? 'Connection timed out' : "Couldn't connect to server"
}

function show(
  call: Call,
  options: Options,
  { code, headers, body }: ApiResponse,
  complain: (code: number, text: string) => number,
): number {
  if (options.has('f') && code >= 400) return complain(FAILED_STATUS, `The requested URL returned error: ${code}`)
  const head = `HTTP/1.1 ${code}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`
  const whole = `${options.has('i') || options.has('I') ? head : ''}${options.has('I') ? '' : text}`
  const target = options.get('o')
  if (target === undefined) call.out(toBytes(whole))
  else if (target !== '/dev/null') call.files.write(target, toBytes(whole))
  const extra = (options.get('w') ?? '').replaceAll('\\n', '\n').replaceAll('%{http_code}', String(code))
  if (extra !== '') call.out(extra)
  return 0
}
