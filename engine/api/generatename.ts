/** Names and uids the server makes up, from the acting actor's own stream. */
import type { Stream } from '../core/random.ts'

/** No vowels and no look-alikes (apimachinery util/rand). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const MAX_NAME = 63
const SUFFIX = 5

/** Five random characters, as upstream appends to generateName. */
export function randomSuffix(stream: Stream, length = SUFFIX): string {
  let out = ''
  for (let i = 0; i < length; i++) out += ALPHABET[stream.below(ALPHABET.length)]
  return out
}

/** apiserver names.SimpleNameGenerator: the base is cut so that the name fits 63 characters. */
export function generateName(base: string, stream: Stream): string {
  return base.slice(0, MAX_NAME - SUFFIX) + randomSuffix(stream)
}

/** All four-digit hexadecimal texts: looking two up is cheaper than printing and padding eight digits. */
const WORDS = Array.from({ length: 65536 }, (_, n) => n.toString(16).padStart(4, '0'))
const word = (n: number) => WORDS[n & 0xffff] as string

/** A version 4 UUID of 122 random bits. */
export function newUid(stream: Stream): string {
  const a = stream.bits()
  const b = stream.bits()
  const c = stream.bits()
  const d = stream.bits()
  const version = 0x4000 | (b & 0x0fff)
  const variant = 0x8000 | ((c >>> 16) & 0x3fff)
  const parts = [
    word(a >>> 16) + word(a),
    word(b >>> 16),
    word(version),
    word(variant),
    word(c) + word(d >>> 16) + word(d),
  ]
  // Joined, not concatenated: a rope of parts would weigh several times as much.
  return parts.join('-')
}
