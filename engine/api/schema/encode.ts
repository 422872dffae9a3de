/**
 * The form in which a server writes an object: every field that Go writes even when empty is there, `null` where Go has
 * nothing to say (a time never set, a required list without elements), fields in the type's order.
 */
import type { Definition } from './definition.ts'
import { setOwn } from './json.ts'
import type { FieldPlan, StructPlan, TypePlan } from './plan.ts'
import { structPlan } from './plan.ts'
import type { Schemas } from './schemas.ts'

type Json = Record<string, unknown>

/** Go's zero value of a type as JSON. */
function zero(type: TypePlan): unknown {
  switch (type.shape) {
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'int32':
    case 'int64':
    case 'number':
    case 'intOrString':
      return 0
    case 'quantity':
      return '0'
    case 'ref':
      return encodeStruct(type.struct(), {})
    default:
      return null
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true
  if (typeof value !== 'object') return false
  for (const _ in value) return false
  return true
}

/** Types whose zero Go writes despite omitempty, because they are structs. */
function isStruct(type: TypePlan): boolean {
  const { shape } = type
  return shape === 'ref' || shape === 'time' || shape === 'microTime' || shape === 'quantity' || shape === 'intOrString'
}

function encodeField(field: FieldPlan, value: unknown): unknown {
  const absent = value === undefined || value === null
  if (field.pointer) return absent ? (field.always ? null : undefined) : encodeValue(field.type, value)
  if (isStruct(field.type)) return absent ? zero(field.type) : encodeValue(field.type, value)
  if (field.type.shape === 'any') return absent && field.always ? null : value
  if (isEmpty(value)) return field.always ? zero(field.type) : undefined
  return encodeValue(field.type, value)
}

function encodeValue(type: TypePlan, value: unknown): unknown {
  if (type.shape === 'ref') return encodeStruct(type.struct(), value as Json)
  if (type.shape === 'list' && holdsStructs(type)) {
    return (value as unknown[]).map((item) => encodeValue(type.of as TypePlan, item))
  }
  if (type.shape === 'map' && holdsStructs(type)) {
    const output: Json = {}
    for (const key of Object.keys(value as Json)) {
      setOwn(output, key, encodeValue(type.of as TypePlan, (value as Json)[key]))
    }
    return output
  }
  return value
}

/** Whether anything inside needs encoding of its own; scalars are stored as they are written. */
function holdsStructs(type: TypePlan): boolean {
  return type.of !== undefined && (type.of.shape === 'ref' || holdsStructs(type.of))
}

function encodeStruct(plan: StructPlan, value: Json): Json {
  const output: Json = {}
  for (const field of plan.fields) {
    const encoded = encodeField(field, value[field.name])
    if (encoded !== undefined) output[field.name] = encoded
  }
  return output
}

/** `object` as a server writes it. Shares what needs no change; `object` must be well-typed. */
export function encode(schemas: Schemas, definition: Definition, object: object): Record<string, unknown> {
  if (definition.codec) return definition.codec.encode(object as Json)
  return encodeStruct(structPlan(schemas, definition), object as Json)
}
