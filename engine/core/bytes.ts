/**
 * Bytes as text: what processes and files hold is a string with one character (0–255) a byte, so that `wc -c`, `cut -b`
 * and binary data are exact. Text becomes bytes where it comes in (manifests, terminals) and text again where it leaves.
 */

// oxlint-disable-next-line no-control-regex -- what is not ASCII is the question
const BEYOND_ASCII = /[^\x00-\x7f]/
/** Characters turned at once; String.fromCharCode takes its arguments on the stack. */
const SLICE = 8192

/** UTF-8 bytes of a text. */
export function toBytes(text: string): string {
  return BEYOND_ASCII.test(text) ? fromArray(new TextEncoder().encode(text)) : text
}

/** Text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function fromBytes(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(toArray(bytes)) : bytes
}

export function toArray(bytes: string): Uint8Array {
  const array = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i)
  return array
}

export function fromArray(array: Uint8Array): string {
  let text = ''
  for (let at = 0; at < array.length; at += SLICE) text += String.fromCharCode(...array.subarray(at, at + SLICE))
  return text
}
