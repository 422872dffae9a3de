/** Byte lengths: Kubernetes' limits count bytes of UTF-8. */

/** Bytes of `text` in UTF-8; lone surrogates count as the replacement character. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let position = 0; position < text.length; position++) {
    const unit = text.charCodeAt(position)
    if (unit < 0x80) continue
    bytes += unit < 0x800 ? 1 : 2
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(position + 1))) position++
  }
  return bytes
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}
