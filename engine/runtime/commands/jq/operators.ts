/** jq's arithmetic and its @formats. */
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import { fromBase64, toBase64 } from '../digestcommands.ts'
import { compare, fail, isObject, type JqObject, numberText, shown, toJson, typeOf, type Value } from './value.ts'

const MOST_TEXT = 10_000_000

export function arithmetic(sign: string, a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return numbers(sign, a, b)
  if (sign === '+') return sum(a, b)
  if (sign === '-' && Array.isArray(a) && Array.isArray(b))
    return a.filter((item) => !b.some((other) => compare(item, other) === 0))
  if (sign === '*') {
    if (isObject(a) && isObject(b)) return merged(a, b)
    const [text, times] = typeof a === 'string' ? [a, b] : [b, a]
    if (typeof text === 'string' && typeof times === 'number') return repeated(text, times)
  }
  if (sign === '/' && typeof a === 'string' && typeof b === 'string') return splitText(a, b)
  const words: Record<string, string> = {
    '+': 'added',
    '-': 'subtracted',
    '*': 'multiplied',
    '/': 'divided',
    '%': 'divided',
  }
  return fail(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be ${words[sign]}`)
}

function numbers(sign: string, a: number, b: number): Value {
  switch (sign) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return b === 0 ? byZero(a, b) : a / b
    default: {
      const [left, right] = [Math.trunc(a), Math.trunc(b)]
      return right === 0 ? byZero(a, b) : left % Math.abs(right)
    }
  }
}

const byZero = (a: number, b: number): never =>
  fail(`number (${numberText(a)}) and number (${numberText(b)}) cannot be divided because the divisor is zero`)

function sum(a: Value, b: Value): Value {
  if (a === null) return b
  if (b === null) return a
  if (typeof a === 'string' && typeof b === 'string') {
    return a.length + b.length > MOST_TEXT ? fail('the text is too long') : a + b
  }
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
  if (isObject(a) && isObject(b)) return new Map([...a, ...b])
  return fail(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be added`)
}

function merged(a: JqObject, b: JqObject): JqObject {
  const result = new Map(a)
  for (const [key, value] of b) {
    const old = result.get(key)
    result.set(key, old !== undefined && isObject(old) && isObject(value) ? merged(old, value) : value)
  }
  return result
}

function repeated(text: string, times: number): Value {
  if (times <= 0) return null
  return text.length * times > MOST_TEXT
    ? fail('Repeat string result too long')
    : text.repeat(Math.max(1, Math.ceil(times)))
}

export const splitText = (text: string, by: string): Value[] =>
  text === '' ? [] : by === '' ? [...text] : text.split(by)

export const textOf = (value: Value): string => (typeof value === 'string' ? value : toJson(value))

export function formatted(format: string, value: Value): string {
  switch (format) {
    case 'text':
      return textOf(value)
    case 'json':
      return toJson(value)
    case 'csv':
      return row(value, 'csv', ',', (text) => `"${text.replaceAll('"', '""')}"`)
    case 'tsv':
      return row(value, 'tsv', '\t', (text) =>
        text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'),
      )
    case 'html':
      return textOf(value)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll("'", '&#39;')
        .replaceAll('"', '&quot;')
    case 'uri':
      return [...toBytes(textOf(value))]
        .map((char) =>
          /[A-Za-z0-9\-_.~]/.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join('')
    case 'sh':
      return (Array.isArray(value) ? value : [value]).map(shellQuoted).join(' ')
    case 'base64':
      return toBase64(toBytes(textOf(value)))
    case 'base64d': {
      const bytes = fromBase64(
        textOf(value)
          .replace(/=+$/, '')
          .padEnd(Math.ceil(textOf(value).replace(/=+$/, '').length / 4) * 4, '='),
      )
      return bytes === undefined
        ? fail(`${typeOf(value)} (${shown(value)}) is not valid base64 data`)
        : fromBytes(bytes)
    }
    default:
      return fail(`${format} is not a valid format`)
  }
}

function shellQuoted(value: Value): string {
  if (Array.isArray(value) || isObject(value)) fail(`${typeOf(value)} (${shown(value)}) can not be escaped for shell`)
  return typeof value === 'string' ? `'${value.replaceAll("'", "'\\''")}'` : toJson(value)
}

function row(value: Value, name: string, by: string, quote: (text: string) => string): string {
  if (!Array.isArray(value))
    return fail(`${typeOf(value)} (${shown(value)}) cannot be ${name}-formatted, only an array can be`)
  return value
    .map((item) => {
      if (Array.isArray(item) || isObject(item))
        return fail(`${typeOf(item)} (${shown(item)}) is not valid in a ${name} row`)
      return item === null ? '' : typeof item === 'string' ? quote(item) : toJson(item)
    })
    .join(by)
}
