/**
 * B13: load on the one door. Writes as JSON through `handle` while 2,000 watches look on, 50,000 objects listed in pages, and a watcher that
 * stopped asking: it is closed with 410 once its history is gone, and goes on from a fresh list.
 */
import { Cluster } from '../engine/cluster.ts'
import type { ApiResponse } from '../engine/protocol/api.ts'
import { calibrate, cpu } from './measure.ts'

export interface B13Size {
  objects: number
  watches: number
  writes: number
  /** Revisions that are kept: whoever sleeps through more is closed. */
  historyLimit: number
}

export interface B13Figures extends B13Size {
  loop: number
  writesPerCpuSecond: number
  writesPerLoop: number
  listSeconds: number
  pages: number
  eventsPerCpuSecond: number
  events: number
  /** Code with which the sleeping watcher was closed. */
  sleeperCode: number
}

export const B13_SIZE: B13Size = { objects: 50_000, watches: 2_000, writes: 12_000, historyLimit: 10_000 }

const NAMESPACES = 20
const PAGE = 500
/** Looks of the watchers while the history goes by once. */
const LOOKS = 10

type Pending = Parameters<Cluster['progress']>[0]

export function b13({ objects, watches, writes, historyLimit }: B13Size): B13Figures {
  const loop = calibrate()
  const cluster = new Cluster({ seed: 7, nodes: [], historyLimit })
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object, query?: Record<string, string>) =>
    cluster.handle({
      method,
      path,
      ...(query ? { query } : {}),
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }) as ApiResponse & { body: { metadata: { continue?: string; resourceVersion: string }; items: unknown[] } }
  const space = (n: number) => `team-${n % NAMESPACES}`
  const collection = (n: number) => `/api/v1/namespaces/${space(n)}/configmaps`
  for (let n = 0; n < NAMESPACES; n++) ask('POST', '/api/v1/namespaces', { metadata: { name: space(n) } })
  for (let n = 0; n < objects; n++) ask('POST', collection(n), configMap(n, 0))

  let pages = 0
  let listed = 0
  const listing = cpu(() => {
    let next: string | undefined = ''
    while (next !== undefined) {
      const answer = ask('GET', '/api/v1/configmaps', undefined, {
        limit: String(PAGE),
        ...(next ? { continue: next } : {}),
      })
      pages++
      listed += answer.body.items.length
      next = answer.body.metadata.continue || undefined
    }
  })
  if (listed < objects) throw new Error(`${listed} of ${objects} objects were listed`)

  const { resourceVersion } = ask('GET', collection(0), undefined, { limit: '1' }).body.metadata
  const watch = (n: number) =>
    ask('GET', collection(n), undefined, { watch: 'true', resourceVersion }) as unknown as Pending
  const watching = Array.from({ length: watches }, (_, n) => watch(n))
  const sleeper = watch(0)
  let writeSeconds = 0
  let watchSeconds = 0
  let events = 0
  const round = historyLimit / LOOKS
  for (let from = 0; from < writes; from += round) {
    writeSeconds += cpu(() => {
      for (let n = from; n < Math.min(writes, from + round); n++) write(ask, collection(n), objects, n)
    }).seconds
    watchSeconds += cpu(() => {
      for (const exchange of watching) events += cluster.progress(exchange).chunks.length
    }).seconds
  }
  const wanted = watching.reduce((total, _, n) => total + writesTo(n % NAMESPACES, writes), 0)
  if (events < wanted) throw new Error(`${events} of ${wanted} events came`)
  return {
    objects,
    watches,
    writes,
    historyLimit,
    loop,
    writesPerCpuSecond: writes / writeSeconds,
    writesPerLoop: (writes / writeSeconds) * loop,
    listSeconds: listing.seconds,
    pages,
    eventsPerCpuSecond: events / watchSeconds,
    events,
    sleeperCode: codeOf(cluster.progress(sleeper).chunks),
  }
}

const configMap = (n: number, turn: number) => ({ metadata: { name: `c-${n}` }, data: { turn: String(turn) } })

/** A create, two updates and a patch, in turn. */
function write(
  ask: (method: 'POST' | 'PUT' | 'PATCH', path: string, body: object) => ApiResponse,
  path: string,
  objects: number,
  n: number,
) {
  const kind = Math.floor(n / NAMESPACES) % 4
  const old = n % objects
  const answer =
    kind === 0
      ? ask('POST', path, configMap(objects + n, n))
      : kind === 3
        ? ask('PATCH', `${path}/c-${old}`, { data: { turn: `p${n}` } })
        : ask('PUT', `${path}/c-${old}`, configMap(old, n))
  if (answer.code >= 300) throw new Error(JSON.stringify(answer.body))
}

/** Of these writes those that go to one of the namespaces. */
const writesTo = (namespace: number, writes: number) => Math.ceil((writes - namespace) / NAMESPACES)

function codeOf(chunks: readonly unknown[]): number {
  const last = chunks.at(-1) as { type: string; object: { code?: number } } | undefined
  return last?.type === 'ERROR' ? (last.object.code ?? 0) : 0
}
