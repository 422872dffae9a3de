/** Custom resources through the door: established, validated, pruned, defaulted, scaled, explained, rewound, gone. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'
import type { Status } from '../errors.ts'
import type { Structural } from './structural.ts'

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets'

let cluster: Cluster

function send(method: ApiRequest['method'], path: string, body?: unknown, type = 'application/json', query = {}) {
  const headers = { 'content-type': type }
  return cluster.handle({
    method,
    path,
    headers,
    query,
    ...(body ? { body: JSON.stringify(body) } : {}),
  }) as ApiResponse
}
const message = ({ body }: ApiResponse) => (body as Status).message

const SCHEMA: Structural = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['color'],
      properties: {
        size: { type: 'integer', default: 3, minimum: 1, maximum: 10 },
        replicas: { type: 'integer', default: 1 },
        color: { type: 'string', enum: ['red', 'green'] },
        name: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
        port: { 'x-kubernetes-int-or-string': true },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['id'],
          items: {
            type: 'object',
            required: ['id'],
            properties: { id: { type: 'string' }, weight: { type: 'integer' } },
          },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
      'x-kubernetes-validations': [
        { rule: "self.size <= 5 || self.color == 'red'", message: 'big widgets must be red' },
        { rule: '!has(oldSelf.name) || self.name == oldSelf.name', messageExpression: '"name was " + oldSelf.name' },
      ],
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' } } },
  },
}

const crd = (change: object = {}, schema: Structural = SCHEMA) => ({
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'], categories: ['all'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
        additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        selectableFields: [{ jsonPath: '.spec.color' }],
      },
    ],
    ...change,
  },
})

const widget = (spec: object = { color: 'red' }, name = 'w') => ({ metadata: { name }, spec })

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
  cluster.settle()
})

function establish(change: object = {}): void {
  expect(send('POST', CRDS, crd(change)).code).toBe(201)
  cluster.server.clock.runUntil(cluster.nowMs + 1000)
}

describe('a definition', () => {
  test('is established within a second', () => {
    expect(send('GET', WIDGETS).code).toBe(404)
    establish()
    expect(send('GET', WIDGETS).body).toMatchObject({ kind: 'WidgetList', apiVersion: 'example.com/v1', items: [] })
  })

  test('does not take names that others have', () => {
    establish()
    const other = crd({ names: { plural: 'wares', kind: 'Ware', shortNames: ['wd'] } })
    other.metadata.name = 'wares.example.com'
    send('POST', CRDS, other)
    cluster.settle()
    expect(send('GET', `${CRDS}/wares.example.com`).body).toMatchObject({
      status: {
        conditions: [{ type: 'NamesAccepted', status: 'False', reason: 'ShortNamesConflict' }, { status: 'False' }],
      },
    })
  })

  test.each<[string, Structural, string]>([
    [
      'types',
      { type: 'object', properties: { a: {} } },
      'openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
    ],
    [
      'items',
      { type: 'object', properties: { a: { type: 'array' } } },
      'properties[a].items: Required value: must be specified',
    ],
    [
      'good defaults',
      { type: 'object', properties: { a: { type: 'integer', default: 'x' } } },
      'properties[a].default: Invalid value: "string"',
    ],
    [
      'rules that compile',
      { type: 'object', properties: { a: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self <' }] } } },
      'compilation failed',
    ],
  ])('must have %s', (_, schema, why) => {
    const answer = send('POST', CRDS, crd({}, schema))
    expect(answer.code).toBe(422)
    expect(message(answer)).toContain(why)
  })

  test('takes its objects along when it goes', () => {
    establish()
    send('POST', WIDGETS, widget())
    send('DELETE', `${CRDS}/widgets.example.com`)
    cluster.settle()
    expect(send('GET', `${CRDS}/widgets.example.com`).code).toBe(404)
    expect(send('GET', WIDGETS).code).toBe(404)
    establish()
    expect(send('GET', WIDGETS).body).toMatchObject({ items: [] })
  })
})

describe('objects', () => {
  beforeEach(() => establish())

  test('get defaults, lose what is unknown, and keep what is free', () => {
    const free = { any: [1, { thing: true }] }
    const { body, warnings } = send('POST', WIDGETS, widget({ color: 'red', extra: 1, free }), 'application/json', {
      fieldValidation: 'Warn',
    })
    expect(warnings).toEqual(['unknown field "spec.extra"'])
    expect(body).toMatchObject({ kind: 'Widget', metadata: { generation: 1 } })
    expect((body as { spec: object }).spec).toEqual({ color: 'red', free, replicas: 1, size: 3 })
    expect(
      message(
        send('POST', WIDGETS, widget({ color: 'red', extra: 1 }), 'application/json', { fieldValidation: 'Strict' }),
      ),
    ).toBe('Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.extra"')
  })

  test.each<[object, string]>([
    [{ color: 'red', size: 11 }, 'spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10'],
    [{ color: 'blue' }, 'spec.color: Unsupported value: "blue": supported values: "red", "green"'],
    [{ color: 'red', name: 'Abc' }, 'spec.name: Invalid value: "Abc": spec.name in body should match \'^[a-z]+$\''],
    [{ color: 'red', name: 'abcdef' }, 'spec.name: Too long: may not be more than 5 bytes'],
    [{ color: 'red', port: 1.5 }, 'spec.port in body must be of type integer,string: "number"'],
    [{ color: 'red', parts: [{ id: 'a' }, { id: 'a' }] }, 'spec.parts[1]: Duplicate value'],
    [{}, 'spec.color: Required value'],
    [{ color: 'green', size: 7 }, 'spec: Invalid value: "object": big widgets must be red'],
  ])('like %j are refused', (spec, why) => {
    const answer = send('POST', WIDGETS, widget(spec))
    expect(answer.code).toBe(422)
    expect(message(answer)).toContain(why)
  })

  test('keep to rules over what they were', () => {
    send('POST', WIDGETS, widget({ color: 'red', name: 'abc' }))
    const answer = send('PATCH', `${WIDGETS}/w`, { spec: { name: 'xyz' } }, 'application/merge-patch+json')
    expect(message(answer)).toBe('Widget.example.com "w" is invalid: spec: Invalid value: "object": name was abc')
  })

  test('have status and scale of their own', () => {
    send('POST', WIDGETS, { ...widget(), status: { replicas: 9 } })
    const status = send(
      'PATCH',
      `${WIDGETS}/w/status`,
      { status: { replicas: 2 }, spec: { size: 9 } },
      'application/merge-patch+json',
    )
    expect(status.body).toMatchObject({ spec: { size: 3 }, status: { replicas: 2 } })
    expect(send('GET', `${WIDGETS}/w/scale`).body).toMatchObject({ spec: { replicas: 1 }, status: { replicas: 2 } })
    send('PATCH', `${WIDGETS}/w/scale`, { spec: { replicas: 4 } }, 'application/merge-patch+json')
    expect(send('GET', `${WIDGETS}/w`).body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 4 } })
  })

  test('are applied field by field', () => {
    const apply = (manager: string, spec: object) =>
      send(
        'PATCH',
        `${WIDGETS}/w`,
        { apiVersion: 'example.com/v1', kind: 'Widget', ...widget(spec) },
        'application/apply-patch+yaml',
        {
          fieldManager: manager,
        },
      )
    expect(apply('one', { color: 'red', parts: [{ id: 'a', weight: 1 }] }).code).toBe(201)
    expect(apply('two', { parts: [{ id: 'b', weight: 2 }] }).body).toMatchObject({
      spec: { parts: [{ id: 'a' }, { id: 'b' }] },
    })
    expect(apply('two', { color: 'green' }).code).toBe(409)
  })

  test('stand in tables, lists of fields, discovery and OpenAPI', () => {
    send('POST', WIDGETS, widget())
    const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    const table = cluster.handle({ method: 'GET', path: WIDGETS, headers: asTable }) as ApiResponse
    expect(table.body).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Size' }],
      rows: [{ cells: ['w', 3] }],
    })
    const selected = (color: string) =>
      send('GET', WIDGETS, undefined, undefined, { fieldSelector: `spec.color=${color}` }).body
    expect((selected('red') as { items: object[] }).items).toHaveLength(1)
    expect((selected('green') as { items: object[] }).items).toHaveLength(0)
    expect(send('GET', '/apis/example.com/v1').body).toMatchObject({
      resources: [
        { name: 'widgets', shortNames: ['wd'], categories: ['all'] },
        { name: 'widgets/scale' },
        { name: 'widgets/status' },
      ],
    })
    const { components } = send('GET', '/openapi/v3/apis/example.com/v1').body as { components: { schemas: object } }
    expect(components.schemas).toHaveProperty(
      ['com.example.v1.Widget', 'properties', 'spec', 'properties', 'size', 'maximum'],
      10,
    )
  })

  test('are watched', () => {
    const watch = cluster.handle({ method: 'GET', path: WIDGETS, query: { watch: 'true' } })
    cluster.progress(watch as never)
    send('POST', WIDGETS, widget())
    expect(cluster.progress(watch as never).chunks).toMatchObject([{ type: 'ADDED', object: { kind: 'Widget' } }])
  })
})

test('several versions are one object', () => {
  const [v1] = crd().spec.versions
  establish({ versions: [v1, { ...v1, name: 'v2', storage: false, deprecated: true }] })
  send('POST', WIDGETS, widget())
  const answer = send('GET', WIDGETS.replace('v1', 'v2'))
  expect(answer.body).toMatchObject({ apiVersion: 'example.com/v2', items: [{ metadata: { name: 'w' } }] })
  expect(send('GET', '/apis/example.com').body).toMatchObject({ preferredVersion: { version: 'v2' } })
})

test('what is served goes back with the rest', () => {
  const before = cluster.checkpoint()
  const digest = cluster.digest()
  establish()
  send('POST', WIDGETS, widget())
  const after = cluster.checkpoint()
  const later = cluster.digest()
  cluster.restore(before)
  expect(send('GET', WIDGETS).code).toBe(404)
  expect(cluster.digest()).toBe(digest)
  cluster.restore(after)
  expect(cluster.digest()).toBe(later)
  expect(Cluster.replay(cluster.log(), { nodes: [] }).digest()).toBe(later)
})
