/**
 * How apply sees values: which are one whole, which are lists known by keys. Source: structured-merge-diff schema, as
 * made from the OpenAPI extensions (x-kubernetes-list-type, -list-map-keys, -map-type).
 */
import type { Definition, Field, FieldType } from '../schema/definition.ts'
import type { Schemas } from '../schema/schemas.ts'
import { isObject } from './jsonmerge.ts'

export type Typing =
  | { kind: 'scalar' }
  /** Replaced and owned as one value. */
  | { kind: 'atomic' }
  | { kind: 'struct'; definition: Definition }
  | { kind: 'map'; of: FieldType }
  /** A list whose elements are known by some of their fields. */
  | { kind: 'keyed'; keys: readonly string[]; of: FieldType }
  /** A list of scalars, each known by itself. */
  | { kind: 'set' }

const SCALAR: Typing = { kind: 'scalar' }
const ATOMIC: Typing = { kind: 'atomic' }

/** Key fields that a client may leave out, with what they then mean. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' }

/** Thrown for a value that has not the shape its type asks for; the message is the typed conversion's. */
export class TypingError extends Error {}

export function typingOfDefinition(definition: Definition): Typing {
  return definition.atomic ? ATOMIC : { kind: 'struct', definition }
}

export function typingOfType(schemas: Schemas, type: FieldType): Typing {
  switch (type.shape) {
    case 'ref': {
      const definition = schemas.find(type.ref ?? '')
      return definition === undefined ? ATOMIC : typingOfDefinition(definition)
    }
    case 'map':
      return { kind: 'map', of: type.of as FieldType }
    case 'list':
    case 'any':
      return ATOMIC
    default:
      return SCALAR
  }
}

export function typingOfField(schemas: Schemas, field: Field): Typing {
  if (field.atomic) return ATOMIC
  if (field.type.shape === 'list' && field.listType === 'set') return { kind: 'set' }
  if (field.type.shape === 'list' && field.listType === 'map') {
    return { kind: 'keyed', keys: field.listKeys, of: field.type.of as FieldType }
  }
  return typingOfType(schemas, field.type)
}

/** The typing of one member of a struct or map; undefined for a field the struct has not. */
export function typingOfMember(schemas: Schemas, typing: Typing, name: string): Typing | undefined {
  if (typing.kind === 'map') return typingOfType(schemas, typing.of)
  if (typing.kind !== 'struct') return ATOMIC
  const field = typing.definition.byName.get(name)
  return field && typingOfField(schemas, field)
}

/** The path element of a keyed list's element. @throws TypingError when a key is missing */
export function keyElement(item: unknown, keys: readonly string[]): string {
  if (!isObject(item)) throw new TypingError('expected map, got &{null}')
  const sorted = [...keys].sort()
  const pairs = sorted.map((key) => {
    const value = item[key] ?? KEY_DEFAULTS[key]
    if (value === undefined) {
      throw new TypingError(
        `associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
      )
    }
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`
  })
  return `k:{${pairs.join(',')}}`
}

export const valueElement = (item: unknown): string => `v:${JSON.stringify(item)}`

/** Elements of a keyed list or set by path element, in order; of equal ones the last stands. */
export function elementsOf(typing: Typing, list: unknown): Map<string, unknown> {
  const out = new Map<string, unknown>()
  if (!Array.isArray(list)) return out
  for (const item of list) out.set(typing.kind === 'keyed' ? keyElement(item, typing.keys) : valueElement(item), item)
  return out
}
