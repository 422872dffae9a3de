/** Webhooks answered by a program in the cluster; proxied requests go the same way. */
import { beforeEach, describe, expect, test } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'

const GROUP = '/apis/admissionregistration.k8s.io/v1'
let cluster: Cluster

function ask(method: ApiRequest['method'], path: string, body?: object, query?: Record<string, string>): ApiResponse {
  const headers = { 'content-type': 'application/json' }
  return cluster.handle({
    method,
    path,
    headers,
    ...(query ? { query } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
  }) as ApiResponse
}

const messageOf = ({ body }: ApiResponse) => (body as { message: string }).message

beforeEach(() => {
  cluster = new Cluster({ seed: 2, nodes: workers(2) })
  cluster.settle()
  const image = 'registry.k8s.io/e2e-test-images/agnhost:2.47'
  const container = { name: 'hook', image, args: ['webhook', '--port=8443'], ports: [{ containerPort: 8443 }] }
  ask('POST', '/api/v1/namespaces/default/pods', {
    metadata: { name: 'hook', labels: { app: 'hook' } },
    spec: { containers: [container] },
  })
  ask('POST', '/api/v1/namespaces/default/services', {
    metadata: { name: 'hook' },
    spec: { selector: { app: 'hook' }, ports: [{ port: 443, targetPort: 8443 }] },
  })
  cluster.settle()
})

function configure(kind: 'validating' | 'mutating', path: string, more: object = {}): void {
  const webhook = {
    name: 'check.example.com',
    clientConfig: { service: { namespace: 'default', name: 'hook', path } },
    rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    ...more,
  }
  const answer = ask('POST', `${GROUP}/${kind}webhookconfigurations`, {
    metadata: { name: 'check' },
    webhooks: [webhook],
  })
  expect(answer.code).toBe(201)
}

const CONFIG = '/api/v1/namespaces/default/configmaps'
const config = (data: object = {}, labels: object = {}) => ({ metadata: { name: 'c', labels }, data })

describe('a validating webhook', () => {
  test('denies in its own words, and lets others pass', () => {
    configure('validating', '/configmaps')
    const denied = ask('POST', CONFIG, config({ 'webhook-e2e-test': 'webhook-disallow' }))
    expect([denied.code, messageOf(denied)]).toEqual([
      403,
      'admission webhook "check.example.com" denied the request: the configmap contains unwanted key and value',
    ])
    expect(ask('POST', CONFIG, config()).code).toBe(201)
  })

  test('fails or is ignored when nobody answers', () => {
    ask('DELETE', '/api/v1/namespaces/default/pods/hook')
    cluster.settle()
    configure('validating', '/configmaps', { timeoutSeconds: 3 })
    const failed = ask('POST', CONFIG, config())
    expect(failed.code).toBe(500)
    expect(messageOf(failed)).toMatch(
      /^Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https:\/\/hook.default.svc:443\/configmaps\?timeout=3s": /,
    )
    ask('DELETE', `${GROUP}/validatingwebhookconfigurations/check`)
    configure('validating', '/configmaps', { failurePolicy: 'Ignore' })
    expect(ask('POST', CONFIG, config()).code).toBe(201)
  })

  test('is given no more time than it has', () => {
    configure('validating', '/always-allow-delay-5s', { timeoutSeconds: 1 })
    expect(messageOf(ask('POST', CONFIG, config()))).toContain('context deadline exceeded')
  })

  test('is asked only what its conditions let through, and about dry runs only if it says so', () => {
    const matchConditions = [{ name: 'marked', expression: "object.metadata.?labels.check.orValue('') == 'yes'" }]
    configure('validating', '/always-deny', { matchConditions })
    expect(ask('POST', CONFIG, config()).code).toBe(201)
    ask('DELETE', `${CONFIG}/c`)
    expect(messageOf(ask('POST', CONFIG, config({}, { check: 'yes' })))).toBe(
      'admission webhook "check.example.com" denied the request: this webhook denies all requests',
    )
  })
})

describe('a mutating webhook', () => {
  test('changes what is stored', () => {
    configure('mutating', '/add-label')
    const made = ask('POST', CONFIG, config())
    expect((made.body as { metadata: object }).metadata).toMatchObject({ labels: { 'added-label': 'yes' } })
  })

  test('takes part in the replay of a run', () => {
    configure('mutating', '/mutating-configmaps')
    ask('POST', CONFIG, config({ 'mutation-start': 'yes' }))
    cluster.settle()
    const again = Cluster.replay(cluster.log())
    again.server.clock.runUntil(cluster.nowMs)
    expect(again.digest()).toBe(cluster.digest())
    expect(ask('GET', `${CONFIG}/c`).body).toMatchObject({ data: { 'mutation-stage-1': 'yes' } })
  })
})

describe('a proxied request', () => {
  test('reaches a Service and a Pod, and says when it does not', () => {
    const service = '/api/v1/namespaces/default/services'
    expect(ask('GET', `${service}/https:hook:443/proxy/readyz`)).toMatchObject({ code: 200, body: 'ok' })
    expect(ask('GET', `${service}/https:hook:/proxy`)).toMatchObject({ code: 301 })
    expect(ask('GET', '/api/v1/namespaces/default/pods/https:hook:8443/proxy/readyz')).toMatchObject({ body: 'ok' })
    expect(messageOf(ask('GET', `${service}/hook:81/proxy/`))).toBe('no service port "81" found for service "hook"')
    expect(messageOf(ask('GET', '/api/v1/namespaces/default/pods/hook:81/proxy/'))).toMatch(
      /^error trying to reach service: dial tcp 10\.[\d.]+:81: connect: connection refused$/,
    )
    expect(ask('GET', `${service}/nope/proxy/`).code).toBe(404)
  })
})

test('a group of APIs that a program serves is asked there', () => {
  const spec = {
    group: 'metrics.example.com',
    version: 'v1',
    groupPriorityMinimum: 100,
    versionPriority: 10,
    insecureSkipTLSVerify: true,
  }
  const register = (service: string) =>
    ask('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
      metadata: { name: 'v1.metrics.example.com' },
      spec: { ...spec, service: { namespace: 'default', name: service } },
    })
  const path = '/apis/metrics.example.com/v1/things'
  expect(ask('GET', path).code).toBe(404)
  expect(register('hook').code).toBe(201)
  // This program has no such path, and says so itself.
  expect(ask('GET', path)).toMatchObject({ code: 404, body: '404 page not found\n' })
  const v2 = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' }
  const discovered = cluster.handle({ method: 'GET', path: '/apis', headers: v2 }) as ApiResponse
  const groups = (discovered.body as { items: { metadata: { name: string }; versions: object[] }[] }).items
  // It lists nothing either: the group is there, and what is known of it is stale.
  expect(groups.at(-1)).toEqual({
    metadata: { name: 'metrics.example.com', creationTimestamp: null },
    versions: [{ version: 'v1', freshness: 'Stale' }],
  })
  expect(ask('GET', '/apis/metrics.example.com')).toMatchObject({
    code: 200,
    body: { kind: 'APIGroup', preferredVersion: { groupVersion: 'metrics.example.com/v1' } },
  })
  ask('DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1.metrics.example.com')
  expect(ask('GET', '/apis/metrics.example.com').code).toBe(404)
  register('nope')
  expect(ask('GET', path)).toMatchObject({ code: 503, body: 'service unavailable\n' })
})
