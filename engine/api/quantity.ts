/**
 * Resource quantities (`100m`, `1.5Gi`, `12e6`): an exact fixed-point number that remembers the family of suffix it was written with.
 * Source of the rules: apimachinery pkg/api/resource. Arithmetic stands in quantitymath.ts, hot-path numbers in quantityvalue.ts.
 */

/** How a quantity prints: `1e3`, `1Ki` or `1k`. The empty format (a quantity never set) prints with an exponent. */
export type QuantityFormat = 'DecimalExponent' | 'BinarySI' | 'DecimalSI' | ''

/** `digits × 10^scale`; immutable. */
export interface Quantity {
  readonly digits: bigint
  readonly scale: number
  readonly format: QuantityFormat
  /** The text it was parsed from when that is kept as its printed form, else ''. */
  readonly text: string
}

/** Thrown by `parseQuantity`; the message is apimachinery's. */
export class QuantityError extends Error {}

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const SUFFIX_WRONG = "unable to parse quantity's suffix"

/** The finest scale a quantity keeps; what is finer rounds away from zero to it. */
const NANO = -9
/** Decimal digits that always fit a signed 64-bit integer. */
const SAFE_DIGITS = 18
/** Binary quantities are capped here: the largest signed 64-bit integer. */
export const MAX_INT64 = 9223372036854775807n
/** Beyond this many places numbers are no longer written out, so that `1e999999999` cannot eat the memory. */
const MAX_PLACES = 4096

const SYNTAX = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/

const DECIMAL_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
])
const BINARY_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
])
const DECIMAL_SUFFIXES = new Map([...DECIMAL_EXPONENTS].map(([suffix, exponent]) => [exponent, suffix]))
const BINARY_SUFFIXES = new Map([...BINARY_EXPONENTS].map(([suffix, exponent]) => [exponent, suffix]))

/** A quantity of a whole number, printed in `format`. */
export function quantityOf(value: bigint | number, format: QuantityFormat, scale = 0): Quantity {
  return { digits: BigInt(value), scale, format, text: '' }
}

export const ZERO_QUANTITY: Quantity = quantityOf(0, '')

/** `10^places` as an exact integer; `places` is at least 0. */
export function powerOfTen(places: number): bigint {
  return 10n ** BigInt(Math.min(places, MAX_PLACES))
}

/** Quotient rounded away from zero. */
export function divideAwayFromZero(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  if (quotient * divisor === dividend) return quotient
  return dividend > 0n ? quotient + 1n : quotient - 1n
}

interface Suffix {
  base: 2 | 10
  exponent: number
  format: QuantityFormat
}

function readSuffix(suffix: string): Suffix {
  const decimal = DECIMAL_EXPONENTS.get(suffix)
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' }
  const binary = BINARY_EXPONENTS.get(suffix)
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' }
  if (/^[eE][-+]?[0-9]+$/.test(suffix)) {
    const exponent = BigInt(suffix.slice(1).replace('+', ''))
    if (BigInt.asIntN(64, exponent) === exponent) {
      return { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: 'DecimalExponent' }
    }
  }
  throw new QuantityError(SUFFIX_WRONG)
}

/**
 * Reads a quantity.
 * @throws QuantityError with apimachinery's message when `text` is not one.
 */
export function parseQuantity(text: string): Quantity {
  if (text === '0') return { digits: 0n, scale: 0, format: 'DecimalSI', text }
  const match = text === '' ? null : SYNTAX.exec(text)
  if (match === null) throw new QuantityError(FORMAT_WRONG)
  const sign = match[1] === '-' ? -1n : 1n
  const whole = match[2] || '0'
  const fraction = match[3] ?? ''
  const suffix = readSuffix(match[4] ?? '')
  if (suffix.base === 2 && fraction === '') return parseBinary(text, sign, whole, suffix)
  if (suffix.base === 10) return parseDecimal(text, sign, whole, fraction, suffix)
  const digits = BigInt(whole + fraction) << BigInt(suffix.exponent)
  return rounded(sign, digits, -fraction.length, 'BinarySI')
}

/** Whole numbers with a binary suffix; the text is kept where it is already the canonical one. */
function parseBinary(text: string, sign: bigint, whole: string, suffix: Suffix): Quantity {
  const value = BigInt(whole)
  const digits = value << BigInt(suffix.exponent)
  const precision = 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1
  if (precision < 0) return rounded(sign, digits, 0, 'BinarySI')
  return { digits: sign * digits, scale: 0, format: 'BinarySI', text: (value & 7n) === 0n ? '' : text }
}

function parseDecimal(text: string, sign: bigint, whole: string, fraction: string, suffix: Suffix): Quantity {
  const written = whole + fraction
  const scale = suffix.exponent - fraction.length
  const digits = BigInt(written)
  if (written.length > SAFE_DIGITS || scale < NANO) return rounded(sign, digits, scale, suffix.format)
  const canonical = scale % 3 === 0 && !written.endsWith('000') && !written.startsWith('0')
  return { digits: sign * digits, scale, format: suffix.format, text: canonical ? text : '' }
}

/** The slow path of parsing: nano precision rounded away from zero, binary values capped, binary fractions turned decimal. */
function rounded(sign: bigint, digits: bigint, scale: number, format: QuantityFormat): Quantity {
  if (digits === 0n) return { digits, scale: 0, format, text: '' }
  if (scale > MAX_PLACES) return { digits: sign * digits, scale, format, text: '' }
  const nanos = scale < NANO ? divideAwayFromZero(digits, powerOfTen(NANO - scale)) : digits * powerOfTen(scale - NANO)
  if (format === 'BinarySI' && nanos > MAX_INT64 * 1000000000n) {
    return { digits: sign * MAX_INT64, scale: 0, format, text: '' }
  }
  const small = format === 'BinarySI' && nanos < 1000000000n
  return { digits: sign * nanos, scale: NANO, format: small ? 'DecimalSI' : format, text: '' }
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== '') return quantity.text
  if (quantity.digits === 0n) return '0'
  if (quantity.format === 'BinarySI') {
    const whole = wholeNumber(quantity)
    if (whole !== undefined && (whole <= -1024n || whole >= 1024n)) return formatBinary(whole)
    return formatDecimal(quantity, 'DecimalSI')
  }
  return formatDecimal(quantity, quantity.format)
}

/** Parses and prints; what the API server stores for a quantity a client wrote. Numbers are read as they print. */
export function canonicalQuantity(text: string | number): string {
  return formatQuantity(parseQuantity(String(text)))
}

/** The exact whole number, or undefined when there is a fraction (or the number is too long to write out). */
function wholeNumber({ digits, scale }: Quantity): bigint | undefined {
  if (scale > MAX_PLACES) return undefined
  if (scale >= 0) return digits * powerOfTen(scale)
  const divisor = powerOfTen(-scale)
  return digits % divisor === 0n ? digits / divisor : undefined
}

function formatBinary(value: bigint): string {
  let amount = value
  let exponent = 0
  while (amount % 1024n === 0n) {
    amount /= 1024n
    exponent += 10
  }
  return `${amount}${BINARY_SUFFIXES.get(exponent) ?? ''}`
}

/** Mantissa and exponent with the exponent a multiple of three. An exponent without a suffix is dropped, as upstream does. */
function formatDecimal(quantity: Quantity, format: QuantityFormat): string {
  let amount = quantity.digits
  let exponent = quantity.scale
  while (amount % 10n === 0n) {
    amount /= 10n
    exponent++
  }
  while (exponent % 3 !== 0) {
    amount *= 10n
    exponent--
  }
  if (format === 'DecimalSI') return `${amount}${DECIMAL_SUFFIXES.get(exponent) ?? ''}`
  return exponent === 0 ? `${amount}` : `${amount}e${exponent}`
}
