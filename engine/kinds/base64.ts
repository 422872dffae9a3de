/** Base 64 of a text's UTF-8 bytes, and how many bytes a base 64 text stands for (RFC 4648, padded). */

import { fromArray } from '../core/bytes.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Encodes the UTF-8 bytes of a text. */
export function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3)
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const last = [bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63].map((n) => ALPHABET[n] as string)
    out += last[0] as string
    out += last[1] as string
    out += b === undefined ? '=' : (last[2] as string)
    out += c === undefined ? '=' : (last[3] as string)
  }
  return out
}

/** Bytes that a padded base 64 text decodes to. */
export function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - padding
}

/** The bytes, one character each (core/bytes); undefined when it is no base 64. */
export function bytesOfBase64(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return undefined
  return fromArray(decode(encoded))
}

/** The text whose UTF-8 bytes this is; undefined when it is no base 64. */
export function fromBase64(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return undefined
  return new TextDecoder().decode(decode(encoded))
}

function decode(encoded: string): Uint8Array {
  const bytes = new Uint8Array(decodedLength(encoded))
  let bits = 0
  let held = 0
  let at = 0
  for (const character of encoded.replace(/=+$/, '')) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[at++] = (bits >> held) & 0xff
  }
  return bytes
}
