/** Numbers with a point, as C's printf writes them. */

const MAX_DIGITS = 100

export function floatText(value: number, conversion: string, precision: number, flags: string): string {
  const digits = precision < 0 ? 6 : Math.min(precision, MAX_DIGITS)
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const size = Math.abs(value)
  if (!Number.isFinite(size)) return sign + (Number.isNaN(size) ? 'nan' : 'inf')
  const lower = conversion.toLowerCase()
  const text =
    lower === 'f'
      ? fixed(size, digits)
      : lower === 'e'
        ? exponential(size, digits)
        : general(size, digits, flags.includes('#'))
  return sign + (conversion === lower ? text : text.toUpperCase())
}

/** toFixed that does not turn to exponents for large numbers. */
function fixed(size: number, digits: number): string {
  const scaled = size * 10 ** digits
  const below = Math.floor(scaled)
  // Of two that are equally near C takes the even one, toFixed the larger.
  if (scaled - below === 0.5 && below % 2 === 0 && (below + 0.5) / 10 ** digits === size)
    return (below / 10 ** digits).toFixed(digits)
  if (size < 1e21) return size.toFixed(digits)
  return digits === 0 ? String(BigInt(size)) : `${BigInt(size)}.${'0'.repeat(digits)}`
}

function exponential(size: number, digits: number): string {
  const [mantissa = '', exponent = ''] = size.toExponential(digits).split('e')
  const n = Number(exponent)
  return `${mantissa}e${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`
}

function general(size: number, digits: number, keeps: boolean): string {
  const significant = digits === 0 ? 1 : digits
  if (size === 0) return '0'
  const exponent = Number(size.toExponential(significant - 1).split('e')[1])
  const plain = exponent >= -4 && exponent < significant
  const text = plain ? fixed(size, significant - 1 - exponent) : exponential(size, significant - 1)
  if (keeps || !text.includes('.')) return text
  return plain ? text.replace(/\.?0+$/, '') : text.replace(/\.?0+e/, 'e')
}

/** A number as awk prints it: whole ones without a point, others by a format like `%.6g`. */
export function numberText(value: number, format = '%.6g'): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value)
  const match = /^%([-+ #0]*)(?:\d+)?(?:\.(\d+))?([eEfFgG])$/.exec(format)
  return match === null
    ? floatText(value, 'g', 6, '')
    : floatText(value, match[3] as string, match[2] === undefined ? -1 : Number(match[2]), match[1] ?? '')
}
