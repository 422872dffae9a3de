/** Natural logarithms of small integers, the same bits in every JavaScript engine. Source of the method: FreeBSD's e_log.c. */

const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
const L = [
  6.666666666666735e-1, 3.999999999940942e-1, 2.857142874366239e-1, 2.222219843214978e-1, 1.818357216161805e-1,
  1.531383769920937e-1, 1.479819860511659e-1,
] as const
const HALF_SQRT2 = 0.7071067811865476

const known: number[] = []

/** ln of a positive integer. */
export function naturalLog(integer: number): number {
  known[integer] ??= compute(integer)
  return known[integer] as number
}

/** x = 2^k (1 + f) with 1 + f near 1; ln(1 + f) by a polynomial in f / (2 + f). */
function compute(x: number): number {
  let k = 0
  let m = x
  for (; m >= 1; m /= 2) k++
  if (m < HALF_SQRT2) {
    m *= 2
    k--
  }
  const f = m - 1
  const s = f / (2 + f)
  const s2 = s * s
  const s4 = s2 * s2
  const odd = s2 * (L[0] + s4 * (L[2] + s4 * (L[4] + s4 * L[6])))
  const even = s4 * (L[1] + s4 * (L[3] + s4 * L[5]))
  const half = 0.5 * f * f
  return k * LN2_HIGH - (half - (s * (half + odd + even) + k * LN2_LOW) - f)
}
