import { describe, expect, it } from 'vitest'
import { exactFieldMatch, fieldSelectorMatches, formatFieldSelector, parseFieldSelector } from './fields.ts'

describe('field selectors', () => {
  it('match equal and different values; a missing field is empty', () => {
    const selector = parseFieldSelector('status.phase!=Running,spec.nodeName==node-1')
    expect(fieldSelectorMatches(selector, { 'spec.nodeName': 'node-1' })).toBe(true)
    expect(fieldSelectorMatches(selector, { 'spec.nodeName': 'node-1', 'status.phase': 'Running' })).toBe(false)
    expect(exactFieldMatch(selector, 'spec.nodeName')).toBe('node-1')
    expect(exactFieldMatch(selector, 'status.phase')).toBeUndefined()
  })

  it('print what they read', () => {
    const text = 'a=x\\,y\\=\\\\,b!=c'
    expect(formatFieldSelector(parseFieldSelector(text))).toBe(text)
  })

  it.each([
    ['nodeName', "invalid selector: 'nodeName'; can't understand 'nodeName'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ])('%s is refused', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message)
  })
})
