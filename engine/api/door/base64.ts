/** Base64 without padding in the URL alphabet, of UTF-8 text. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let out = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
    const bits = (a << 16) | (b << 8) | c
    const digits = Math.min(4, bytes.length - at + 1)
    for (let digit = 0; digit < digits; digit++) out += ALPHABET[(bits >> (18 - digit * 6)) & 63]
  }
  return out
}

/** Reads both alphabets, padded or not; undefined for what is neither. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const character of plain) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return undefined
    bits = ((bits << 6) | value) & 0xffffff
    count += 6
    if (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 255)
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
