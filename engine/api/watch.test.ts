/** Watches through the door: what is told, in which form, and when they end. */
import { describe, expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { ApiRequest } from '../protocol/api.ts'
import type { PendingExchange } from './door/exchange.ts'

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps'

type Free = any

function world(historyLimit = 10_000) {
  const cluster = new Cluster({ nodes: [], historyLimit })
  const send = (method: ApiRequest['method'], path: string, body?: unknown) =>
    cluster.handle({
      method,
      path,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/merge-patch+json' },
    })
  const post = (name: string, labels: Record<string, string> = {}) =>
    cluster.handle({ method: 'POST', path: CONFIGMAPS, body: JSON.stringify({ metadata: { name, labels } }) })
  const watch = (query: Record<string, string> = {}, accept?: string): PendingExchange =>
    cluster.handle({
      method: 'GET',
      path: CONFIGMAPS,
      query: { watch: 'true', ...query },
      headers: accept ? { accept } : {},
    }) as PendingExchange
  const told = (exchange: PendingExchange) =>
    (cluster.progress(exchange).chunks as Free[]).map(
      ({ type, object }) => `${type} ${object.metadata?.name ?? object.reason}`,
    )
  return { cluster, send, post, watch, told }
}

describe('a watch', () => {
  test('begins with what there is, or after a version', () => {
    const { cluster, post, watch, told } = world()
    post('a')
    const version = String(cluster.server.store.revision)
    post('b')
    const all = watch({ fieldSelector: 'metadata.name!=kube-root-ca.crt' })
    const later = watch({ resourceVersion: version })
    expect(told(all)).toEqual(['ADDED a', 'ADDED b'])
    expect(told(later)).toEqual(['ADDED b'])
    post('c')
    expect(told(all)).toEqual(['ADDED c'])
    expect(told(all)).toEqual([])
  })

  test('sees objects come into and leave its selection', () => {
    const { send, post, watch, told } = world()
    post('a', { tier: 'front' })
    const front = watch({ labelSelector: 'tier=front' })
    told(front)
    send('PATCH', `${CONFIGMAPS}/a`, { metadata: { labels: { tier: 'back' } } })
    expect(told(front)).toEqual(['DELETED a'])
    send('PATCH', `${CONFIGMAPS}/a`, { metadata: { labels: { tier: 'front' } } })
    send('PATCH', `${CONFIGMAPS}/a`, { data: { x: '1' } })
    expect(told(front)).toEqual(['ADDED a', 'MODIFIED a'])
    send('DELETE', `${CONFIGMAPS}/a`)
    expect(told(front)).toEqual(['DELETED a'])
  })

  test('marks the end of the initial events when asked', () => {
    const { cluster, post, watch } = world()
    post('a')
    const exchange = watch({
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
      fieldSelector: 'metadata.name=a',
    })
    const [added, mark] = cluster.progress(exchange).chunks as Free[]
    expect(added.type).toBe('ADDED')
    expect(mark).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    })
  })

  test('gets bookmarks, and is closed in its time', () => {
    const { cluster, watch, told } = world()
    const query = { resourceVersion: '1', allowWatchBookmarks: 'true', timeoutSeconds: '90' }
    const exchange = watch({ ...query, fieldSelector: 'metadata.name=none' })
    told(exchange)
    cluster.server.clock.runUntil(61_000)
    expect(told(exchange)).toEqual(['BOOKMARK undefined'])
    cluster.server.clock.runUntil(91_000)
    expect(cluster.progress(exchange).done).toBe(true)
  })

  test('is told when its history is gone', () => {
    const { post, watch, told, cluster } = world(8)
    const exchange = watch()
    told(exchange)
    for (let i = 0; i < 10; i++) post(`c${i}`)
    expect(told(exchange)).toEqual(['ERROR Expired'])
    expect(cluster.progress(exchange)).toEqual({ chunks: [], done: true })
  })

  test('comes as rows of a table, the columns once', () => {
    const { cluster, post, watch } = world()
    const exchange = watch({ resourceVersion: '1' }, 'application/json;as=Table;v=v1;g=meta.k8s.io')
    cluster.progress(exchange)
    post('a')
    post('b')
    const rows = (cluster.progress(exchange).chunks as Free[]).map(({ object }) => object)
    expect(rows.map((table) => table.rows[0].cells[0])).toEqual(['a', 'b'])
    expect(rows[1].columnDefinitions).toBeNull()
  })

  test('changes nothing in the run', () => {
    const { cluster, watch, told } = world()
    const before = cluster.digest()
    told(watch())
    expect(cluster.digest()).toBe(before)
    expect(cluster.log().actions).toEqual([])
  })
})
