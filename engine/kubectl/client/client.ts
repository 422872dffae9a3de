/** Requests to the API server as kubectl makes them. */
import type { ApiRequest, ApiResponse } from '../../api/request.ts'
import { isPending, type PendingExchange } from '../../api/door/exchange.ts'
import { Refused } from '../base/failure.ts'
import { isObject, type Json, text } from '../base/json.ts'
import type { Host } from '../host.ts'
import { Mapper, type Mapping, readDiscovery } from './mapping.ts'

export const AGENT = 'kubectl/v1.32.4 (linux/amd64) kubernetes/d6ee2ba'
const JSON_TYPE = 'application/json'
const DISCOVERY = `${JSON_TYPE};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`
/** Rows as the server prints them, else the objects. */
export const AS_TABLE = `${JSON_TYPE};as=Table;v=v1;g=meta.k8s.io,${JSON_TYPE}`

export type Query = Record<string, string | undefined>

/** The path of a collection, or of one object of it, or of a subresource. */
export function pathOf(mapping: Mapping, namespace: string, name = '', subresource = ''): string {
  const root = mapping.group ? `/apis/${mapping.group}/${mapping.version}` : `/api/${mapping.version}`
  const scope = mapping.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  const object = name === '' ? '' : `/${encodeURIComponent(name)}`
  return `${root}${scope}/${mapping.plural}${object}${subresource === '' ? '' : `/${subresource}`}`
}

/** What stands behind the question mark of an address. */
export function queryOf(search: string): Query {
  const parts = search.split('&').filter((part) => part !== '')
  return Object.fromEntries(
    parts.map((part) => {
      const [key = '', ...value] = part.split('=')
      return [decodeURIComponent(key), decodeURIComponent(value.join('='))]
    }),
  )
}

export class Client {
  private known: Mapper | undefined

  /** @param warn told of each warning the server sends */
  constructor(
    private readonly host: Host,
    private readonly warn: (warning: string) => void,
    private readonly headers: Record<string, string>,
  ) {}

  get mapper(): Mapper {
    if (this.known === undefined) {
      const core = this.get('/api', {}, DISCOVERY)
      const groups = this.get('/apis', {}, DISCOVERY)
      this.known = new Mapper([...readDiscovery(core), ...readDiscovery(groups)])
    }
    return this.known
  }

  get(path: string, query: Query = {}, accept = JSON_TYPE): Json {
    return this.ask({ method: 'GET', path }, query, accept) as Json
  }

  /** An answer that is text: a log, a health check. */
  getText(path: string, query: Query = {}): string {
    return String(this.ask({ method: 'GET', path }, query, '*/*'))
  }

  send(method: 'POST' | 'PUT', path: string, body: unknown, query: Query = {}): Json {
    const request = { method, path, body: JSON.stringify(body), type: JSON_TYPE }
    return this.ask(request, query, JSON_TYPE) as Json
  }

  patch(path: string, type: PatchType, body: unknown, query: Query = {}): Json {
    const request = {
      method: 'PATCH' as const,
      path,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      type: PATCH_TYPES[type],
    }
    return this.ask(request, query, JSON_TYPE) as Json
  }

  remove(path: string, options: Json, query: Query = {}): Json {
    const body = JSON.stringify(options)
    return this.ask({ method: 'DELETE', path, body, type: JSON_TYPE }, query, JSON_TYPE) as Json
  }

  /** A request that goes on: a watch or a followed log. */
  open(path: string, query: Query, accept = JSON_TYPE): PendingExchange {
    const answer = this.host.handle(this.request({ method: 'GET', path }, query, accept))
    if (!isPending(answer)) throw refusalOf(answer)
    for (const warning of answer.warnings) this.warn(warning)
    return answer
  }

  /** A session in a container. */
  enter(path: string, query: Query, command: readonly string[] | undefined): PendingExchange {
    const request = this.request({ method: 'GET', path }, query, '*/*')
    const headers = { ...request.headers, upgrade: 'websocket' }
    const answer = this.host.handle({ ...request, headers, ...(command === undefined ? {} : { command }) })
    if (!isPending(answer)) throw refusalOf(answer)
    return answer
  }

  private ask(asked: Asked, query: Query, accept: string): unknown {
    const answer = this.host.handle(this.request(asked, query, accept)) as ApiResponse
    for (const warning of answer.warnings) this.warn(warning)
    if (answer.code >= 300) throw refusalOf(answer)
    return answer.body
  }

  private request({ method, path, body, type }: Asked, query: Query, accept: string): ApiRequest {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
    return {
      method,
      path,
      ...(given.length > 0 ? { query: Object.fromEntries(given) } : {}),
      headers: {
        accept,
        'user-agent': AGENT,
        ...(type === undefined ? {} : { 'content-type': type }),
        ...this.headers,
      },
      ...(body === undefined ? {} : { body }),
    }
  }
}

interface Asked {
  method: ApiRequest['method']
  path: string
  body?: string
  type?: string
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

/** What a client makes of an answer in plain words. */
const NOT_FOUND = 'the server could not find the requested resource'

function refusalOf({ body, code }: ApiResponse): Refused {
  if (isObject(body) && text(body, 'kind') === 'Status') return new Refused(body)
  if (code === 404) return new Refused({ kind: 'Status', code, reason: 'NotFound', message: NOT_FOUND })
  return new Refused({ kind: 'Status', code, reason: '', message: typeof body === 'string' ? body : 'unknown' })
}
