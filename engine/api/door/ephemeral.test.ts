/** Ephemeral containers: added through their own door, and only there. */
import { beforeEach, expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'

const POD = '/api/v1/namespaces/default/pods/a'
const PART = `${POD}/ephemeralcontainers`
let cluster: Cluster

const send = (method: ApiRequest['method'], path: string, body: object, type = 'application/json') =>
  cluster.handle({ method, path, headers: { 'content-type': type }, body: JSON.stringify(body) }) as ApiResponse
const add = (container: object) =>
  send('PATCH', PART, { spec: { ephemeralContainers: [container] } }, 'application/strategic-merge-patch+json')

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
  cluster.settle()
  send('POST', '/api/v1/namespaces/default/pods', {
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  })
})

test('are added with their defaults, and nothing else is changed', () => {
  const answer = add({ name: 'debug', image: 'busybox', targetContainerName: 'c' })
  expect(answer.code).toBe(200)
  expect(answer.body).toMatchObject({
    spec: {
      ephemeralContainers: [{ name: 'debug', image: 'busybox', imagePullPolicy: 'Always', targetContainerName: 'c' }],
    },
  })
  const other = send('PATCH', PART, { metadata: { labels: { a: 'b' } } }, 'application/merge-patch+json')
  expect(other.body).not.toHaveProperty('metadata.labels')
})

test('stay as they are', () => {
  add({ name: 'debug', image: 'busybox' })
  const changed = add({ name: 'debug', image: 'alpine' })
  expect(changed.code).toBe(422)
  expect((changed.body as { message: string }).message).toContain(
    'existing ephemeral containers "debug" may not be changed',
  )
  const removed = send('PATCH', PART, { spec: { ephemeralContainers: null } }, 'application/merge-patch+json')
  expect(removed.code).toBe(422)
})

test('cannot come in by the Pod itself', () => {
  const whole = send(
    'PATCH',
    POD,
    { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } },
    'application/strategic-merge-patch+json',
  )
  expect(whole.code).toBe(422)
})
