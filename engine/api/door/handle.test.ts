/** The door as its clients see it: one world, requests in, answers out. */
import { describe, expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'
import type { Status } from '../errors.ts'

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps'

function world() {
  const cluster = new Cluster({ nodes: [] })
  const ask = (method: ApiRequest['method'], path: string, body?: unknown, more: Partial<ApiRequest> = {}) => {
    const [bare = '', text = ''] = path.split('?')
    const query = Object.fromEntries(new URLSearchParams(text))
    const given = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    return cluster.handle({ method, path: bare, query, ...given, ...more }) as ApiResponse
  }
  return { cluster, ask }
}

const configMap = (name: string, data: Record<string, string> = {}, labels?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(labels ? { labels } : {}) },
  data,
})

type Free = any

describe('objects', () => {
  test('are created, read, replaced, deleted', () => {
    const { ask } = world()
    const created = ask('POST', CONFIGMAPS, configMap('a', { x: '1' }))
    expect(created.code).toBe(201)
    const object = created.body as Free
    expect(object).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } })
    const next = { ...object, data: { x: '2' } }
    expect((ask('PUT', `${CONFIGMAPS}/a`, next).body as Free).data).toEqual({ x: '2' })
    expect(ask('PUT', `${CONFIGMAPS}/a`, next)).toMatchObject({ code: 409, body: { reason: 'Conflict' } })
    expect(ask('DELETE', `${CONFIGMAPS}/a`).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid: object.metadata.uid },
    })
    expect(ask('GET', `${CONFIGMAPS}/a`).code).toBe(404)
  })

  test('get made-up names, and a dry run keeps nothing', () => {
    const { ask } = world()
    const { body } = ask('POST', CONFIGMAPS, { metadata: { generateName: 'g-' } })
    expect((body as Free).metadata.name).toMatch(/^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(ask('POST', `${CONFIGMAPS}?dryRun=All`, configMap('dry')).code).toBe(201)
    expect(ask('GET', `${CONFIGMAPS}/dry`).code).toBe(404)
  })

  test('come as tables and as metadata alone', () => {
    const { ask } = world()
    ask('POST', CONFIGMAPS, configMap('a', { x: '1', y: '2' }))
    const accept = (as: string) => ({
      headers: { accept: `application/json;as=${as};v=v1;g=meta.k8s.io,application/json` },
    })
    const table = ask('GET', `${CONFIGMAPS}?fieldSelector=metadata.name=a`, undefined, accept('Table')).body as Free
    expect(table.kind).toBe('Table')
    expect(table.columnDefinitions.map((column: Free) => column.name)).toEqual(['Name', 'Data', 'Age'])
    expect(table.rows[0]).toMatchObject({ cells: ['a', 2, '0s'], object: { kind: 'PartialObjectMetadata' } })
    const meta = ask('GET', `${CONFIGMAPS}/a`, undefined, accept('PartialObjectMetadata')).body as Free
    expect(Object.keys(meta).sort()).toEqual(['apiVersion', 'kind', 'metadata'])
  })

  test('come in YAML when asked', () => {
    const { ask } = world()
    ask('POST', CONFIGMAPS, configMap('a', { x: 'yes' }))
    const { body, headers } = ask('GET', `${CONFIGMAPS}/a`, undefined, { headers: { accept: 'application/yaml' } })
    expect(headers['content-type']).toBe('application/yaml')
    expect(body).toContain('data:\n  x: "yes"\n')
  })
})

describe('lists', () => {
  test('are paged over one state, whatever is written meanwhile', () => {
    const { ask } = world()
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask('POST', CONFIGMAPS, configMap(name, {}, { page: 'x' }))
    const first = ask('GET', `${CONFIGMAPS}?limit=2&labelSelector=page`).body as Free
    expect(first.items.map((item: Free) => item.metadata.name)).toEqual(['a', 'b'])
    expect(first.metadata.remainingItemCount).toBeUndefined()
    ask('DELETE', `${CONFIGMAPS}/c`)
    ask('POST', CONFIGMAPS, configMap('bb', {}, { page: 'x' }))
    const token = encodeURIComponent(first.metadata.continue)
    const rest = ask('GET', `${CONFIGMAPS}?limit=9&labelSelector=page&continue=${token}`).body as Free
    expect(rest.items.map((item: Free) => item.metadata.name)).toEqual(['c', 'd', 'e'])
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
  })

  test('come in the order of their keys, page by page, whatever their namespaces are called', () => {
    const { ask } = world()
    const made = ['team', 'team-1', 'team.x', 'teams'].flatMap((namespace) =>
      ['y', 'x'].map((name) => ({ namespace, name })),
    )
    for (const { namespace } of made) ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
    for (const { namespace, name } of made) {
      ask('POST', `/api/v1/namespaces/${namespace}/configmaps`, configMap(name, {}, { page: 'x' }))
    }
    const keys: string[] = []
    let next = ''
    do {
      const { items, metadata } = ask('GET', `/api/v1/configmaps?limit=1&labelSelector=page&continue=${next}`)
        .body as Free
      keys.push(...items.map((item: Free) => `${item.metadata.namespace}/${item.metadata.name}`))
      next = encodeURIComponent(metadata.continue ?? '')
    } while (next !== '')
    expect(keys).toEqual(['team-1/x', 'team-1/y', 'team/x', 'team/y', 'teams/x', 'teams/y'])
  })

  test('select by labels and fields', () => {
    const { ask } = world()
    ask('POST', CONFIGMAPS, configMap('a', {}, { tier: 'front' }))
    ask('POST', CONFIGMAPS, configMap('b', {}, { tier: 'back' }))
    const names = (query: string) =>
      (ask('GET', `${CONFIGMAPS}?${query}`).body as Free).items.map((i: Free) => i.metadata.name)
    expect(names('labelSelector=tier in (front,side)')).toEqual(['a'])
    expect(names('fieldSelector=metadata.name!=a&labelSelector=tier')).toEqual(['b'])
  })

  test('from a past or future version are refused as upstream refuses', () => {
    const { ask } = world()
    expect(ask('GET', `${CONFIGMAPS}?resourceVersion=99999999&resourceVersionMatch=Exact`)).toMatchObject({
      code: 504,
      body: { reason: 'Timeout', details: { retryAfterSeconds: 1 } },
    })
    expect(ask('GET', `${CONFIGMAPS}?resourceVersion=abc`)).toMatchObject({
      code: 500,
      body: { message: 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax' },
    })
  })
})

describe('refusals', () => {
  const json = { 'content-type': 'application/json' }
  const yaml = { 'content-type': 'application/yaml' }
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefg'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
    .join('\n')}\n`
  const table: [what: string, request: ApiRequest, code: number, message: string | RegExp][] = [
    [
      'an unknown resource of a version that is served',
      { method: 'GET', path: '/apis/apps/v1/namespaces/default/ingresses' },
      404,
      'the server could not find the requested resource',
    ],
    [
      'a method that is not served',
      { method: 'PUT', path: CONFIGMAPS, body: '{}' },
      405,
      'the server does not allow this method on the requested resource',
    ],
    [
      'a media type to answer in',
      { method: 'GET', path: CONFIGMAPS, headers: { accept: 'application/vnd.kubernetes.protobuf' } },
      406,
      'only the following media types are accepted: application/json, application/yaml',
    ],
    [
      'a media type of the body',
      { method: 'POST', path: CONFIGMAPS, headers: { 'content-type': 'text/plain' }, body: 'x' },
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    ],
    [
      'a body that is too large',
      { method: 'POST', path: CONFIGMAPS, headers: json, body: 'x'.repeat(3 * 1024 * 1024 + 1) },
      413,
      'Request entity too large: limit is 3145728',
    ],
    [
      'no JSON',
      { method: 'POST', path: CONFIGMAPS, headers: json, body: '{bad' },
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'b' looking for beginning of object key string ({bad)",
    ],
    [
      'half of an object',
      { method: 'POST', path: CONFIGMAPS, headers: json, body: '{"a":1' },
      400,
      /unexpected end of JSON input/,
    ],
    [
      'no YAML',
      { method: 'POST', path: CONFIGMAPS, headers: yaml, body: 'a: [' },
      400,
      /error converting YAML to JSON: yaml: line 1/,
    ],
    [
      'deep JSON',
      { method: 'POST', path: CONFIGMAPS, headers: json, body: `{"data":${deep}}` },
      400,
      /cannot unmarshal array/,
    ],
    ['deep YAML', { method: 'POST', path: CONFIGMAPS, headers: yaml, body: deep }, 400, /exceeded max depth of 10000/],
    ['a bomb of aliases', { method: 'POST', path: CONFIGMAPS, headers: yaml, body: bomb }, 400, /excessive aliasing/],
    [
      'another kind',
      { method: 'POST', path: CONFIGMAPS, body: '{"apiVersion":"v1","kind":"Secret"}' },
      400,
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      'another group',
      { method: 'POST', path: CONFIGMAPS, body: '{"apiVersion":"apps/v1","kind":"Deployment"}' },
      400,
      'the API version in the data (apps/v1) does not match the expected API version (v1)',
    ],
    [
      'an unknown field',
      {
        method: 'POST',
        path: CONFIGMAPS,
        query: { fieldValidation: 'Strict' },
        body: '{"metadata":{"name":"a"},"date":{}}',
      },
      400,
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "date"',
    ],
    [
      'a key given twice',
      {
        method: 'POST',
        path: CONFIGMAPS,
        query: { fieldValidation: 'Strict' },
        headers: yaml,
        body: 'metadata: {name: a}\ndata:\n  x: a\n  x: b\n',
      },
      400,
      /key "x" already set in map/,
    ],
    [
      'a version on create',
      { method: 'POST', path: CONFIGMAPS, body: '{"metadata":{"name":"a","resourceVersion":"1"}}' },
      500,
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'a bad name',
      { method: 'POST', path: CONFIGMAPS, body: '{"metadata":{"name":"A b"}}' },
      422,
      /^ConfigMap "A b" is invalid: metadata.name: Invalid value: "A b": a lowercase RFC 1123 subdomain/,
    ],
    [
      'an option',
      { method: 'POST', path: CONFIGMAPS, query: { dryRun: 'Some' }, body: '{"metadata":{"name":"a"}}' },
      422,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
    ],
    [
      'a field to select by',
      { method: 'GET', path: '/api/v1/pods', query: { fieldSelector: 'spec.foo=x' } },
      400,
      'field label not supported: spec.foo',
    ],
  ]

  test.each([
    '/foo',
    '/apis/extensions',
    '/apis/apps/v9',
    '/healthz/none',
    '/api/v1/namespaces/%zz',
    `/apis/extensions/v1beta1/namespaces/default/ingresses`,
  ])('nothing is served at %s: said in plain words, as whoever comes after all servers does', (path) => {
    const answer = world().cluster.handle({ method: 'GET', path })
    expect(answer).toMatchObject({ code: 404, body: '404 page not found\n' })
  })

  test.each(table)('%s', (_what, request, code, message) => {
    const { cluster } = world()
    const before = cluster.server.store.revision
    const answer = cluster.handle(request) as ApiResponse
    const status = answer.body as Status
    expect(answer.code).toBe(code)
    expect(status).toMatchObject({ kind: 'Status', status: 'Failure', code })
    if (typeof message === 'string') expect(status.message).toBe(message)
    else expect(status.message).toMatch(message)
    expect(cluster.server.store.revision).toBe(before)
  })

  test('keys of prototypes are plain data', () => {
    const { ask } = world()
    const body = '{"metadata":{"name":"p"},"data":{"__proto__":"x","constructor":"y"}}'
    const { body: made } = ask('POST', CONFIGMAPS, body)
    expect(Object.entries((made as Free).data)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(({} as Free).x).toBeUndefined()
  })

  test('warnings instead, when the client asks for them', () => {
    const { ask } = world()
    const answer = ask('POST', `${CONFIGMAPS}?fieldValidation=Warn`, { metadata: { name: 'w' }, dta: {} })
    expect(answer).toMatchObject({ code: 201, warnings: ['unknown field "dta"'] })
  })
})

describe('patches', () => {
  const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  }
  const type = (name: string) => ({ headers: { 'content-type': `application/${name}` } })

  test('strategic patches know containers by name', () => {
    const { ask } = world()
    ask('POST', DEPLOYMENTS, deployment)
    const patch = { spec: { template: { spec: { containers: [{ name: 'c', env: [{ name: 'A', value: 'b' }] }] } } } }
    const { body } = ask('PATCH', `${DEPLOYMENTS}/d`, patch, type('strategic-merge-patch+json'))
    const [container] = (body as Free).spec.template.spec.containers
    expect(container).toMatchObject({ name: 'c', image: 'nginx', env: [{ name: 'A', value: 'b' }] })
    expect((body as Free).metadata.generation).toBe(2)
  })

  test('merge patches replace lists, JSON patches edit by path', () => {
    const { ask } = world()
    ask('POST', CONFIGMAPS, configMap('a', { x: '1', y: '2' }))
    const merged = ask('PATCH', `${CONFIGMAPS}/a`, { data: { x: null, z: '3' } }, type('merge-patch+json')).body as Free
    expect(merged.data).toEqual({ y: '2', z: '3' })
    const edits = [
      { op: 'test', path: '/data/y', value: '2' },
      { op: 'move', from: '/data/y', path: '/data/w' },
    ]
    expect((ask('PATCH', `${CONFIGMAPS}/a`, edits, type('json-patch+json')).body as Free).data).toEqual({
      z: '3',
      w: '2',
    })
    const wrong = ask('PATCH', `${CONFIGMAPS}/a`, [{ op: 'remove', path: '/data/nope' }], type('json-patch+json'))
    expect(wrong).toMatchObject({
      code: 422,
      body: { message: 'the server rejected our request due to an error in our request' },
    })
  })

  test('a patch whose outcome cannot be read is refused', () => {
    const { ask } = world()
    ask('POST', DEPLOYMENTS, deployment)
    const answer = ask('PATCH', `${DEPLOYMENTS}/d`, { spec: { replicas: 'x' } }, type('strategic-merge-patch+json'))
    expect(answer.code).toBe(422)
    expect((answer.body as Status).message).toBe(
      ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32',
    )
  })

  test('the scale subresource reads and writes replicas, and owns them', () => {
    const { ask } = world()
    ask('POST', DEPLOYMENTS, deployment)
    const scale = ask('GET', `${DEPLOYMENTS}/d/scale`).body as Free
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { selector: 'app=d' } })
    ask('PUT', `${DEPLOYMENTS}/d/scale?fieldManager=me`, { ...scale, spec: { replicas: 4 } })
    const { metadata, spec } = ask('GET', `${DEPLOYMENTS}/d`).body as Free
    expect(spec.replicas).toBe(4)
    expect(metadata.managedFields).toContainEqual({
      manager: 'me',
      operation: 'Update',
      apiVersion: 'apps/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      subresource: 'scale',
    })
  })
})

describe('deletes', () => {
  test('keep their preconditions and their finalizers', () => {
    const { ask } = world()
    const held = { ...configMap('h'), metadata: { name: 'h', finalizers: ['example.com/hold'] } }
    ask('POST', CONFIGMAPS, held)
    const wrong = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'nope' } }
    expect((ask('DELETE', `${CONFIGMAPS}/h`, wrong).body as Status).message).toMatch(
      /^Operation cannot be fulfilled on ConfigMap "h": the UID in the precondition \(nope\) does not match the UID in record/,
    )
    expect((ask('DELETE', `${CONFIGMAPS}/h`).body as Free).metadata.deletionTimestamp).toBeDefined()
    const free = { metadata: { finalizers: null } }
    ask('PATCH', `${CONFIGMAPS}/h`, free, { headers: { 'content-type': 'application/merge-patch+json' } })
    expect(ask('GET', `${CONFIGMAPS}/h`).code).toBe(404)
  })

  test('of a collection take what is selected', () => {
    const { ask } = world()
    ask('POST', CONFIGMAPS, configMap('a', {}, { go: 'yes' }))
    ask('POST', CONFIGMAPS, configMap('b'))
    expect((ask('DELETE', `${CONFIGMAPS}?labelSelector=go`).body as Free).items).toHaveLength(1)
    expect(ask('GET', `${CONFIGMAPS}/a`).code).toBe(404)
    expect(ask('GET', `${CONFIGMAPS}/b`).code).toBe(200)
  })
})

describe('what the server says of itself', () => {
  test('counts what it keeps, for who collects metrics', () => {
    const { ask } = world()
    const stored = () =>
      /^apiserver_storage_objects\{resource="configmaps"\} (\d+)$/m.exec(ask('GET', '/metrics').body as string)
    const before = Number(stored()?.[1])
    ask('POST', CONFIGMAPS, configMap('counted'))
    expect(Number(stored()?.[1])).toBe(before + 1)
    const { body, headers } = ask('GET', '/metrics')
    expect(body).toMatch(/^kubernetes_build_info\{.*git_version="v1\.32\.13".*\} 1$/m)
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  })

  test('version, health, discovery', () => {
    const { ask } = world()
    expect(ask('GET', '/version').body).toMatchObject({ major: '1', minor: '32', gitVersion: 'v1.32.13' })
    expect(ask('GET', '/readyz').body).toBe('ok')
    expect(ask('GET', '/livez?verbose').body).toContain('livez check passed')
    expect((ask('GET', '/apis/apps').body as Free).preferredVersion).toEqual({ groupVersion: 'apps/v1', version: 'v1' })
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
    const { body, headers } = ask('GET', '/apis', undefined, { headers: { accept } })
    expect(headers['content-type']).toContain('as=APIGroupDiscoveryList')
    const apps = (body as Free).items.find((item: Free) => item.metadata.name === 'apps')
    const deployments = apps.versions[0].resources.find((resource: Free) => resource.resource === 'deployments')
    expect(deployments.subresources.map((sub: Free) => sub.subresource)).toEqual(['scale', 'status'])
  })

  test('every group version it lists has an OpenAPI document', () => {
    const { ask } = world()
    const { paths } = ask('GET', '/openapi/v3').body as Free
    for (const { serverRelativeURL } of Object.values(paths) as Free[]) {
      const document = ask('GET', serverRelativeURL).body as Free
      expect(document.openapi).toBe('3.0.0')
    }
  })
})
