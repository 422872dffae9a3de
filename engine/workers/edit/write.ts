/** Values as YAML text, in the layout of the place they go to. */
import { isScalar, type Node, Scalar, stringify } from 'yaml'

/** Lines are never folded, and words that YAML 1.1 reads as something else are quoted. */
const STYLE = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const

const spaces = (count: number): string => ' '.repeat(count)

/** Whether it takes lines of its own below its key. */
const isBlock = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Array.isArray(value) ? value.length : Object.keys(value).length) > 0

/** A document of its own, with a newline at the end. */
export const documentText = (value: unknown): string => stringify(value, STYLE)

/** `key: value`, its further lines indented for a key in that column; no newline at the end. */
export function pairText(key: string, value: unknown, column: number): string {
  return indented(stringify({ [key]: value }, STYLE).trimEnd(), column)
}

/** `- value`, for a dash in that column. */
export function itemText(value: unknown, column: number): string {
  return indented(stringify([value], STYLE).trimEnd(), column)
}

/** What stands behind `key:` or `-`, with the space before it. @param column of the key or the dash */
export function valueText(value: unknown, column: number): string {
  const pair = stringify({ k: value }, STYLE).trimEnd()
  const text = indented(pair.slice(2), column)
  return isBlock(value) || text.startsWith(' ') ? text : ` ${text}`
}

/** A scalar in the place of another: in the same quotes if it is a text as well. */
export function scalarText(value: unknown, old: Node | null, column: number): string {
  if (typeof value === 'string' && isScalar(old) && !value.includes('\n')) {
    if (old.type === Scalar.QUOTE_DOUBLE) return JSON.stringify(value)
    if (old.type === Scalar.QUOTE_SINGLE && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`
  }
  return valueText(value, column).trimStart()
}

/** A value inside `{}` or `[]`: on one line. */
export function flowText(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value)
}

export const keyText = (key: string): string => stringify(key, STYLE).trimEnd()

// oxlint-disable-next-line no-control-regex -- characters that single quotes cannot hold
const isPrintable = (text: string): boolean => !/[\u0000-\u001f\u007f]/.test(text)

/** Every line but the first moved to the right; empty ones stay empty. */
function indented(text: string, by: number): string {
  return text.replace(/\n(?=[^\n])/g, `\n${spaces(by)}`)
}
