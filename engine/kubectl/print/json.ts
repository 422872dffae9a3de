/** JSON as Go's encoding/json writes it: keys sorted, `<`, `>`, `&` escaped. */
import { isObject } from '../base/json.ts'

const HTML = /[<>&\u2028\u2029]/g
const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A text as Go quotes it in JSON. */
export function jsonText(value: string, html = true): string {
  const out = JSON.stringify(value)
    .replaceAll('\\b', '\\b')
    .replace(/\u007f/g, '\u007f')
  return html ? out.replace(HTML, code) : out
}

/** In one line, without spaces. */
export function compactJson(value: unknown, html = true): string {
  if (typeof value === 'string') return jsonText(value, html)
  if (Array.isArray(value)) return `[${value.map((item) => compactJson(item, html)).join(',')}]`
  if (!isObject(value)) return String(value ?? null)
  const pairs = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${jsonText(key, html)}:${compactJson(value[key], html)}`)
  return `{${pairs.join(',')}}`
}

/** As `-o json` prints: indented by four, no newline at the end. */
export function indentedJson(value: unknown, indent = ''): string {
  const inner = `${indent}    `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((item) => inner + indentedJson(item, inner)).join(',\n')}\n${indent}]`
  }
  if (!isObject(value)) return compactJson(value)
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
  if (keys.length === 0) return '{}'
  return `{\n${keys.map((key) => `${inner}${jsonText(key)}: ${indentedJson(value[key], inner)}`).join(',\n')}\n${indent}}`
}
