import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalQuantity, formatQuantity, parseQuantity, QuantityError } from './quantity.ts'
import { addQuantities, compareQuantities, negateQuantity, scaledValue, subtractQuantities } from './quantitymath.ts'
import { milliValue, value } from './quantityvalue.ts'

const suffixes = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'E-2']
const texts = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.nat(10_000), fc.option(fc.nat(9999)), fc.constantFrom(...suffixes))
  .map(([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`)

describe('quantities', () => {
  it.each([
    ['1500m', '1500m'],
    ['0.25', '250m'],
    ['1.5Gi', '1536Mi'],
    ['2048', '2048'],
    ['2000000', '2M'],
    ['1024Ki', '1Mi'],
    ['0.1n', '1n'],
    ['16Ei', '9223372036854775807'],
    ['12e6', '12e6'],
  ])('%s prints as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical)
  })

  it.each(['', '1 Gi', '1gb', 'one', '1.2.3', '--1', '0x10', '1e', '5ki'])('%j is none', (text) => {
    expect(() => parseQuantity(text)).toThrow(QuantityError)
  })

  it('a printed quantity reads as itself and prints the same', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const quantity = parseQuantity(text)
        const printed = formatQuantity({ ...quantity, text: '' })
        expect(compareQuantities(parseQuantity(printed), quantity)).toBe(0)
        expect(formatQuantity({ ...parseQuantity(printed), text: '' })).toBe(printed)
      }),
    )
  })

  it('sums and differences undo each other exactly', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [x, y] = [parseQuantity(a), parseQuantity(b)]
        expect(compareQuantities(subtractQuantities(addQuantities(x, y), y), x)).toBe(0)
        expect(compareQuantities(addQuantities(x, negateQuantity(x)), parseQuantity('0'))).toBe(0)
      }),
    )
  })

  it('numbers round away from zero', () => {
    expect([milliValue('100m'), milliValue('2'), milliValue('1.0001')]).toEqual([100, 2000, 1001])
    expect([value('1Ki'), value('100m'), value('-100m')]).toEqual([1024, 1, -1])
  })

  it('an absurd exponent costs neither time nor memory', () => {
    const huge = parseQuantity('1e999999999')
    expect(scaledValue(huge, 0)).toBe(9223372036854775807n)
    expect(compareQuantities(huge, parseQuantity('1'))).toBe(1)
    expect(formatQuantity(huge)).toBe('1e999999999')
  })
})
