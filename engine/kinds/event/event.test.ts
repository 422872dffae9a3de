import { expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest } from '../../protocol/api.ts'

const CORE = '/api/v1/namespaces/default/events'
const NEW = '/apis/events.k8s.io/v1/namespaces/default/events'

const ask = (cluster: Cluster, method: ApiRequest['method'], path: string, body?: object, query = {}) => {
  const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }
  const answer = cluster.handle({ method, path, query, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
  return { code: 'code' in answer ? answer.code : 0, body: 'body' in answer ? (answer.body as any) : undefined }
}

const told = {
  metadata: { name: 'told' },
  regarding: { kind: 'Pod', name: 'p', namespace: 'default' },
  reason: 'Looked',
  note: 'somebody looked',
  type: 'Normal',
  action: 'Look',
  eventTime: '2025-01-01T00:00:00.000000Z',
  reportingController: 'example.com/eye',
  reportingInstance: 'eye-1',
}

it('serves one storage in two forms', () => {
  const cluster = new Cluster({ nodes: [] })
  expect(ask(cluster, 'POST', NEW, told)).toMatchObject({
    code: 201,
    body: { apiVersion: 'events.k8s.io/v1', ...told },
  })
  const core = ask(cluster, 'GET', `${CORE}/told`).body
  expect(core).toMatchObject({
    apiVersion: 'v1',
    involvedObject: told.regarding,
    message: told.note,
    reportingComponent: told.reportingController,
  })
  ask(cluster, 'PATCH', `${CORE}/told`, { count: 3 })
  expect(ask(cluster, 'GET', `${NEW}/told`).body).toMatchObject({
    deprecatedCount: 3,
    metadata: { uid: core.metadata.uid },
  })
  const found = ask(cluster, 'GET', NEW, undefined, { fieldSelector: 'regarding.name=p' }).body
  expect(found).toMatchObject({ kind: 'EventList', apiVersion: 'events.k8s.io/v1' })
  expect(found.items.map((item: { note: string }) => item.note)).toEqual([told.note])
  expect(ask(cluster, 'GET', NEW, undefined, { fieldSelector: 'involvedObject.name=p' }).code).toBe(400)
  expect(ask(cluster, 'DELETE', `${NEW}/told`).code).toBe(200)
  expect(ask(cluster, 'GET', `${CORE}/told`).code).toBe(404)
})

it('shows what components recorded in both forms', () => {
  const cluster = new Cluster()
  const spec = { containers: [{ name: 'a', image: 'nginx:1.27' }] }
  ask(cluster, 'POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec })
  cluster.settle()
  const [core, newer] = [CORE, NEW].map((path) => ask(cluster, 'GET', path).body.items)
  expect(newer.length).toBeGreaterThan(0)
  const shown = (items: Record<string, unknown>[], field: string) => items.map((item) => item[field])
  expect(shown(newer, 'note')).toEqual(shown(core, 'message'))
  expect(shown(newer, 'regarding')).toEqual(shown(core, 'involvedObject'))
  expect(shown(newer, 'deprecatedSource')).toEqual(shown(core, 'source'))
})

it('is strict about what is written as events.k8s.io/v1 and not about v1', () => {
  const cluster = new Cluster({ nodes: [] })
  const { eventTime: _, ...timeless } = told
  const { code, body } = ask(cluster, 'POST', NEW, { ...timeless, type: 'Odd', deprecatedCount: 2 })
  expect(code).toBe(422)
  expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual(['eventTime', 'type', 'count'])
  const old = { metadata: { name: 'old' }, involvedObject: { name: 'p', namespace: 'default' }, type: 'Odd', count: 2 }
  expect(ask(cluster, 'POST', CORE, old).code).toBe(201)
  ask(cluster, 'POST', NEW, told)
  const changed = ask(cluster, 'PATCH', `${NEW}/told`, { note: 'another' })
  expect(changed.code).toBe(422)
  expect(changed.body.message).toContain('message: Invalid value: "another": field is immutable')
  const series = { count: 2, lastObservedTime: '2025-01-01T00:00:01.000000Z' }
  expect(ask(cluster, 'PATCH', `${NEW}/told`, { series }).code).toBe(200)
})

it('stores an autoscaler written as v1 in the version it is kept in', () => {
  const cluster = new Cluster({ nodes: [] })
  const path = (version: string) => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`
  const spec = { scaleTargetRef: { kind: 'Deployment', name: 'd' }, maxReplicas: 3 }
  ask(cluster, 'POST', path('v1'), { metadata: { name: 'h' }, spec })
  expect(ask(cluster, 'GET', `${path('v2')}/h`).body.apiVersion).toBe('autoscaling/v2')
  expect(ask(cluster, 'GET', `${path('v1')}/h`).body.apiVersion).toBe('autoscaling/v1')
})
