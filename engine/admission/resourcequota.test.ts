/** Quotas at the door: what is refused, in which words, and what is counted. */
import { beforeEach, expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { Status } from '../api/errors.ts'
import type { ResourceQuota } from '../kinds/types.ts'
import type { ApiResponse } from '../protocol/api.ts'

const DEFAULT = '/api/v1/namespaces/default'
let cluster: Cluster

const send = (method: 'GET' | 'POST', path: string, body?: object, query = {}) =>
  cluster.handle({ method, path, query, ...(body ? { body: JSON.stringify(body) } : {}) }) as ApiResponse
const message = ({ body }: ApiResponse) => (body as Status).message
const pod = (name: string, cpu?: string, query = {}) => {
  const resources = cpu === undefined ? {} : { requests: { cpu } }
  return send(
    'POST',
    `${DEFAULT}/pods`,
    { metadata: { name }, spec: { containers: [{ name: 'c', image: 'x', resources }] } },
    query,
  )
}
const used = () => (send('GET', `${DEFAULT}/resourcequotas/q`).body as ResourceQuota).status.used

function quota(hard: object): void {
  send('POST', `${DEFAULT}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard } })
  cluster.settle()
}

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
  cluster.settle()
})

test('what is asked for must be said, and fit', () => {
  quota({ pods: '2', 'requests.cpu': '1' })
  expect(message(pod('a'))).toBe('pods "a" is forbidden: failed quota: q: must specify requests.cpu for: c')
  expect(pod('b', '600m').code).toBe(201)
  expect(message(pod('c', '600m'))).toBe(
    'pods "c" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
  )
})

test('is counted at once, and not by a dry run', () => {
  quota({ pods: '2' })
  expect(pod('a', '1', { dryRun: 'All' }).code).toBe(201)
  expect(used()).toEqual({ pods: '0' })
  pod('a')
  pod('b')
  expect(used()).toEqual({ pods: '2' })
  expect(pod('c').code).toBe(403)
})

test('counts any kind', () => {
  quota({ 'count/configmaps': '2' })
  const map = (name: string) => send('POST', `${DEFAULT}/configmaps`, { metadata: { name } })
  // The root certificates' ConfigMap is one of them.
  expect(map('one').code).toBe(201)
  expect(message(map('two'))).toContain('exceeded quota: q, requested: count/configmaps=1')
})

test('a quota that was not counted yet refuses', () => {
  send('POST', `${DEFAULT}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard: { pods: '2' } } })
  const row = cluster.server.store.table('resourcequotas').row('default', 'q')
  const table = cluster.server.store.table('resourcequotas')
  cluster.server.verbs.replaceStatus<ResourceQuota>(table, row, { hard: { pods: '2' } })
  expect(message(pod('a'))).toBe('pods "a" is forbidden: status unknown for quota: q, resources: pods')
})
