import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { decode } from './decode.ts'
import type { Definition, FieldType } from './definition.ts'
import { encode } from './encode.ts'

type Json = Record<string, unknown>

function written(apiVersion: string, kind: string, object: Json): unknown {
  const definition = builtinSchemas.forKind(apiVersion, kind) as Definition
  return encode(builtinSchemas, definition, object)
}

test('a server writes what its types cannot leave out', () => {
  expect(written('v1', 'Pod', { kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c' }] } })).toEqual(
    {
      kind: 'Pod',
      metadata: { name: 'p', creationTimestamp: null },
      spec: { containers: [{ name: 'c', resources: {} }] },
      status: {},
    },
  )
  expect(written('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [] })).toEqual({
    metadata: { creationTimestamp: null },
    addressType: 'IPv4',
    endpoints: null,
    ports: null,
  })
  expect(written('apps/v1', 'DaemonSet', {})).toMatchObject({
    spec: { selector: null, updateStrategy: {} },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  })
})

test('fields come in the order of the types, whatever the order in the object', () => {
  const object = {
    status: {},
    data: { b: '1', a: '2' },
    metadata: { labels: {}, name: 'c' },
    apiVersion: 'v1',
    kind: 'ConfigMap',
  }
  expect(JSON.stringify(written('v1', 'ConfigMap', object))).toBe(
    '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","creationTimestamp":null},"data":{"b":"1","a":"2"}}',
  )
})

/** Values of a type, with every field now there, now missing, now null or zero. */
function valuesOf(type: FieldType, depth: number): fc.Arbitrary<unknown> {
  switch (type.shape) {
    case 'boolean':
      return fc.boolean()
    case 'int32':
    case 'int64':
      return fc.integer()
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'quantity':
      return fc.constantFrom('1', '0', '1000m', '0.5', '1024Mi', 2, '1e3')
    case 'intOrString':
      return fc.constantFrom(0, 80, 'http', '25%')
    case 'time':
      return fc.constantFrom('2025-01-01T00:00:00Z', '2025-01-01T02:00:00.25+02:00')
    case 'microTime':
      return fc.constantFrom('2025-01-01T00:00:00.000001Z')
    case 'bytes':
      return fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64'))
    case 'list':
      return fc.array(valuesOf(type.of as FieldType, depth + 1), { maxLength: depth > 4 ? 0 : 2 })
    case 'map':
      return fc.dictionary(fc.constantFrom('a', 'b/c', '__proto__'), valuesOf(type.of as FieldType, depth + 1), {
        maxKeys: 2,
      })
    case 'ref':
      return depth > 6 ? fc.constant({}) : objectsOf(builtinSchemas.get(type.ref ?? ''), depth + 1)
    case 'schemaOrBool':
      return fc.boolean()
    case 'schemaOrList':
    case 'schemaOrStrings':
      return fc.constant([])
    case 'any':
      return fc.constantFrom<unknown>({ a: [1, null] }, {}, [])
    default:
      return fc.constantFrom('', 'x', 'ä "quoted"')
  }
}

function objectsOf(definition: Definition, depth = 0): fc.Arbitrary<Json> {
  const fields = definition.fields.map((field) => {
    const value = fc.option(fc.option(valuesOf(field.type, depth), { freq: 9 }), {
      nil: undefined,
      freq: depth > 2 ? 1 : 3,
    })
    return value.map((item): [string, unknown] => [field.name, item])
  })
  return fc.tuple(...fields).map((entries) => Object.fromEntries(entries.filter(([, item]) => item !== undefined)))
}

test('what is stored and what is written say the same, for any well-typed object', () => {
  const kinds = builtinSchemas
    .kinds()
    .map(({ apiVersion, kind }) => builtinSchemas.forKind(apiVersion, kind) as Definition)
  const samples = fc
    .constantFrom(...kinds)
    .chain((definition) => objectsOf(definition).map((object) => ({ definition, object })))
  fc.assert(
    fc.property(samples, ({ definition, object }) => {
      const stored = decode(builtinSchemas, definition, object)
      expect(stored.message).toBe('')
      const wire = encode(builtinSchemas, definition, stored.value as Json)
      const again = decode(builtinSchemas, definition, JSON.parse(JSON.stringify(wire)))
      expect(again.message).toBe('')
      expect(again.value).toEqual(stored.value)
      expect(JSON.stringify(encode(builtinSchemas, definition, again.value as Json))).toBe(JSON.stringify(wire))
    }),
    { numRuns: 150 },
  )
})
