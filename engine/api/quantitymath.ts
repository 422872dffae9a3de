/** Exact arithmetic on quantities. Every function returns a new quantity. Source: apimachinery pkg/api/resource. */
import { divideAwayFromZero, MAX_INT64, powerOfTen, type Quantity } from './quantity.ts'

/** Scales further apart than this are not written out: the smaller operand cannot matter to any budget of a cluster. */
const MAX_ALIGNMENT = 4096

function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value
}

/** Both digits at the finer of the two scales. */
function align(x: Quantity, y: Quantity): [bigint, bigint, number] {
  if (x.digits === 0n) return [0n, y.digits, y.scale]
  if (y.digits === 0n || x.scale === y.scale) return [x.digits, y.digits, x.scale]
  if (x.scale - y.scale > MAX_ALIGNMENT) return [x.digits, 0n, x.scale]
  if (y.scale - x.scale > MAX_ALIGNMENT) return [0n, y.digits, y.scale]
  if (x.scale > y.scale) return [x.digits * powerOfTen(x.scale - y.scale), y.digits, y.scale]
  return [x.digits, y.digits * powerOfTen(y.scale - x.scale), x.scale]
}

/** -1, 0 or 1. */
export function compareQuantities(x: Quantity, y: Quantity): -1 | 0 | 1 {
  const [a, b] = align(x, y)
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** -1, 0 or 1. */
export function quantitySign(quantity: Quantity): -1 | 0 | 1 {
  if (quantity.digits === 0n) return 0
  return quantity.digits < 0n ? -1 : 1
}

/** `x + y`; a zero `x` takes over the format of `y`. */
export function addQuantities(x: Quantity, y: Quantity): Quantity {
  const [a, b, scale] = align(x, y)
  return { digits: a + b, scale, format: x.digits === 0n ? y.format : x.format, text: '' }
}

/** `x - y`; a zero `x` takes over the format of `y`. */
export function subtractQuantities(x: Quantity, y: Quantity): Quantity {
  return addQuantities(x, negateQuantity(y))
}

export function negateQuantity(quantity: Quantity): Quantity {
  return { ...quantity, digits: -quantity.digits, text: '' }
}

/** `x × factor`, exact; `fits` is false when the product's digits leave a signed 64-bit integer. */
export function multiplyQuantity(quantity: Quantity, factor: bigint): { product: Quantity; fits: boolean } {
  let { digits, scale } = quantity
  while (scale < 0 && digits % 10n === 0n && digits !== 0n) {
    digits /= 10n
    scale++
  }
  digits *= factor
  return { product: { digits, scale, format: quantity.format, text: '' }, fits: fitsInt64(digits) }
}

/** Rounded away from zero to multiples of `10^scale`; `exact` tells whether nothing was lost. */
export function roundUpQuantity(quantity: Quantity, scale: number): { rounded: Quantity; exact: boolean } {
  if (quantity.scale >= scale) return { rounded: quantity, exact: true }
  const divisor = powerOfTen(scale - quantity.scale)
  const digits = divideAwayFromZero(quantity.digits, divisor)
  const rounded: Quantity = { digits, scale, format: quantity.format, text: '' }
  return { rounded, exact: digits * divisor === quantity.digits }
}

/** The quantity divided by `10^scale`, rounded away from zero, held within a signed 64-bit integer. */
export function scaledValue(quantity: Quantity, scale: number): bigint {
  const { digits } = quantity
  const places = quantity.scale - scale
  if (places < 0) return clampInt64(divideAwayFromZero(digits, powerOfTen(-places)))
  if (digits === 0n) return 0n
  return clampInt64(digits * powerOfTen(places))
}

function clampInt64(value: bigint): bigint {
  if (fitsInt64(value)) return value
  return value < 0n ? -MAX_INT64 - 1n : MAX_INT64
}

/** A double near the quantity, computed as upstream's quick way does (digits times a power of ten). */
export function approximateFloat(quantity: Quantity): number {
  const base = Number(quantity.digits)
  return quantity.scale === 0 ? base : base * Number(`1e${quantity.scale}`)
}

/** The double nearest to the quantity; infinite when out of range. */
export function preciseFloat(quantity: Quantity): number {
  return Number(`${quantity.digits}e${quantity.scale}`)
}
