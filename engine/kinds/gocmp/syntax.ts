/** Values in Go syntax (`%#v`), as servers of v1.32 print what a field error complains about. Source: Go's fmt. */
import { type Verbatim, verbatim } from '../../api/fielderror.ts'
import { goQuote } from '../../api/goquote.ts'
import { quantity } from '../../api/quantityvalue.ts'
import { type GoType, structOf } from './types.ts'

type Json = Record<string, unknown>

/** Where a pointer points is chance; this is as good as any. */
const ADDRESS = '0xc000000000'
const ZERO_TIME = 'time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)'

/** A value of a definition as a field error's bad value, e.g. `core.SecurityContext{Capabilities:(*core.Capabilities)(nil), …}`. */
export function goValue(definition: string, value: unknown): Verbatim {
  return verbatim(goSyntax(structOf(definition), value))
}

export function goSyntax(type: GoType, value: unknown): string {
  if (type.kind === 'struct') return structSyntax(type, value)
  if (type.kind === 'pointer') return pointerSyntax(type.of, value)
  if (type.kind === 'slice' || type.kind === 'map') return listSyntax(type, value)
  if (type.kind === 'string') return goQuote(String(value ?? ''))
  if (type.kind === 'time') return ZERO_TIME
  if (type.kind === 'quantity') return quantitySyntax(value)
  if (type.kind === 'intOrString') return intOrStringSyntax(value)
  return String(value ?? (type.kind === 'boolean' ? false : 0))
}

function structSyntax(type: GoType & { kind: 'struct' }, value: unknown): string {
  const read = (json: string) => (json === '' ? value : (value as Json | undefined)?.[json])
  return `${type.name}{${type
    .fields()
    .map(({ name, json, type: of }) => `${name}:${goSyntax(of, read(json))}`)
    .join(', ')}}`
}

function pointerSyntax(of: GoType, value: unknown): string {
  const isNil = value === undefined || value === null
  // Times print themselves, and a missing one prints as nothing does.
  if (of.kind === 'time') return isNil ? '<nil>' : ZERO_TIME
  return `(*${typeName(of)})(${isNil ? 'nil' : ADDRESS})`
}

const typeName = (type: GoType): string => (type.kind === 'pointer' ? `*${typeName(type.of)}` : type.name)

function listSyntax(type: GoType & { kind: 'slice' | 'map' }, value: unknown): string {
  if (value === undefined || value === null || Object.keys(value).length === 0) return `${type.name}(nil)`
  if (type.kind === 'slice')
    return `${type.name}{${(value as unknown[]).map((one) => goSyntax(type.of, one)).join(', ')}}`
  const map = value as Json
  const entries = Object.keys(map).sort()
  return `${type.name}{${entries.map((key) => `${goQuote(key)}:${goSyntax(type.of, map[key])}`).join(', ')}}`
}

function quantitySyntax(value: unknown): string {
  const amount = quantity(String(value ?? '0'))
  const i = `resource.int64Amount{value:${amount.digits}, scale:${amount.scale}}`
  const d = 'resource.infDecAmount{Dec:(*inf.Dec)(nil)}'
  return `resource.Quantity{i:${i}, d:${d}, s:${goQuote(amount.text)}, Format:${goQuote(amount.format)}}`
}

function intOrStringSyntax(value: unknown): string {
  const text = typeof value === 'string' ? value : ''
  const number = typeof value === 'number' ? value : 0
  return `intstr.IntOrString{Type:${typeof value === 'string' ? 1 : 0}, IntVal:${number}, StrVal:${goQuote(text)}}`
}
