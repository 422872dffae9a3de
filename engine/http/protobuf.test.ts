/** Protobuf bodies, byte for byte as kubectl 1.32 sends them. */
import { describe, expect, test } from 'vitest'
import { ProtobufError, protobufToJson } from './protobuf.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))
const text = (value: string) => Buffer.from(value).toString('hex')
const field = (number: number, hex: string) =>
  `${((number << 3) | 2).toString(16).padStart(2, '0')}${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`
const body = (apiVersion: string, kind: string, raw: string) =>
  bytes(`6b387300${field(1, field(1, text(apiVersion)) + field(2, text(kind)))}${field(2, raw)}`)

describe('a protobuf body', () => {
  test('of `kubectl create configmap x`', () => {
    const sent = bytes(
      '6b 38 73 00 0a 0f 0a 02 76 31 12 09 43 6f 6e 66 69 67 4d 61 70 12 13 0a 11 0a 01 78 12 00 1a 00 22 00 2a 00 32 00 38 00 42 00 1a 00 22 00',
    )
    expect(JSON.parse(protobufToJson(sent))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'x',
        generateName: '',
        namespace: '',
        selfLink: '',
        uid: '',
        resourceVersion: '',
        generation: 0,
        creationTimestamp: null,
      },
    })
  })

  test('holds maps, bytes, and structs that stand in their holder', () => {
    const secret = body('v1', 'Secret', field(2, field(1, text('k')) + field(2, text('v'))))
    expect(JSON.parse(protobufToJson(secret)).data).toEqual({ k: 'dg==' })
    const probe = field(1, field(1, field(1, text('ls')))) + '1005'
    const pod = body('v1', 'Pod', field(2, field(2, field(1, text('c')) + field(10, probe))))
    expect(JSON.parse(protobufToJson(pod)).spec.containers).toEqual([
      { name: 'c', livenessProbe: { exec: { command: ['ls'] }, initialDelaySeconds: 5 } },
    ])
  })

  test('holds quantities, times and either of integer and text', () => {
    const port = body('v1', 'Service', field(1 + 1, field(1, `1850${field(4, '08011a04' + text('http'))}`)))
    expect(JSON.parse(protobufToJson(port)).spec.ports).toEqual([{ port: 80, targetPort: 'http' }])
  })

  test.each([
    ['that is none', bytes('7b7d'), /expected prefix/],
    ['cut short', bytes('6b387300 0a 0f 0a'), /unexpected EOF/],
    ['of an unknown kind', body('v9', 'Nope', ''), /no protobuf form of io.k8s.api.core.v9.Nope/],
  ])('%s is refused', (_what, given, message) => {
    expect(() => protobufToJson(given)).toThrow(ProtobufError)
    expect(() => protobufToJson(given)).toThrow(message)
  })
})
