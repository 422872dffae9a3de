/** Random requests, valid, bent and hostile: the door answers every one of them, and never with an error of its own. */
import { expect, test } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import { Checkpoints } from '../../core/checkpoint.ts'
import { Random, type Stream } from '../../core/random.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'
import type { KObject } from '../object.ts'
import type { Status } from '../errors.ts'
import { isPending } from './exchange.ts'

/** DRYDOCK_LONG=1 sends 100,000, in runs of these many, each with a cluster and a seed of its own. */
const REQUESTS = process.env.DRYDOCK_LONG ? 20_000 : 2_000
const RUNS = process.env.DRYDOCK_LONG ? [1, 2, 3, 4, 5] : [1]
/** All that is stored is looked at after so many requests. */
const LOOK = 500

const pick = <T>(stream: Stream, from: readonly T[]): T => from[stream.below(from.length)] as T

const META = { name: 'web', labels: { app: 'web' } }
const TEMPLATE = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] },
}
const OBJECTS: readonly (readonly [path: string, object: object])[] = [
  ['/api/v1/namespaces/default/configmaps', { metadata: META, data: { a: '1' } }],
  ['/api/v1/namespaces/default/secrets', { metadata: META, data: { a: 'Yg==' } }],
  ['/api/v1/namespaces/default/pods', { metadata: META, spec: TEMPLATE.spec }],
  [
    '/api/v1/namespaces/default/services',
    { metadata: META, spec: { ports: [{ port: 80 }], selector: { app: 'web' } } },
  ],
  ['/api/v1/namespaces/default/serviceaccounts', { metadata: META }],
  ['/api/v1/namespaces/default/events', { metadata: META, involvedObject: { namespace: 'default' }, reason: 'x' }],
  ['/api/v1/namespaces', { metadata: { name: 'team' } }],
  ['/api/v1/nodes', { metadata: { name: 'node-9' }, status: { capacity: { cpu: '1', memory: '1Gi', pods: '9' } } }],
  [
    '/apis/apps/v1/namespaces/default/deployments',
    { metadata: META, spec: { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE } },
  ],
  [
    '/apis/apps/v1/namespaces/default/replicasets',
    { metadata: META, spec: { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE } },
  ],
  [
    '/apis/batch/v1/namespaces/default/jobs',
    { metadata: META, spec: { template: { spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } } } },
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles',
    { metadata: META, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ],
  [
    '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
    {
      metadata: META,
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
    },
  ],
  ['/api/v1/namespaces/default/resourcequotas', { metadata: META, spec: { hard: { pods: '5', 'requests.cpu': '1' } } }],
  [
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    {
      metadata: { name: 'webs.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'webs', singular: 'web', kind: 'Web', listKind: 'WebList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    },
  ],
  [
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    {
      metadata: { name: 'hook' },
      webhooks: [
        {
          name: 'check.example.com',
          failurePolicy: 'Ignore',
          clientConfig: { service: { namespace: 'default', name: 'web', path: '/' } },
          rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
        },
      ],
    },
  ],
  ['/apis/coordination.k8s.io/v1/namespaces/default/leases', { metadata: META, spec: { holderIdentity: 'me' } }],
  [
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    { metadata: META, addressType: 'IPv4', endpoints: [] },
  ],
]
const JUNK: readonly unknown[] = [
  null,
  '',
  'x',
  -1,
  0,
  1.5,
  1e30,
  true,
  [],
  [null],
  {},
  { a: null },
  '9'.repeat(30),
  '\u0000',
  '../..',
  '__proto__',
  'é'.repeat(300),
]
const PATCHES = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml', 'json', 'x']
const SUBRESOURCES = [
  '',
  '',
  '',
  '/status',
  '/scale',
  '/log',
  '/binding',
  '/eviction',
  '/finalize',
  '/exec',
  '/attach',
  '/proxy/',
  '/nope/deep',
]
const ACCEPTS = [
  'application/json',
  'application/json',
  'application/json',
  'application/json',
  'application/json',
  'application/yaml',
  '*/*',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'text/html',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
]
const QUERY: readonly (readonly [string, readonly string[]])[] = [
  ['dryRun', ['All', 'None']],
  ['fieldManager', ['me', '', 'x'.repeat(200)]],
  ['fieldValidation', ['Strict', 'Warn', 'Ignore', 'Odd']],
  ['force', ['true', 'maybe']],
  ['labelSelector', ['app=web', 'app in (', '!', 'a==b,c!=d']],
  ['fieldSelector', ['metadata.name=web', 'spec.x=1', '=', 'a\\']],
  ['limit', ['1', '-3', 'x']],
  ['continue', ['x', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIifQ']],
  ['resourceVersion', ['0', '1', '99999999999', 'x']],
  ['resourceVersionMatch', ['Exact', 'NotOlderThan', 'x']],
  ['watch', ['true']],
  ['gracePeriodSeconds', ['0', '-1', 'x']],
  ['propagationPolicy', ['Foreground', 'Orphan', 'Sideways']],
  ['container', ['c', 'nope']],
  ['tailLines', ['1', 'x']],
]

/** A copy with one or two places replaced by junk. */
function bent(stream: Stream, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || stream.below(6) === 0) return pick(stream, JUNK)
  const copy = structuredClone(value) as Record<string, unknown>
  const keys = Object.keys(copy)
  const key =
    keys.length === 0 || stream.below(8) === 0
      ? pick(stream, ['spec', 'metadata', '$patch', 'zzz', '0'])
      : pick(stream, keys)
  copy[key] = bent(stream, copy[key])
  return copy
}

function bodyOf(stream: Stream, object: object): string {
  const value = stream.below(2) === 0 ? object : bent(stream, object)
  const text = JSON.stringify(value)
  switch (stream.below(20)) {
    case 0:
      return text.slice(0, stream.below(text.length + 1))
    case 1:
      return JSON.stringify([
        {
          op: pick(stream, ['add', 'remove', 'test', 'x']),
          path: pick(stream, ['/spec', '/metadata/name', '', '/__proto__/x', 'x']),
          value,
        },
      ])
    case 2:
      return `a: &a\n  b: *a\n${text}`
    default:
      return text
  }
}

function randomRequest(stream: Stream): ApiRequest {
  const [collection, object] = pick(stream, OBJECTS)
  const method = pick(stream, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PATCH', 'POST'] as const)
  const name = pick(stream, ['web', 'web', 'nope', '%00', 'A B', 'team', 'node-9'])
  const named = method === 'POST' ? stream.below(5) === 0 : stream.below(5) > 0
  const path = `${stream.below(25) === 0 ? '/apis/x' : ''}${collection}${named ? `/${name}${pick(stream, SUBRESOURCES)}` : ''}`
  const query: Record<string, string> = {}
  for (let n = stream.below(5) - 2; n > 0; n--) {
    const [key, values] = pick(stream, QUERY)
    query[key] = pick(stream, values)
  }
  const type =
    method === 'PATCH' ? pick(stream, PATCHES) : pick(stream, ['json', 'json', 'json', 'json', 'json', 'yaml', 'x'])
  const headers = {
    accept: pick(stream, ACCEPTS),
    'content-type': `application/${type}`,
    ...(path.includes('/exec') || path.includes('/attach') ? { upgrade: pick(stream, ['websocket', 'SPDY/3.1']) } : {}),
  }
  return method === 'GET'
    ? { method, path, query, headers }
    : { method, path, query, headers, body: bodyOf(stream, object) }
}

/** What must hold after every request: what was answered is what is stored, and it is whole. */
function wrongWith(cluster: Cluster, { method, query }: ApiRequest, { code, body }: ApiResponse): string | undefined {
  const object = body as KObject
  if (code >= 300 || method === 'GET' || method === 'DELETE' || query?.dryRun === 'All') return undefined
  const { kind, apiVersion, metadata } = object ?? {}
  if (typeof metadata?.resourceVersion !== 'string' || typeof metadata.uid !== 'string' || metadata.name === undefined)
    return undefined
  const table = cluster.server.store.tableOfKind(
    apiVersion?.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
    kind ?? '',
  )
  const stored = table?.find(metadata.namespace ?? '', metadata.name)
  if (table === undefined) return undefined
  if (stored === undefined) return metadata.deletionTimestamp === undefined ? 'answered, and not stored' : undefined
  if (stored.metadata.resourceVersion !== metadata.resourceVersion) return 'another version is stored'
  if (stored.metadata.uid !== metadata.uid || stored.metadata.creationTimestamp === undefined)
    return 'stored without what every object has'
  if (
    table.info.namespaced &&
    cluster.server.store.table('namespaces').find('', stored.metadata.namespace ?? '') === undefined
  )
    return 'stored in no namespace'
  return undefined
}

/** What must hold of all that is stored: every object is whole, the only one of its name and uid, and where it may be. */
function wrongAnywhere({ server: { store } }: Cluster): string | undefined {
  const uids = new Set<string>()
  for (const table of store.allTables()) {
    const names = new Set<string>()
    for (const { kind, metadata } of table.list()) {
      const { name, namespace = '', uid = '', resourceVersion } = metadata
      const what = `${table.info.resource} ${namespace}/${name}`
      if (kind !== table.info.kind || uids.has(uid) || names.has(`${namespace}/${name}`)) return `${what} is not itself`
      if (table.info.namespaced !== (namespace !== '')) return `${what} is in the wrong place`
      if (!(Number(resourceVersion) <= store.revision)) return `${what} is of revision ${resourceVersion}`
      uids.add(uid)
      names.add(`${namespace}/${name}`)
    }
  }
  return undefined
}

test.each(RUNS)(`${REQUESTS} random requests, run %i`, { timeout: 900_000 }, (seed) => {
  const cluster = new Cluster({ seed, nodes: workers(2) })
  const stream = new Random(41 + seed, new Checkpoints()).stream('fuzz')
  const codes = new Map<number, number>()
  for (let n = 0; n < REQUESTS; n++) {
    const request = randomRequest(stream)
    const before = cluster.server.store.revision
    const answer = cluster.handle(request)
    if (n % LOOK === 0) expect(wrongAnywhere(cluster), `${n}`).toBeUndefined()
    if (isPending(answer)) {
      cluster.progress(answer)
      continue
    }
    const { code, body } = answer as ApiResponse
    codes.set(code, (codes.get(code) ?? 0) + 1)
    expect(wrongWith(cluster, request, answer as ApiResponse), JSON.stringify(request)).toBeUndefined()
    // A webhook that must answer and cannot is an error that upstream words so, too.
    const { reason, message = '' } = (body ?? {}) as Partial<Status>
    const own = reason === 'InternalError' && !message.includes('failed calling webhook')
    expect(own ? { n, request, body } : undefined).toBeUndefined()
    if (code >= 400 || request.query?.dryRun === 'All')
      expect(cluster.server.store.revision, JSON.stringify(request)).toBe(before)
    if (stream.below(10) === 0) cluster.server.clock.runUntil(cluster.nowMs + stream.below(500))
  }
  // The mix reaches the verbs: enough succeeds, and enough is refused for different reasons.
  expect(codes.get(200)).toBeGreaterThan(40)
  expect(codes.get(201)).toBeGreaterThan(20)
  for (const code of [400, 404, 406, 409, 415, 422]) expect(codes.get(code), String(code)).toBeGreaterThan(5)
})
