/** Base64 without padding in the URL alphabet, of bytes-as-text (core/bytes) or of UTF-8 text. */
import { fromBytes, toBytes } from '../../core/bytes.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export const encodeBase64 = (text: string): string => encodeBytes(toBytes(text))

export function encodeBytes(bytes: string): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes.charCodeAt(at) << 16) | ((bytes.charCodeAt(at + 1) || 0) << 8) | (bytes.charCodeAt(at + 2) || 0)
    const digits = Math.min(4, bytes.length - at + 1)
    for (let digit = 0; digit < digits; digit++) out += ALPHABET[(bits >> (18 - digit * 6)) & 63]
  }
  return out
}

/** Reads both alphabets, padded or not; undefined for what is neither. */
export function decodeBase64(text: string): string | undefined {
  const bytes = decodeBytes(text)
  return bytes === undefined ? undefined : fromBytes(bytes)
}

export function decodeBytes(text: string): string | undefined {
  const plain = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  let bytes = ''
  let bits = 0
  let count = 0
  for (const character of plain) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return undefined
    bits = ((bits << 6) | value) & 0xffffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes += String.fromCharCode((bits >> count) & 255)
  }
  return bytes
}
