import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fromArray, toArray } from './bytes.ts'
import { hmacSha256, sha256 } from './sha256.ts'

const hex = (bytes: string) => Buffer.from(toArray(bytes)).toString('hex')

describe('SHA-256', () => {
  test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])('of %i bytes is the standard one', (length) => {
    const bytes = fromArray(Uint8Array.from({ length }, (_, i) => (i * 37) & 255))
    expect(hex(sha256(bytes))).toBe(createHash('sha256').update(toArray(bytes)).digest('hex'))
  })

  test.each([3, 64, 100])('with a key of %i bytes signs as others do', (length) => {
    const key = 'k'.repeat(length)
    expect(hex(hmacSha256(key, 'text'))).toBe(createHmac('sha256', key).update('text').digest('hex'))
  })
})
