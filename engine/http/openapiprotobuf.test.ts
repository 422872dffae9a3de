/** The document as kubectl's Go code reads it: wire format in, a tree of fields out. */
import { expect, test } from 'vitest'
import { openapiProtobuf } from './openapiprotobuf.ts'

/** The length-delimited fields of a message by number; a schema of these tests has no others. */
function fieldsOf(bytes: Uint8Array): Map<number, Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>()
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++] as number
      value += (byte & 127) * shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    expect(tag & 7).toBe(2)
    const length = varint()
    const list = found.get(tag >> 3) ?? []
    list.push(bytes.subarray(at, at + length))
    found.set(tag >> 3, list)
    at += length
  }
  return found
}

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const first = (bytes: Uint8Array | undefined, number: number) => fieldsOf(bytes as Uint8Array).get(number)?.[0]

/** The schemas of a message of NamedSchemas. */
const namedOf = (bytes: Uint8Array | undefined) =>
  new Map(
    (fieldsOf(bytes as Uint8Array).get(1) ?? []).map((entry) => [
      textOf(first(entry, 1)),
      first(entry, 2) as Uint8Array,
    ]),
  )

test('holds every definition with its fields, and says which kind it is', () => {
  const kind = [{ group: 'example.dev', kind: 'Widget', version: 'v1' }]
  const definitions = {
    'dev.example.v1.Widget': {
      description: 'W'.repeat(200),
      properties: {
        parts: {
          items: { $ref: '#/definitions/dev.example.v1.Part' },
          type: 'array',
        },
        labels: { additionalProperties: { type: 'string' }, type: 'object' },
      },
      required: ['parts', 'labels'],
      type: 'object',
      'x-kubernetes-group-version-kind': kind,
    },
    'dev.example.v1.Part': { default: {}, type: 'string' },
  }
  const bytes = openapiProtobuf({
    info: { title: 'Kubernetes', version: 'v1.32.13' },
    definitions,
  })
  expect(textOf(first(first(bytes, 2), 2))).toBe('v1.32.13')
  const named = namedOf(first(bytes, 9))
  expect([...named.keys()]).toEqual(Object.keys(definitions))
  const widget = named.get('dev.example.v1.Widget')
  expect(textOf(first(widget, 4))).toBe('W'.repeat(200))
  expect(
    fieldsOf(widget as Uint8Array)
      .get(19)
      ?.map(textOf),
  ).toEqual(['parts', 'labels'])
  expect(textOf(first(first(widget, 31), 1))).toBe('x-kubernetes-group-version-kind')
  expect(JSON.parse(textOf(first(first(first(widget, 31), 2), 2)))).toEqual(kind)
  const fields = namedOf(first(widget, 25))
  expect(textOf(first(first(first(fields.get('parts'), 23), 1), 1))).toBe('#/definitions/dev.example.v1.Part')
  expect(textOf(first(first(first(first(fields.get('labels'), 21), 1), 22), 1))).toBe('string')
  expect(textOf(first(first(named.get('dev.example.v1.Part'), 5), 2))).toBe('{}')
})
