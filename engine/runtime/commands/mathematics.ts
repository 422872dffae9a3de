/**
 * Functions of analysis by series and argument reduction: the hosts' own differ in their last bits, and a run must not
 * depend on the host. Good to about 15 digits, more than anything prints.
 */

const LN2 = 0.6931471805599453
const PI = 3.141592653589793

export function exponential(x: number): number {
  if (x > 709.8) return Number.POSITIVE_INFINITY
  if (x < -745) return 0
  const k = Math.round(x / LN2)
  const r = x - k * LN2
  let term = 1
  let sum = 1
  for (let n = 1; n < 20; n++) {
    term *= r / n
    sum += term
  }
  return sum * 2 ** k
}

export function logarithm(x: number): number {
  if (x < 0 || Number.isNaN(x)) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  let m = x
  let k = 0
  while (m > 1.5) {
    m /= 2
    k++
  }
  while (m < 0.75) {
    m *= 2
    k--
  }
  const y = (m - 1) / (m + 1)
  let power = y
  let sum = 0
  for (let n = 1; n < 60; n += 2) {
    sum += power / n
    power *= y * y
  }
  return 2 * sum + k * LN2
}

export function sine(x: number): number {
  const r = x - Math.round(x / (2 * PI)) * 2 * PI
  let term = r
  let sum = r
  for (let n = 1; n < 15; n++) {
    term *= (-r * r) / (2 * n * (2 * n + 1))
    sum += term
  }
  return sum
}

export const cosine = (x: number): number => sine(x + PI / 2)

function arctan(x: number): number {
  if (Math.abs(x) > 1) return Math.sign(x) * (PI / 2) - arctan(1 / x)
  // Halve the angle until the series is quick.
  let t = x
  let doublings = 0
  while (Math.abs(t) > 0.2) {
    t = t / (1 + Math.sqrt(1 + t * t))
    doublings++
  }
  let power = t
  let sum = 0
  for (let n = 1; n < 30; n += 2) {
    sum += ((n & 2) === 0 ? power : -power) / n
    power *= t * t
  }
  return sum * 2 ** doublings
}

export function arctangent(y: number, x: number): number {
  if (x > 0) return arctan(y / x)
  if (x < 0) return y >= 0 ? arctan(y / x) + PI : arctan(y / x) - PI
  return y > 0 ? PI / 2 : y < 0 ? -PI / 2 : 0
}
