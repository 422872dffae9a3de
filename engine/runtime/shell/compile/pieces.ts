/**
 * A word in progress is a list of pieces, each a text behind a letter that says how it came about: what is split into
 * fields and what is a pattern depends on it.
 */

/** Written as it stands, not quoted: pattern characters count, it is not split. */
export const LITERAL = 'L'
/** Quoted: none of it is special. */
export const QUOTED = 'Q'
/** An expansion outside quotes: split into fields, pattern characters count. */
export const EXPANDED = 'X'
/** Between the elements of "$@": the next one is another field. */
export const BREAK = 'B'

/** Source text outside quotes as pieces: what a backslash protects is quoted. */
export function literalPieces(text: string): string[] {
  const pieces: string[] = []
  let plain = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (char !== '\\') {
      plain += char
      continue
    }
    i++
    if (text[i] === '\n') continue
    if (plain !== '') pieces.push(LITERAL + plain)
    plain = ''
    pieces.push(QUOTED + (text[i] ?? '\\'))
  }
  if (plain !== '') pieces.push(LITERAL + plain)
  return pieces
}

export const PATTERN_CHARACTERS = /[*?[]/

/** A text in which no pattern character is one. */
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]()|!+@^-]/g, '\\$&')

export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
