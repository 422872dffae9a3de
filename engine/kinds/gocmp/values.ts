/** Single values in go-cmp's notation. Source: go-cmp's report_reflect.go FormatValue. */
import { goQuote, isPrintable } from '../../api/goquote.ts'
import { formatQuantity } from '../../api/quantity.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Mark, Text, TextRecord } from './text.ts'
import type { GoType } from './types.ts'

type Json = Record<string, unknown>

export const NIL = 'nil'
export const DOTS = '...'

/** How much is shown: 0 is nothing inside, each step more lets in twice as many parts. */
export interface Style {
  verbosity: number
  /** auto: structs, slices and maps say their type unless both sides agree on them. */
  types: 'auto' | 'elide'
  mode: 'both' | 'same' | Mark
}

/** Parts shown of a value at this verbosity. */
const limit = (verbosity: number): number => ((1 << Math.max(verbosity, 0)) >> 1) << 2

export function isZero(type: GoType, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true
  if (type.kind === 'struct') {
    return type.fields().every(({ json, type: of }) => isZero(of, json === '' ? value : (value as Json)[json]))
  }
  return (type.kind === 'slice' || type.kind === 'map') && Object.keys(value as object).length === 0
}

export function formatValue(type: GoType, value: unknown, style: Style): Text {
  if (type.kind === 'pointer') return formatPointer(type.of, value, style)
  if (type.kind === 'string' || type.kind === 'time') return formatString(String(value ?? ''), style.verbosity)
  if (type.kind === 'number') return String(value ?? 0)
  if (type.kind === 'boolean') return String(value ?? false)
  if (type.kind === 'quantity') return formatAmount(String(value ?? '0'), style)
  if (type.kind === 'intOrString') return formatIntOrString(value, style)
  if (type.kind !== 'struct' && isZero(type, value)) return NIL
  return typed(type, wrap(partsOf(type, value, style)), style)
}

function formatPointer(of: GoType, value: unknown, style: Style): Text {
  if (value === undefined || value === null) return NIL
  return { prefix: '&', value: formatValue(of, value, style), suffix: '' }
}

export const wrap = (records: TextRecord[]): Text => ({ prefix: '{', value: records, suffix: '}' })

/** The type's name in front, where the style wants it. */
export function typed(type: GoType, text: Text, { types, mode }: Style): Text {
  const isWhole = type.kind === 'struct' || type.kind === 'slice' || type.kind === 'map'
  if (types === 'elide' || mode === 'same' || text === NIL || !isWhole) return text
  return { prefix: type.name, value: text, suffix: '' }
}

function partsOf(type: GoType, value: unknown, style: Style): TextRecord[] {
  const inner: Style = { ...style, verbosity: style.verbosity - 1 }
  const most = limit(style.verbosity)
  if (type.kind === 'struct') {
    const read = (json: string) => (json === '' ? value : (value as Json | undefined)?.[json])
    const fields = type.fields().filter(({ json, type: of }) => !isZero(of, read(json)))
    return cut(most, fields, ({ name, json, type: of }) => ({
      key: name,
      value: formatValue(of, read(json), { ...inner, types: 'auto' }),
    }))
  }
  const elided: Style = { ...inner, types: 'elide' }
  if (type.kind === 'map') {
    const map = value as Json
    return cut(most, Object.keys(map).sort(), (key) => ({
      key: mapKey(type.name, key),
      value: formatValue(type.of, map[key], elided),
    }))
  }
  if (type.kind !== 'slice') return []
  return cut(most, value as unknown[], (item) => ({ value: formatValue(type.of, item, elided) }))
}

/** Resource names have a String method, which go-cmp marks with an `s`. */
export const mapKey = (type: string, key: string): string =>
  type === 'core.ResourceList' ? `s${quoted(key)}` : quoted(key)

function cut<Part>(most: number, parts: readonly Part[], format: (part: Part) => TextRecord): TextRecord[] {
  const records = parts.slice(0, most).map(format)
  return parts.length > most ? [...records, { value: DOTS, comment: '' }] : records
}

function formatString(text: string, verbosity: number): string {
  const most = (1 << Math.max(verbosity, 0)) << 5
  return text.length > most + DOTS.length ? quoted(text.slice(0, most)) + DOTS : quoted(text)
}

/** In back quotes where that spares escapes. */
function quoted(text: string): string {
  const plain = goQuote(text)
  if (plain.length === text.length + 2) return plain
  return text.includes('`') || text.includes('\n') || !isPrintable(text.replaceAll('\t', '')) ? plain : `\`${text}\``
}

function formatAmount(text: string, style: Style): Text {
  const amount = quantity(text)
  const inner = limit(style.verbosity - 1) > 0
  const scale = amount.scale === 0 ? '' : `, scale: ${amount.scale}`
  const prefix = style.mode === 'same' ? '' : 'resource.int64Amount'
  const number = inner ? `${prefix}{value: ${amount.digits}${scale}}` : `${prefix}{...}`
  const records: TextRecord[] = []
  if (amount.digits !== 0n) records.push({ key: 'i', value: number })
  records.push({ key: 's', value: goQuote(formatQuantity(amount)) }, { key: 'Format', value: goQuote(amount.format) })
  return style.types === 'elide' || style.mode === 'same'
    ? wrap(records)
    : { prefix: 'resource.Quantity', value: wrap(records), suffix: '' }
}

function formatIntOrString(value: unknown, style: Style): Text {
  const isText = typeof value === 'string'
  const records: TextRecord[] = isText
    ? [
        { key: 'Type', value: '1' },
        { key: 'StrVal', value: goQuote(value) },
      ]
    : value
      ? [{ key: 'IntVal', value: String(value) }]
      : []
  return style.types === 'elide' || style.mode === 'same'
    ? wrap(records)
    : { prefix: 'intstr.IntOrString', value: wrap(records), suffix: '' }
}
