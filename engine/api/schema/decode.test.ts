import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { DecodeOptions } from './decoded.ts'
import { cannotHandle, decode } from './decode.ts'
import { duplicateKeys } from './duplicates.ts'
import { pathText } from './problems.ts'
import { readTypeMeta } from './typemeta.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- documents of any shape, picked apart by the expectations
type Json = Record<string, any>

function read(apiVersion: string, kind: string, body: unknown, options?: DecodeOptions) {
  const definition = builtinSchemas.forKind(apiVersion, kind)
  if (!definition) throw new Error(`no ${apiVersion} ${kind}`)
  return decode(builtinSchemas, definition, body, options)
}

const pod = (container: Json, rest: Json = {}) =>
  read('v1', 'Pod', {
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'i', ...container }], ...rest },
  })

describe('values of the wrong type', () => {
  const into = (text: string) => `json: cannot unmarshal ${text}`
  test.each<[string, Json, string]>([
    [
      'text for a number',
      { livenessProbe: { periodSeconds: '1' } },
      into('string into Go struct field Probe.spec.containers.livenessProbe.periodSeconds of type int32'),
    ],
    [
      'a number for text',
      { image: 5 },
      into('number into Go struct field Container.spec.containers.image of type string'),
    ],
    [
      'a boolean for an enum',
      { imagePullPolicy: true },
      into('bool into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy'),
    ],
    [
      'an object for a list',
      { args: {} },
      into('object into Go struct field Container.spec.containers.args of type []string'),
    ],
    [
      'a list for an object',
      { resources: [] },
      into('array into Go struct field Container.spec.containers.resources of type v1.ResourceRequirements'),
    ],
    [
      'text for a struct',
      { securityContext: 'x' },
      into('string into Go struct field Container.spec.containers.securityContext of type v1.SecurityContext'),
    ],
    [
      'text for a map',
      { resources: { limits: 'x' } },
      into('string into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList'),
    ],
    [
      'a fraction',
      { ports: [{ containerPort: 80.5 }] },
      into('number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32'),
    ],
    [
      'an overflow',
      { ports: [{ containerPort: 2147483648 }] },
      into('number 2147483648 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32'),
    ],
    [
      'a list element',
      { args: ['a', 1] },
      into('number into Go struct field Container.spec.containers.args of type string'),
    ],
    [
      'a struct as list element',
      { env: ['A=1'] },
      into('string into Go struct field Container.spec.containers.env of type v1.EnvVar'),
    ],
    [
      'a boolean for int-or-string',
      { livenessProbe: { httpGet: { port: true } } },
      into('bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32'),
    ],
    [
      'a bad quantity',
      { resources: { limits: { cpu: '1x' } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'a list for a quantity',
      { resources: { limits: { cpu: [] } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ['a bad suffix', { resources: { limits: { cpu: '1Kii' } } }, "unable to parse quantity's suffix"],
  ])('%s', (_, container, message) => {
    const decoded = pod(container)
    expect(decoded.message).toBe(message)
    expect(decoded.value).toBeUndefined()
  })

  test('labels, data, times and the root', () => {
    expect(read('v1', 'ConfigMap', { data: { a: 1 } }).message).toBe(
      into('number into Go struct field ConfigMap.data of type string'),
    )
    expect(read('v1', 'Secret', { data: { a: 'YQ=' } }).message).toBe('illegal base64 data at input byte 3')
    expect(read('v1', 'Secret', { data: { a: 'p%ss' } }).message).toBe('illegal base64 data at input byte 1')
    expect(read('v1', 'Pod', { metadata: { labels: { a: true } } }).message).toBe(
      into('bool into Go struct field ObjectMeta.metadata.labels of type string'),
    )
    expect(read('v1', 'Pod', { metadata: { creationTimestamp: 'now' } }).message).toBe(
      'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"',
    )
    expect(read('v1', 'Pod', { metadata: { creationTimestamp: 1 } }).message).toBe(
      into('number into Go struct field ObjectMeta.metadata.creationTimestamp of type string'),
    )
    expect(read('v1', 'Pod', { metadata: 'x' }).message).toBe(
      into('string into Go struct field Pod.metadata of type v1.ObjectMeta'),
    )
    expect(read('v1', 'Pod', []).message).toBe(into('array into Go value of type v1.Pod'))
  })

  test('the first one in the document is told, unless a value stopped the decoder', () => {
    const body = { spec: { replicas: 'x', minReadySeconds: 'y' } }
    expect(read('apps/v1', 'Deployment', body).message).toContain('spec.replicas')
    expect(read('apps/v1', 'Deployment', body, { sorted: true }).message).toContain('spec.minReadySeconds')
    expect(pod({ image: 1, resources: { limits: { cpu: 'x' } } }).message).toContain('quantities must match')
    expect(pod({ image: 1, nope: 1 }).errors.map((problem) => pathText(problem.path))).toEqual([
      'spec.containers[0].image',
      'spec.containers[0].nope',
    ])
  })

  test("inside a CRD's schema alternatives errors name no field further in, and unknown fields pass", () => {
    const crd = (items: unknown) => ({
      spec: { validation: {}, versions: [{ name: 'v1', schema: { openAPIV3Schema: { items } } }] },
    })
    const warn: DecodeOptions = { fieldValidation: 'Ignore' }
    const apply = (items: unknown) => read('apiextensions.k8s.io/v1', 'CustomResourceDefinition', crd(items), warn)
    expect(apply({ type: 1 }).message).toBe(
      into('number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.items of type string'),
    )
    const value = apply({ type: 'string', nope: 1 }).value as Json
    expect(value.spec.versions[0].schema.openAPIV3Schema.items).toEqual({ type: 'string' })
  })
})

describe('unknown and duplicate fields', () => {
  const body = { spec: { foo: 1, containers: [{ name: 'c', imagee: 'x', Image: 'y' }] } }

  test('Strict refuses them all, in the order of the document', () => {
    const { message, value, errors } = read('v1', 'Pod', body)
    expect(value).toBeUndefined()
    expect(errors.map((problem) => problem.path)).toEqual([
      ['spec', 'foo'],
      ['spec', 'containers', 0, 'imagee'],
      ['spec', 'containers', 0, 'Image'],
    ])
    expect(cannotHandle('Pod', 'v1', message)).toBe(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo", ' +
        'unknown field "spec.containers[0].imagee", unknown field "spec.containers[0].Image"',
    )
    expect(read('v1', 'Pod', body, { sorted: true }).errors[0]?.message).toBe(
      'unknown field "spec.containers[0].Image"',
    )
  })

  test('Warn answers with warnings, Ignore drops', () => {
    const warned = read('v1', 'Pod', body, { fieldValidation: 'Warn' })
    expect(warned.warnings[0]).toBe('unknown field "spec.foo"')
    expect((warned.value as Json).spec.containers).toEqual([{ name: 'c', resources: {} }])
    const ignored = read('v1', 'Pod', body, { fieldValidation: 'Ignore' })
    expect(ignored).toMatchObject({ errors: [], warnings: [], message: '' })
    expect(ignored.value).toEqual(warned.value)
  })

  test('duplicates stand among the unknown ones; at most a hundred are told', () => {
    const text = '{"spec":{"containers":[{"name":"c","image":"a","image":"b"}],"foo":1}}'
    const duplicates = duplicateKeys(text)
    expect(read('v1', 'Pod', JSON.parse(text), { duplicates }).message).toBe(
      'strict decoding error: duplicate field "spec.containers[0].image", unknown field "spec.foo"',
    )
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`x${at}`, at]))
    expect(read('v1', 'Pod', many).errors).toHaveLength(100)
    expect(read('v1', 'Pod', {}, { complaints: ['yaml: line 2: key "a" already set in map'] }).message).toBe(
      'strict decoding error: yaml: line 2: key "a" already set in map',
    )
  })

  test('duplicate keys are found whatever strings hold', () => {
    expect(duplicateKeys('{"a":"{\\"a\\":1,\\"a\\":2}","b":[{"k":1},{"k":1}]}')).toEqual([])
    expect(duplicateKeys('[{"a\\"":1,"a\\"":2},{"b":{"c":[],"c":{}}}]')).toEqual([
      [0, 'a"'],
      [1, 'b', 'c'],
    ])
  })
})

describe('the clean object', () => {
  test('is what a round trip through the types stores', () => {
    const decoded = pod(
      {
        args: [],
        tty: false,
        stdin: true,
        env: [{ name: 'E', value: '' }],
        ports: [{ containerPort: 80, hostPort: 0 }],
        resources: { limits: { cpu: '1000m', memory: '1024Mi', 'x/y': 2 } },
        volumeMounts: null,
      },
      { activeDeadlineSeconds: 0, automountServiceAccountToken: false, hostNetwork: false, nodeSelector: {} },
    )
    expect(decoded.value).toEqual({
      metadata: { name: 'p' },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'i',
            stdin: true,
            env: [{ name: 'E' }],
            ports: [{ containerPort: 80 }],
            resources: { limits: { cpu: '1', memory: '1Gi', 'x/y': '2' } },
          },
        ],
        activeDeadlineSeconds: 0,
        automountServiceAccountToken: false,
      },
      status: {},
    })
  })

  test('null is absent in a struct and zero in lists and maps', () => {
    const { value } = read('v1', 'ConfigMap', { data: { a: null }, binaryData: null, metadata: { finalizers: [null] } })
    expect(value).toEqual({ data: { a: '' }, metadata: { finalizers: [''] } })
  })

  test('required fields are there, empty', () => {
    expect(read('v1', 'Pod', { spec: { containers: [{}] } }).value).toMatchObject({
      spec: { containers: [{ name: '' }] },
    })
    expect(read('v1', 'Pod', {}).value).toMatchObject({ spec: { containers: [] } })
  })

  test('bytes and times are canonical', () => {
    const { value } = read('v1', 'Secret', {
      data: { a: 'YWJj\nZA==', b: 'YR==' },
      metadata: { creationTimestamp: '2025-01-01T01:00:00.5+01:00' },
    })
    expect(value).toMatchObject({
      data: { a: 'YWJjZA==', b: 'YQ==' },
      metadata: { creationTimestamp: '2025-01-01T00:00:00Z' },
    })
  })
})

describe('hostile input', () => {
  test('__proto__ and constructor are plain data', () => {
    const body = JSON.parse(
      '{"__proto__":{"x":1},"metadata":{"labels":{"__proto__":"a","constructor":"b"},"__proto__":{"y":1}},"data":{"__proto__":"c"}}',
    )
    const { value, warnings } = read('v1', 'ConfigMap', body, { fieldValidation: 'Warn' })
    const { labels } = (value as Json).metadata
    expect(warnings).toEqual(['unknown field "__proto__"', 'unknown field "metadata.__proto__"'])
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype)
    expect(Object.entries(labels)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(({} as Json).x ?? ({} as Json).y).toBeUndefined()
    const free = read('apps/v1', 'ControllerRevision', { data: body, revision: 1 })
    expect(Object.getPrototypeOf((free.value as Json).data)).toBe(Object.prototype)
    expect(JSON.stringify((free.value as Json).data)).toBe(JSON.stringify(body))
  })

  test('deep nesting ends with a text, not a crash', () => {
    let free: Json = {}
    for (let depth = 0; depth < 20_000; depth++) free = { a: free }
    expect(read('apps/v1', 'ControllerRevision', { data: free, revision: 1 }).message).toBe('exceeded max depth')
    expect(read('v1', 'Pod', { spec: { nope: free } }).message).toBe('strict decoding error: unknown field "spec.nope"')
    let schema: Json = {}
    for (let depth = 0; depth < 20_000; depth++) schema = { not: schema }
    const crd = { spec: { versions: [{ schema: { openAPIV3Schema: schema } }] } }
    expect(read('apiextensions.k8s.io/v1', 'CustomResourceDefinition', crd).message).toBe('exceeded max depth')
  })

  test('aliases that multiply are cut short', () => {
    let bomb: unknown = { a: 'x' }
    for (let level = 0; level < 12; level++) bomb = Array.from({ length: 10 }, () => bomb)
    expect(read('apps/v1', 'ControllerRevision', { data: bomb, revision: 1 }).message).toBe(
      'document contains excessive aliasing',
    )
    const env = Array.from({ length: 2000 }, () => ({ name: 'a' }))
    const containers = Array.from({ length: 2000 }, () => ({ name: 'c', env }))
    expect(read('v1', 'Pod', { spec: { containers } }).message).toBe('document contains excessive aliasing')
  })

  test('megabytes of digits are no quantity', () => {
    expect(pod({ resources: { limits: { cpu: `1${'0'.repeat(1_000_000)}` } } }).message).toContain(
      'quantities must match',
    )
  })

  test('many problems cost no more than reading does', () => {
    const args = Array.from({ length: 200_000 }, () => 1)
    expect(pod({ args }).message).toContain('Container.spec.containers.args of type string')
  })

  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom(null, '__proto__', 'constructor', -0, 1e308, Number.MAX_SAFE_INTEGER, '١', '\ud800'),
  )
  const names = ['metadata', 'spec', 'status', 'data', '__proto__', 'constructor', 'containers', 'name', 'labels']
  const hostile = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      anything,
      fc.dictionary(fc.constantFrom(...names), tie('value')),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value

  test('nothing throws, nothing is shared with the document, decoding what was decoded changes nothing', () => {
    const kinds = builtinSchemas.kinds()
    fc.assert(
      fc.property(fc.constantFrom(...kinds), hostile, ({ apiVersion, kind }, body) => {
        const before = JSON.stringify(body)
        const first = read(apiVersion, kind, body, { fieldValidation: 'Ignore' })
        expect(JSON.stringify(body)).toBe(before)
        expect(first.message === '').toBe(first.value !== undefined)
        if (!first.value) return
        const again = read(apiVersion, kind, first.value)
        expect(again.message).toBe('')
        expect(again.value).toEqual(first.value)
      }),
      { numRuns: 500 },
    )
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

test('a body says what it is, or why that cannot be read', () => {
  expect(readTypeMeta({ apiVersion: 'v1', kind: 'Pod' })).toEqual({ apiVersion: 'v1', kind: 'Pod' })
  expect(readTypeMeta({ kind: null })).toEqual({ apiVersion: '', kind: '' })
  expect(readTypeMeta({ apiVersion: 1 })).toEqual({
    error:
      "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string",
  })
  expect(readTypeMeta('x')).toMatchObject({
    error: expect.stringContaining('cannot unmarshal string into Go value of type struct {'),
  })
})
