/** Field selectors (`spec.nodeName=node-1,status.phase!=Running`). Source: apimachinery pkg/fields. */

/** Thrown for a selector that cannot be read; the message is apimachinery's. */
export class FieldSelectorError extends Error {}

export interface FieldTerm {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** All terms must hold; none selects everything. */
export type FieldSelector = readonly FieldTerm[]

/** Values of an object's selectable fields; a field not set reads as ''. */
export type FieldSet = Readonly<Record<string, string>>

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let position = 0; position < text.length; position++) {
    if (text[position] === '\\') position++
    else if (text[position] === ',') {
      terms.push(text.slice(start, position))
      start = position + 1
    }
  }
  return [...terms, text.slice(start)]
}

/** Reads a field selector; throws FieldSelectorError. */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text).filter((term) => term !== '')
  return terms.sort().map((term) => parseTerm(term, text))
}

function parseTerm(term: string, selector: string): FieldTerm {
  const match = /!=|==?/.exec(term)
  if (match === null) throw new FieldSelectorError(`invalid selector: '${selector}'; can't understand '${term}'`)
  const value = unescapeFieldValue(term.slice(match.index + match[0].length))
  return { field: term.slice(0, match.index), operator: match[0] === '!=' ? '!=' : '=', value }
}

/** Backslash, comma and equals sign with a backslash before them. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&')
}

/** Undoes `escapeFieldValue`; throws FieldSelectorError for what it never writes. */
export function unescapeFieldValue(text: string): string {
  let value = ''
  for (let position = 0; position < text.length; position++) {
    const character = text.charAt(position)
    if (character === ',' || character === '=') {
      const code = character.charCodeAt(0)
      throw new FieldSelectorError(`invalid field selector: unescaped character in value: ${code}`)
    }
    value += character === '\\' ? readEscape(text, ++position) : character
  }
  return value
}

function readEscape(text: string, position: number): string {
  const code = text.codePointAt(position)
  const character = code === undefined ? '' : String.fromCodePoint(code)
  if (character === '\\' || character === ',' || character === '=') return character
  throw new FieldSelectorError(`invalid field selector: invalid escape sequence: \\${character}`)
}

export function fieldSelectorMatches(selector: FieldSelector, fields: FieldSet): boolean {
  return selector.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='))
}

/** The only value of the field that the selector accepts, if it pins one. */
export function exactFieldMatch(selector: FieldSelector, field: string): string | undefined {
  return selector.find((term) => term.field === field && term.operator === '=')?.value
}

export function formatFieldSelector(selector: FieldSelector): string {
  return selector.map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`).join(',')
}
