import { expect, test } from 'vitest'
import { FrameError, FrameReader, OPCODES, writeFrame } from './websocketframes.ts'

/** A client's frame: as the server's, with its mask. */
function masked(opcode: number, text: string, fin = true): Buffer {
  const plain = writeFrame(opcode, Buffer.from(text))
  const start = plain.length - Buffer.byteLength(text)
  const mask = Buffer.from([1, 2, 3, 4])
  const head = Buffer.from(plain.subarray(0, start))
  head[0] = (head[0] as number) & (fin ? 0xff : 0x7f)
  head[1] = (head[1] as number) | 0x80
  const data = Buffer.from(plain.subarray(start)).map((byte, at) => byte ^ (mask[at % 4] as number))
  return Buffer.concat([head, mask, data])
}

test.each([[5], [200], [70_000]])('a message of %i bytes arrives whole, however it was cut', (size) => {
  const bytes = masked(OPCODES.binary, 'a'.repeat(size))
  const reader = new FrameReader()
  const got = []
  for (let at = 0; at < bytes.length; at += 1000) got.push(...reader.read(bytes.subarray(at, at + 1000)))
  expect(got.map(({ opcode, data }) => [opcode, data.length])).toEqual([[OPCODES.binary, size]])
  expect(got[0]?.data.every((byte) => byte === 97)).toBe(true)
})

test('pieces are put together, with a ping between them', () => {
  const bytes = [masked(OPCODES.text, 'one ', false), masked(OPCODES.ping, 'p'), masked(OPCODES.continuation, 'two')]
  const got = new FrameReader().read(Buffer.concat(bytes)).map(({ opcode, data }) => [opcode, data.toString()])
  expect(got).toEqual([
    [OPCODES.ping, 'p'],
    [OPCODES.text, 'one two'],
  ])
})

test.each([
  ['no mask', writeFrame(OPCODES.text, Buffer.from('x'))],
  ['reserved bits', Buffer.from([0xf1, 0x81, 0, 0, 0, 0, 0])],
  ['an unknown opcode', Buffer.from([0x83, 0x81, 0, 0, 0, 0, 0])],
  ['a piece of nothing', masked(OPCODES.continuation, 'x')],
  ['a long control frame', masked(OPCODES.ping, 'x'.repeat(126))],
  ['too long', Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4])],
])('%s is refused', (_what, bytes) => {
  expect(() => new FrameReader().read(bytes)).toThrow(FrameError)
})
