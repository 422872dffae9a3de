/**
 * Whether a custom object is what its schema says, in upstream's words.
 * Source: apiextensions-apiserver pkg/apiserver/validation, kube-openapi pkg/validation, pkg/apiserver/schema/listtype.
 */
import { RE2JS } from 're2js'
import { equal } from '../equal.ts'
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  OMITTED,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../fielderror.ts'
import { hasFormat } from './formats.ts'
import { isMap, memberSchema, type Structural } from './structural.ts'

/** Compiled patterns of schemas; a schema is immutable and has few. */
const patterns = new Map<string, RE2JS | undefined>()
const MAX_PATTERNS = 1000

function patternOf(text: string): RE2JS | undefined {
  if (!patterns.has(text)) {
    if (patterns.size >= MAX_PATTERNS) patterns.clear()
    patterns.set(text, compiled(text))
  }
  return patterns.get(text)
}

function compiled(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text)
  } catch {
    return undefined
  }
}

const WHOLE = (value: unknown) => typeof value === 'number' && Number.isInteger(value)

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isMap,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: WHOLE,
  number: (value) => typeof value === 'number',
}

export function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'object' ? 'object' : typeof value
}

const body = (path: string) => (path === '' ? 'in body' : `${path} in body`)

/** Everything that is wrong with a value at `path`. */
export function validateValue(value: unknown, schema: Structural, path: string): FieldError[] {
  if (value === null && schema.nullable) return []
  const errors = typeErrors(value, schema, path)
  if (errors.length > 0) return errors
  return [
    ...enumErrors(value, schema, path),
    ...(typeof value === 'string' ? stringErrors(value, schema, path) : []),
    ...(typeof value === 'number' ? numberErrors(value, schema, path) : []),
    ...(Array.isArray(value) ? listErrors(value, schema, path) : []),
    ...(isMap(value) ? objectErrors(value, schema, path) : []),
    ...combinationErrors(value, schema, path),
  ]
}

function typeErrors(value: unknown, { type, ...schema }: Structural, path: string): FieldError[] {
  if (schema['x-kubernetes-int-or-string']) {
    if (typeof value === 'string' || WHOLE(value)) return []
    return [wrongType(value, 'integer,string', path)]
  }
  if (!type || TYPES[type]?.(value) !== false) return []
  return [wrongType(value, type, path)]
}

function wrongType(value: unknown, type: string, path: string): FieldError {
  const is = jsonType(value)
  return typeInvalid(path, is, `${body(path)} must be of type ${type}: "${is}"`)
}

function enumErrors(value: unknown, { enum: values }: Structural, path: string): FieldError[] {
  if (values === undefined || values.some((each) => equal(each, value))) return []
  return [
    notSupported(
      path,
      value,
      values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))),
    ),
  ]
}

function stringErrors(value: string, schema: Structural, path: string): FieldError[] {
  const errors: FieldError[] = []
  const length = [...value].length
  const { minLength, maxLength, pattern, format } = schema
  if (maxLength !== undefined && length > maxLength) errors.push(tooLong(path, maxLength))
  if (minLength !== undefined && length < minLength) {
    errors.push(invalid(path, value, `${body(path)} should be at least ${minLength} chars long`))
  }
  if (pattern !== undefined && patternOf(pattern)?.matcher(value).find() === false) {
    errors.push(invalid(path, value, `${body(path)} should match '${pattern}'`))
  }
  if (format !== undefined && !hasFormat(value, format)) {
    errors.push(invalid(path, value, `${body(path)} must be of type ${format}: "${value}"`))
  }
  return errors
}

function numberErrors(value: number, schema: Structural, path: string): FieldError[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const errors: FieldError[] = []
  const refuse = (text: string) => errors.push(invalid(path, value, `${body(path)} should be ${text}`))
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    refuse(exclusiveMaximum ? `less than ${maximum}` : `less than or equal to ${maximum}`)
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    refuse(exclusiveMinimum ? `greater than ${minimum}` : `greater than or equal to ${minimum}`)
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) refuse(`a multiple of ${multipleOf}`)
  return errors
}

function listErrors(value: readonly unknown[], schema: Structural, path: string): FieldError[] {
  const { minItems, maxItems, items } = schema
  const errors: FieldError[] = []
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems))
  if (minItems !== undefined && value.length < minItems) {
    errors.push(shapeError(path, value.length, `${body(path)} should have at least ${minItems} items`))
  }
  if (items !== undefined) value.forEach((item, i) => errors.push(...validateValue(item, items, `${path}[${i}]`)))
  return [...errors, ...duplicateErrors(value, schema, path)]
}

/** A count that is wrong; the value itself is not shown. */
const shapeError = (path: string, count: number, detail: string) => ({ ...invalid(path, count, detail) })

/** Elements of sets and of keyed lists are there once. */
function duplicateErrors(value: readonly unknown[], schema: Structural, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'set' && type !== 'map') return []
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const seen = new Set<string>()
  return value.flatMap((item, i) => {
    const identity =
      type === 'set' ? item : Object.fromEntries(keys.map((key) => [key, isMap(item) ? item[key] : null]))
    const text = JSON.stringify(identity)
    if (seen.has(text)) return [duplicate(`${path}[${i}]`, identity)]
    seen.add(text)
    return []
  })
}

function objectErrors(value: Record<string, unknown>, schema: Structural, path: string): FieldError[] {
  const { minProperties, maxProperties } = schema
  const names = Object.keys(value)
  const errors: FieldError[] = []
  if (maxProperties !== undefined && names.length > maxProperties)
    errors.push(tooMany(path, names.length, maxProperties))
  if (minProperties !== undefined && names.length < minProperties) {
    errors.push(shapeError(path, names.length, `${body(path)} should have at least ${minProperties} properties`))
  }
  for (const name of names) {
    const member = memberSchema(schema, name)
    if (member === undefined || member === true || value[name] === undefined) continue
    errors.push(...validateValue(value[name], member, path === '' ? name : `${path}.${name}`))
  }
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) errors.push(required(path === '' ? name : `${path}.${name}`, ''))
  }
  return errors
}

/** allOf, anyOf, oneOf, not: schemas over the same value. */
function combinationErrors(value: unknown, { allOf, anyOf, oneOf, not }: Structural, path: string): FieldError[] {
  const holds = (schema: Structural) => validateValue(value, schema, path).length === 0
  const refuse = (text: string) => invalid(path, OMITTED, `${JSON.stringify(path)} ${text}`)
  const errors = (allOf ?? []).flatMap((schema) => validateValue(value, schema, path))
  if (allOf !== undefined && errors.length > 0) errors.push(refuse('must validate all the schemas (allOf)'))
  if (anyOf !== undefined && !anyOf.some(holds)) errors.push(refuse('must validate at least one schema (anyOf)'))
  if (oneOf !== undefined) {
    const count = oneOf.filter(holds).length
    const found = count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`
    if (count !== 1) errors.push(refuse(`must validate one and only one schema (oneOf). ${found}`))
  }
  if (not !== undefined && holds(not)) errors.push(refuse('must not validate the schema (not)'))
  return errors.map((error) => (error.badValue === OMITTED ? { ...error, badValue: '' } : error))
}
