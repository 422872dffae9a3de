/** Edits of parameter expansion: `#`, `%`, `/`, `^`, `@Q`. */
import { longestFrom, matches, prefixLength, suffixStart } from './pattern.ts'

export function removed(value: string, operator: string, pattern: string, extended: boolean): string {
  const longest = operator.length === 2
  if (operator.startsWith('#')) {
    const length = prefixLength(pattern, value, longest, extended)
    return length < 0 ? value : value.slice(length)
  }
  const start = suffixStart(pattern, value, longest, extended)
  return start < 0 ? value : value.slice(0, start)
}

export function replaced(value: string, operator: string, pattern: string, by: string, extended: boolean): string {
  if (pattern === '') return operator === '/#' ? by + value : operator === '/%' ? value + by : value
  if (operator === '/#') {
    const length = prefixLength(pattern, value, true, extended)
    return length < 0 ? value : by + value.slice(length)
  }
  if (operator === '/%') {
    const start = suffixStart(pattern, value, true, extended)
    return start < 0 ? value : value.slice(0, start) + by
  }
  let out = ''
  let at = 0
  while (at <= value.length) {
    const end = longestFrom(pattern, value, at, extended)
    if (end > at || (end === at && at === value.length && value === '')) {
      out += by
      at = end
      if (operator === '/') return out + value.slice(at)
      if (at === value.length) break
    } else {
      out += value[at] ?? ''
      at++
    }
  }
  return out
}

export function changedCase(value: string, operator: string, pattern: string): string {
  const upper = operator.startsWith('^')
  const change = (char: string): string => {
    if (!matches(pattern, char)) return char
    return upper ? char.replace(/[a-z]/, (c) => c.toUpperCase()) : char.replace(/[A-Z]/, (c) => c.toLowerCase())
  }
  if (operator.length === 1) return value === '' ? '' : change(value[0] as string) + value.slice(1)
  return [...value].map(change).join('')
}

/** `${x@Q}` and its like. */
export function transformed(value: string, operator: string): string {
  switch (operator) {
    case 'Q':
      return quoted(value)
    case 'U':
      return value.replace(/[a-z]/g, (c) => c.toUpperCase())
    case 'L':
      return value.replace(/[A-Z]/g, (c) => c.toLowerCase())
    case 'u':
      return changedCase(value, '^', '?')
    case 'E':
      return value.replace(/\\([nt\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\'))
    default:
      return value
  }
}

/** In quotes that a shell reads back. */
export function quoted(value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters need $'…'
  if (/[\x00-\x1f\x7f]/.test(value)) {
    const inner = value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')
    return `$'${inner}'`
  }
  return `'${value.replace(/'/g, "'\\''")}'`
}

/** In quotes as dash and ash write them: single ones, and those in the text between double ones. */
export function plainlyQuoted(value: string): string {
  let out = ''
  let at = 0
  do {
    const end = value.indexOf("'", at)
    const stop = end < 0 ? value.length : end
    out += `'${value.slice(at, stop)}'`
    at = stop
    while (value[at] === "'") at++
    if (at > stop) out += `"${value.slice(stop, at)}"`
  } while (at < value.length)
  return out
}
