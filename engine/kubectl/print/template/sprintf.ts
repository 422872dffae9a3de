/** Go's Printf verbs, as far as templates use them. */
import { goText } from '../gotext.ts'
import { jsonText } from '../json.ts'

export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0
  const out = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_all, flags: string, width, precision, verb) => {
      if (verb === '%') return '%'
      if (next >= args.length) return `%!${verb}(MISSING)`
      return pad(formatted(verb as string, args[next++], precision as string | undefined), flags, Number(width ?? 0))
    },
  )
  if (next >= args.length) return out
  return `${out}%!(EXTRA ${args
    .slice(next)
    .map((arg) => `${typeName(arg)}=${goText(arg)}`)
    .join(', ')})`
}

function formatted(verb: string, value: unknown, precision: string | undefined): string {
  switch (verb) {
    case 's':
      return typeof value === 'string'
        ? value.slice(0, precision === undefined ? undefined : Number(precision))
        : wrong(verb, value)
    case 'v':
      return goText(value)
    case 'q':
      return jsonText(String(value), false)
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? String(value) : wrong(verb, value)
    case 'f':
      return typeof value === 'number' ? value.toFixed(Number(precision ?? 6)) : wrong(verb, value)
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong(verb, value)
    case 'x':
      return typeof value === 'number'
        ? value.toString(16)
        : [...String(value)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')
    case 'T':
      return typeName(value)
    default:
      return wrong(verb, value)
  }
}

const wrong = (verb: string, value: unknown): string => `%!${verb}(${typeName(value)}=${goText(value)})`

function typeName(value: unknown): string {
  if (value === undefined || value === null) return '<nil>'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width)
  return text.padStart(width, flags.includes('0') ? '0' : ' ')
}
