/** SHA-256 and HMAC over bytes-as-text (core/bytes), for signatures that are the same everywhere. Source: FIPS 180-4, RFC 2104. */
import { fromArray, toArray } from './bytes.ts'

const BLOCK = 64

/** The first 32 bits of the fractional parts of roots of primes, as the standard has them. */
function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

/** floor(frac(root) · 2³²) by integer search, so that no host's Math decides it. */
function rootBits(prime: number, degree: 2 | 3): number {
  const power = BigInt(degree)
  const target = BigInt(prime) << (32n * power)
  let [low, high] = [0n, 1n << 40n]
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** power <= target) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn)
}

const K = primes(64).map((prime) => rootBits(prime, 3))
const START = primes(8).map((prime) => rootBits(prime, 2))

const rotate = (x: number, by: number) => (x >>> by) | (x << (32 - by))

/** The digest of a byte string, as a byte string of 32. */
export function sha256(bytes: string): string {
  const state = [...START]
  const data = padded(toArray(bytes))
  const words = new Array<number>(64).fill(0)
  for (let at = 0; at < data.length; at += BLOCK) compress(state, data, at, words)
  const out = new Uint8Array(32)
  for (const [i, word] of state.entries()) for (let b = 0; b < 4; b++) out[i * 4 + b] = word >>> (24 - b * 8)
  return fromArray(out)
}

function padded(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((data.length + 9) / BLOCK) * BLOCK)
  out.set(data)
  out[data.length] = 0x80
  const bits = data.length * 8
  for (let b = 0; b < 6; b++) out[out.length - 1 - b] = Math.floor(bits / 2 ** (8 * b)) & 255
  return out
}

function compress(state: number[], data: Uint8Array, at: number, w: number[]): void {
  const byte = (i: number) => data[at + i] as number
  const word = (i: number) => w[i] as number
  for (let i = 0; i < 16; i++) {
    w[i] = (byte(i * 4) << 24) | (byte(i * 4 + 1) << 16) | (byte(i * 4 + 2) << 8) | byte(i * 4 + 3)
  }
  for (let i = 16; i < 64; i++) {
    const [x, y] = [word(i - 15), word(i - 2)]
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)
    w[i] = (word(i - 16) + s0 + word(i - 7) + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + word(i)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as number) + value) | 0
}

/** HMAC-SHA-256 of a byte string under a key of bytes. */
export function hmacSha256(key: string, bytes: string): string {
  const block = toArray((key.length > BLOCK ? sha256(key) : key).padEnd(BLOCK, '\0'))
  const mixed = (with_: number) => fromArray(block.map((byte) => byte ^ with_))
  return sha256(mixed(0x5c) + sha256(mixed(0x36) + bytes))
}
