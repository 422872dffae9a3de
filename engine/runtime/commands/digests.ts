/** md5, sha1 and sha256 of bytes. */

const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n))
const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n))

/** Blocks of 16 words with padding and length. */
function* blocks(data: string, littleEndian: boolean): Generator<Int32Array> {
  const length = data.length
  const total = Math.ceil((length + 9) / 64) * 64
  const at = (i: number): number => {
    if (i < length) return data.charCodeAt(i)
    if (i === length) return 0x80
    const place = i - (total - 8)
    if (place < 0) return 0
    const byte = littleEndian ? place : 7 - place
    return Math.floor((length * 8) / 256 ** byte) & 255
  }
  for (let from = 0; from < total; from += 64) {
    const words = new Int32Array(16)
    for (let i = 0; i < 64; i++) {
      const shift = littleEndian ? (i & 3) * 8 : 24 - (i & 3) * 8
      words[i >> 2] = (words[i >> 2] as number) | (at(from + i) << shift)
    }
    yield words
  }
}

const hex = (words: readonly number[], littleEndian: boolean): string =>
  words
    .map((w) =>
      [0, 1, 2, 3]
        .map((i) => ((w >>> (littleEndian ? i * 8 : 24 - i * 8)) & 255).toString(16).padStart(2, '0'))
        .join(''),
    )
    .join('')

/** First 32 bits of the fractional part of a root of a prime, by integers. */
function fraction(n: number, cube: boolean): number {
  const big = BigInt(n) << (cube ? 96n : 64n)
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (cube ? middle * middle * middle <= big : middle * middle <= big) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn) | 0
}

const PRIMES: number[] = []
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p !== 0)) PRIMES.push(n)
const K256 = PRIMES.map((p) => fraction(p, true))
const H256 = PRIMES.slice(0, 8).map((p) => fraction(p, false))

export function sha256(data: string): string {
  const h = [...H256]
  const w = new Int32Array(64)
  for (const block of blocks(data, false)) {
    w.set(block)
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15] as number
      const y = w[i - 2] as number
      w[i] =
        ((w[i - 16] as number) +
          (rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)) +
          (w[i - 7] as number) +
          (rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10))) |
        0
    }
    let [a, b, c, d, e, f, g, k] = h as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const t1 =
        (k + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + (K256[i] as number) + (w[i] as number)) |
        0
      const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      k = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    for (const [i, v] of [a, b, c, d, e, f, g, k].entries()) h[i] = ((h[i] as number) + v) | 0
  }
  return hex(h, false)
}

export function sha1(data: string): string {
  const h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const w = new Int32Array(80)
  for (const block of blocks(data, false)) {
    w.set(block)
    for (let i = 16; i < 80; i++)
      w[i] = rotl((w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number), 1)
    let [a, b, c, d, e] = h as [number, number, number, number, number]
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6]
      const t = (rotl(a, 5) + f + e + k + (w[i] as number)) | 0
      e = d
      d = c
      c = rotl(b, 30)
      b = a
      a = t
    }
    for (const [i, v] of [a, b, c, d, e].entries()) h[i] = ((h[i] as number) + v) | 0
  }
  return hex(h, false)
}

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
/** floor(2^32 × |sin(i + 1)|), as RFC 1321 prints them. */
const K5 = (
  'd76aa478e8c7b756242070dbc1bdceeef57c0faf4787c62aa8304613fd469501698098d88b44f7afffff5bb1895cd7be6b901122fd987193a679438e49b40821' +
  'f61e2562c040b340265e5a51e9b6c7aad62f105d02441453d8a1e681e7d3fbc821e1cde6c33707d6f4d50d87455a14eda9e3e905fcefa3f8676f02d98d2a4c8a' +
  'fffa39428771f6816d9d6122fde5380ca4beea444bdecfa9f6bb4b60bebfbc70289b7ec6eaa127fad4ef308504881d05d9d4d039e6db99e51fa27cf8c4ac5665' +
  'f4292244432aff97ab9423a7fc93a039655b59c38f0ccc92ffeff47d85845dd16fa87e4ffe2ce6e0a30143144e0811a1f7537e82bd3af2352ad7d2bbeb86d391'
).match(/.{8}/g) as string[]
const K5N = K5.map((text) => Number.parseInt(text, 16) | 0)

export function md5(data: string): string {
  const h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (const block of blocks(data, true)) {
    let [a, b, c, d] = h as [number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const f =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16
      const t = (a + f + (K5N[i] as number) + (block[g] as number)) | 0
      a = d
      d = c
      c = b
      b = (b + rotl(t, SHIFTS[round * 4 + (i & 3)] as number)) | 0
    }
    for (const [i, v] of [a, b, c, d].entries()) h[i] = ((h[i] as number) + v) | 0
  }
  return hex(h, true)
}
