/** Objects as the API server has them where one stands in time: lists and single ones, read through its door. */
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type { SearchAnswer } from '../../engine/protocol/search.ts'
import type { LiveRun } from './live-run.ts'

/** An object as JSON, with what every one of them has. */
export interface ReadObject {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    uid: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[]
    [field: string]: unknown
  }
  [field: string]: unknown
}

export interface ObjectTools {
  /** All objects under a path of the API, e.g. `/apis/apps/v1/deployments`. @throws Error with the server's words */
  list(path: string): Promise<ReadObject[]>
  /** Objects that match every term of a query. */
  search(query: string): Promise<SearchAnswer>
}

/** Hits that are shown; the answer says how many there are. */
const MOST_HITS = 40

interface ListBody {
  apiVersion: string
  kind: string
  items?: Omit<ReadObject, 'apiVersion' | 'kind'>[]
  message?: string
}

export function objectTools(live: LiveRun): ObjectTools {
  return {
    async list(path) {
      const answer = await (await live.ready()).read({ method: 'GET', path, headers: { accept: 'application/json' } })
      const body = answer.body as ListBody
      if (answer.code >= 400) throw new Error(body.message ?? `the API server answered ${answer.code}`)
      const kind = body.kind.replace(/List$/, '')
      return (body.items ?? []).map((item) => ({ ...item, apiVersion: body.apiVersion, kind }) as ReadObject)
    },
    search: async (query) => (await live.ready()).search(query, MOST_HITS),
  }
}

export const refOfObject = ({ apiVersion, kind, metadata }: ReadObject): ObjectRef => ({
  apiVersion,
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
})
