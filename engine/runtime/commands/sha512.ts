/** sha512 of bytes, on integers of any size: slow, and what is summed here is small. */

const MASK = 0xffffffffffffffffn

/** First 64 bits of the fractional part of a root of a prime. */
function fraction(n: number, cube: boolean): bigint {
  const big = BigInt(n) << (cube ? 192n : 128n)
  let low = 0n
  let high = 1n << 72n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if ((cube ? middle * middle * middle : middle * middle) <= big) low = middle
    else high = middle
  }
  return low & MASK
}

interface Constants {
  readonly k: readonly bigint[]
  readonly h: readonly bigint[]
}

let made: Constants | undefined

/** Made when they are first asked for: few containers ever do. */
function constants(): Constants {
  if (made !== undefined) return made
  const primes: number[] = []
  for (let n = 2; primes.length < 80; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
  made = { k: primes.map((p) => fraction(p, true)), h: primes.slice(0, 8).map((p) => fraction(p, false)) }
  return made
}

const rotr = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & MASK

function padded(data: string): string {
  const zeros = (((-data.length - 17) % 128) + 128) % 128
  const bits = BigInt(data.length) * 8n
  const length = Array.from({ length: 16 }, (_, i) =>
    String.fromCharCode(Number((bits >> BigInt(8 * (15 - i))) & 255n)),
  )
  return `${data}\x80${'\0'.repeat(zeros)}${length.join('')}`
}

export function sha512(data: string): string {
  const { k: K, h: start } = constants()
  const h = [...start]
  const bytes = padded(data)
  for (let from = 0; from < bytes.length; from += 128) {
    const w: bigint[] = []
    for (let i = 0; i < 16; i++) {
      let word = 0n
      for (let j = 0; j < 8; j++) word = (word << 8n) | BigInt(bytes.charCodeAt(from + i * 8 + j))
      w.push(word)
    }
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15] as bigint
      const y = w[i - 2] as bigint
      const s0 = rotr(x, 1n) ^ rotr(x, 8n) ^ (x >> 7n)
      const s1 = rotr(y, 19n) ^ rotr(y, 61n) ^ (y >> 6n)
      w.push(((w[i - 16] as bigint) + s0 + (w[i - 7] as bigint) + s1) & MASK)
    }
    let [a, b, c, d, e, f, g, l] = h as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let i = 0; i < 80; i++) {
      const s1 = rotr(e, 14n) ^ rotr(e, 18n) ^ rotr(e, 41n)
      const t1 = l + s1 + ((e & f) ^ (~e & MASK & g)) + (K[i] as bigint) + (w[i] as bigint)
      const s0 = rotr(a, 28n) ^ rotr(a, 34n) ^ rotr(a, 39n)
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
      ;[l, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK]
    }
    for (const [i, v] of [a, b, c, d, e, f, g, l].entries()) h[i] = ((h[i] as bigint) + v) & MASK
  }
  return h.map((word) => word.toString(16).padStart(16, '0')).join('')
}
