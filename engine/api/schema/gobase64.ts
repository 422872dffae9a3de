/** Go's standard base64 decoding, as far as a stored byte field shows it: the offset of an error, the canonical text. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CANONICAL = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** The canonical base64 of the bytes that `text` encodes, or the byte offset at which Go's decoder refuses it. */
export function canonicalBase64(text: string): string | number {
  if (CANONICAL.test(text)) return text
  const out: string[] = []
  let at = 0
  while (at < text.length) {
    const quantum: number[] = []
    while (quantum.length < 4) {
      if (at === text.length) {
        if (quantum.length > 0) return at - quantum.length
        return out.join('')
      }
      const character = text.charAt(at++)
      if (character === '\n' || character === '\r') continue
      const value = ALPHABET.indexOf(character)
      if (value >= 0) quantum.push(value)
      else if (character !== '=') return at - 1
      else return finish(text, at, quantum, out)
    }
    out.push(quantum.map((value) => ALPHABET.charAt(value)).join(''))
  }
  return out.join('')
}

/** The last quantum, whose first `=` ends just before `at`. */
function finish(text: string, at: number, quantum: readonly number[], out: readonly string[]): string | number {
  if (quantum.length < 2) return at - 1
  let next = skipLineEnds(text, at)
  if (quantum.length === 2) {
    if (next === text.length) return text.length
    if (text.charAt(next) !== '=') return next - 1
    next++
  }
  next = skipLineEnds(text, next)
  if (next < text.length) return next
  const [first = 0, second = 0, third = 0] = quantum
  const tail = quantum.length === 2 ? [first, second & 0x30] : [first, second, third & 0x3c]
  const padding = quantum.length === 2 ? '==' : '='
  return out.join('') + tail.map((value) => ALPHABET.charAt(value)).join('') + padding
}

function skipLineEnds(text: string, from: number): number {
  let at = from
  while (text.charAt(at) === '\n' || text.charAt(at) === '\r') at++
  return at
}
