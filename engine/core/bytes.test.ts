import { describe, expect, it } from 'vitest'
import { fromArray, fromBytes, toArray, toBytes } from './bytes.ts'

describe('bytes', () => {
  it('are one character each, and text again', () => {
    expect(toBytes('plain')).toBe('plain')
    expect(toBytes('é€')).toBe('\xc3\xa9\xe2\x82\xac')
    expect(fromBytes(toBytes('é€ and 🙂'))).toBe('é€ and 🙂')
    expect(fromBytes('\xff')).toBe('\ufffd')
  })

  it('go through arrays of any length', () => {
    const long = 'ab\x00\xff'.repeat(10_000)
    expect(fromArray(toArray(long))).toBe(long)
  })
})
