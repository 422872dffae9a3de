/** What is typed into a field of a form, as the value that the manifest gets. Pure. */
import type { FieldShape, FormField } from '../../../../engine/protocol/edit.ts'

export type Scalar = string | number | boolean

/** The value of a text, or why it is none. */
export type Read = { value: Scalar } | { wrong: string }

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+|E[+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/
const NUMERIC: ReadonlySet<FieldShape> = new Set(['integer', 'number'])

export function readValue(field: FormField, text: string): Read {
  const { shape, pattern } = field
  if (NUMERIC.has(shape)) return readNumber(field, text)
  if (shape === 'boolean') return { value: text === 'true' }
  if (shape === 'intOrString') return /^-?\d+$/.test(text) ? readNumber(field, text) : { value: text }
  if (shape === 'quantity') {
    if (!QUANTITY.test(text)) return { wrong: `${text || 'Nothing'} is no quantity. One reads like 250m, 2 or 128Mi.` }
    return { value: /^\d{1,15}$/.test(text) ? Number(text) : text }
  }
  if (pattern && !matches(pattern, text)) return { wrong: `It must match ${pattern}.` }
  return { value: text }
}

function readNumber({ name, shape, minimum, maximum }: FormField, text: string): Read {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) return { wrong: `${name} is a number.` }
  if (shape !== 'number' && !Number.isInteger(value)) return { wrong: `${name} is a whole number.` }
  if (minimum !== undefined && value < minimum) return { wrong: `${name} is at least ${minimum}.` }
  if (maximum !== undefined && value > maximum) return { wrong: `${name} is at most ${maximum}.` }
  return { value }
}

/** A pattern comes from a schema that a person wrote: one the browser cannot read asks for nothing here. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

/** `1 to 65535`, `at least 0`, in the unit that is counted. */
export function limitWords({ minimum, maximum, unit }: FormField): string {
  const limits =
    minimum !== undefined && maximum !== undefined
      ? `${minimum} to ${maximum}`
      : minimum !== undefined
        ? `at least ${minimum}`
        : maximum !== undefined
          ? `at most ${maximum}`
          : ''
  const counted = unit === 'bytes' ? 'bytes (Mi, Gi)' : unit === 'CPU' ? 'CPUs (1000m is one)' : (unit ?? '')
  return [limits, counted].filter(Boolean).join(', ')
}

/** The title of a list's item: what it calls itself. */
export function itemTitle(item: FormField): string {
  const named = item.fields?.find(({ name, value }) => isNaming(name) && typeof value === 'string' && value !== '')
  const first = item.fields?.find(({ value }) => value !== undefined && value !== null)
  const said = named?.value ?? (first ? `${first.name} ${String(first.value)}` : '')
  return typeof item.path.at(-1) === 'number' ? String(said || `item ${Number(item.name) + 1}`) : item.name
}

const isNaming = (name: string) => ['name', 'topologyKey', 'key', 'mountPath', 'host', 'path', 'type'].includes(name)
