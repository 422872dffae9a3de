import { describe, expect, it } from 'vitest'
import { formatSelector, labelsContain, parseSelector, selectorMatches } from './labels.ts'
import { formatLabelSelector, LabelSelectorError, labelSelector, parseToLabelSelector } from './labelselector.ts'

describe('label selectors', () => {
  it.each([
    ['app=web', { app: 'web' }, true],
    ['app!=web', {}, true],
    ['tier in (front, back),!canary', { tier: 'back' }, true],
    ['tier notin (front)', { tier: 'front' }, false],
    ['size>3', { size: '10' }, true],
    ['size<3', { size: 'many' }, false],
    ['constructor', {}, false],
    ['', { any: 'thing' }, true],
  ])('%s on %j: %s', (text, labels, matches) => {
    expect(selectorMatches(parseSelector(text), labels)).toBe(matches)
  })

  it.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
  ])('%s says why it cannot be read', (text, message) => {
    expect(() => parseSelector(text)).toThrow(message)
  })

  it('prints sorted by key', () => {
    expect(formatSelector(parseSelector('z in (b,a), !y ,x'))).toBe('x,!y,z in (a,b)')
  })

  it('an absent object selects nothing, an empty one everything', () => {
    expect(selectorMatches(labelSelector(undefined), {})).toBe(false)
    expect(selectorMatches(labelSelector({}), { a: 'b' })).toBe(true)
    expect(formatLabelSelector({ matchLabels: { b: 'c', a: 'b' } })).toBe('a=b,b=c')
  })

  it('an unknown operator is refused, and printed as an error', () => {
    const wrong = { matchExpressions: [{ key: 'a', operator: 'Near' }] }
    expect(() => labelSelector(wrong)).toThrow(LabelSelectorError)
    expect(formatLabelSelector(wrong)).toBe('<error>')
  })

  it('the string form becomes an object', () => {
    expect(parseToLabelSelector('a=b,c in (d)')).toEqual({
      matchLabels: { a: 'b' },
      matchExpressions: [{ key: 'c', operator: 'In', values: ['d'] }],
    })
  })

  it('a Service selects Pods by plain equality', () => {
    expect(labelsContain({ app: 'web', x: 'y' }, { app: 'web' })).toBe(true)
    expect(labelsContain({}, { toString: 'x' })).toBe(false)
  })
})
