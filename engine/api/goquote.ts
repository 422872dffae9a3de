/** Go's quoted strings (`%q`, strconv.Quote), which upstream's messages are full of. */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
])

/** What Go calls printable: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u
const SPECIAL = /[\\"]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu

/** Text in double quotes with Go's escapes. */
export function goQuote(text: string): string {
  return `"${text.replace(SPECIAL, (character) => ESCAPES.get(character) ?? escapeCodePoint(character))}"`
}

function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${hex(code, 2)}`
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0')
}

/** Whether Go's unicode.IsPrint holds for every character. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text)
}
