/** Definitions of an OpenAPI v2 document as protobuf. Source: google/gnostic openapiv2/OpenAPIv2.proto, message Schema. */

const STRINGS = new TextEncoder()
const [VARINT, DOUBLE, LENGTH] = [0, 1, 2]

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Uint8Array.from([...bytes, rest])
}

const tag = (number: number, wire: number) => varint(number * 8 + wire)

/** A field that is a message, of its own fields. */
export function message(number: number, ...fields: readonly Uint8Array[]): Uint8Array {
  const content = concat(fields)
  return concat([tag(number, LENGTH), varint(content.length), content])
}

export const text = (number: number, value: string): Uint8Array => message(number, STRINGS.encode(value))

const flag = (number: number, value: boolean) => concat([tag(number, VARINT), varint(value ? 1 : 0)])
/** Lengths and counts, which are never negative. */
const count = (number: number, value: number) => concat([tag(number, VARINT), varint(value)])
const double = (number: number, value: number) =>
  concat([tag(number, DOUBLE), new Uint8Array(Float64Array.of(value).buffer)])

/** Any: a value as YAML, which JSON is. */
const any = (number: number, value: unknown) => message(number, text(2, JSON.stringify(value)))

const named = (number: number, name: string, value: Uint8Array) => message(number, text(1, name), message(2, value))

type Schema = Readonly<Record<string, unknown>>
type Encoder = (value: never) => Uint8Array

/** How a schema's keyword is written; those that are not here have no place in the message. */
const KEYWORDS: Readonly<Record<string, Encoder>> = {
  $ref: (value: string) => text(1, value),
  format: (value: string) => text(2, value),
  title: (value: string) => text(3, value),
  description: (value: string) => text(4, value),
  default: (value: unknown) => any(5, value),
  multipleOf: (value: number) => double(6, value),
  maximum: (value: number) => double(7, value),
  exclusiveMaximum: (value: boolean) => flag(8, value),
  minimum: (value: number) => double(9, value),
  exclusiveMinimum: (value: boolean) => flag(10, value),
  maxLength: (value: number) => count(11, value),
  minLength: (value: number) => count(12, value),
  pattern: (value: string) => text(13, value),
  maxItems: (value: number) => count(14, value),
  minItems: (value: number) => count(15, value),
  uniqueItems: (value: boolean) => flag(16, value),
  maxProperties: (value: number) => count(17, value),
  minProperties: (value: number) => count(18, value),
  required: (value: readonly string[]) => concat(value.map((name) => text(19, name))),
  enum: (value: readonly unknown[]) => concat(value.map((one) => any(20, one))),
  additionalProperties: (value: Schema | boolean) =>
    message(21, typeof value === 'boolean' ? flag(2, value) : message(1, schemaBytes(value))),
  type: (value: string) => message(22, text(1, value)),
  items: (value: Schema) => message(23, message(1, schemaBytes(value))),
  allOf: (value: readonly Schema[]) => concat(value.map((part) => message(24, schemaBytes(part)))),
  properties: (value: Readonly<Record<string, Schema>>) => message(25, ...openapiSchemas(value)),
}

function schemaBytes(schema: Schema): Uint8Array {
  const parts: Uint8Array[] = []
  for (const [keyword, value] of Object.entries(schema)) {
    const write = KEYWORDS[keyword]
    if (write !== undefined) parts.push(write(value as never))
    else if (keyword.startsWith('x-')) parts.push(message(31, text(1, keyword), any(2, value)))
  }
  return concat(parts)
}

/** Schemas with their names, each a NamedSchema in field 1. */
export const openapiSchemas = (schemas: Readonly<Record<string, object>>): Uint8Array[] =>
  Object.entries(schemas).map(([name, schema]) => named(1, name, schemaBytes(schema as Schema)))
