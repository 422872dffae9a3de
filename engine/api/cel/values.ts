/** JSON as CEL sees it: integers exact, names that CEL reserves escaped. Source: apiserver pkg/cel/common/values.go, escaping.go. */
import type { Structural } from '../custom/structural.ts'
import { memberSchema } from '../custom/structural.ts'

const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)
const ESCAPES: Readonly<Record<string, string>> = { '.': '__dot__', '-': '__dash__', '/': '__slash__' }

/** How a property is written in an expression: `__namespace__`, `x__dash__y`. */
export function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`
  if (!/[.\-/]|__/.test(name)) return name
  return name.replace(/__|[.\-/]/g, (part) => (part === '__' ? '__underscores__' : (ESCAPES[part] ?? part)))
}

/** A value for CEL: whole numbers of integer fields become BigInt; of fields without a schema, all whole numbers do. */
export function celValue(value: unknown, schema?: Structural): unknown {
  if (typeof value === 'number') return isWhole(value, schema) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items))
  if (typeof value !== 'object' || value === null) return value ?? null
  const out: Record<string, unknown> = {}
  const isStruct = schema?.properties !== undefined
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue
    const member = schema === undefined ? undefined : memberSchema(schema, name)
    const key = isStruct ? escapedName(name) : name
    Object.defineProperty(out, key, {
      value: celValue(item, member === true ? undefined : member),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return out
}

const isWhole = (value: number, schema: Structural | undefined) =>
  Number.isInteger(value) && (schema?.type === undefined || schema.type === 'integer')

/** What an expression made, as JSON. */
export function jsonOfCel(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(jsonOfCel)
  if (typeof value !== 'object' || value === null) return value
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([name, item]) => [String(name), jsonOfCel(item)]))
}
