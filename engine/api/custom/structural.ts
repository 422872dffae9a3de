/**
 * Structural schemas of custom resources: dropping what they do not name, filling what they default.
 * Source: apiextensions-apiserver pkg/apiserver/schema/{pruning,defaulting}.
 */

/** A schema as a CustomResourceDefinition has it: JSON Schema of OpenAPI v3, restricted to what is structural. */
export interface Structural {
  type?: string
  format?: string
  title?: string
  description?: string
  nullable?: boolean
  default?: unknown
  enum?: unknown[]
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  multipleOf?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minProperties?: number
  maxProperties?: number
  uniqueItems?: boolean
  required?: string[]
  properties?: Record<string, Structural>
  additionalProperties?: Structural | boolean
  items?: Structural
  allOf?: Structural[]
  anyOf?: Structural[]
  oneOf?: Structural[]
  not?: Structural
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  'x-kubernetes-list-map-keys'?: string[]
  'x-kubernetes-map-type'?: 'granular' | 'atomic'
  'x-kubernetes-validations'?: ValidationRule[]
}

export interface ValidationRule {
  rule: string
  message?: string
  messageExpression?: string
  reason?: string
  fieldPath?: string
  optionalOldSelf?: boolean
}

export type Json = Record<string, unknown>

export const isMap = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const OF_EVERY_OBJECT: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** The schema of a member of an object; `true` when anything goes, undefined when there is no such member. */
export function memberSchema(schema: Structural, name: string): Structural | true | undefined {
  const own = schema.properties?.[name]
  if (own !== undefined && Object.hasOwn(schema.properties as object, name)) return own
  const { additionalProperties: others } = schema
  if (others === true || schema['x-kubernetes-preserve-unknown-fields'])
    return others && others !== true ? others : true
  return others ? others : undefined
}

/** Removes, in place, what the schema does not name; tells the paths of what is gone. */
export function prune(value: unknown, schema: Structural, isObject: boolean, path = ''): string[] {
  if (Array.isArray(value)) {
    const { items } = schema
    return items === undefined ? [] : value.flatMap((item, i) => prune(item, items, false, `${path}[${i}]`))
  }
  if (!isMap(value)) return []
  const whole = isObject || schema['x-kubernetes-embedded-resource'] === true
  return Object.keys(value).flatMap((name) => {
    if (whole && OF_EVERY_OBJECT.has(name)) return []
    const at = path === '' ? name : `${path}.${name}`
    const member = memberSchema(schema, name)
    if (member === true) return []
    if (member !== undefined) return prune(value[name], member, false, at)
    delete value[name]
    return [at]
  })
}

/** Fills, in place, the defaults of members that are missing; a null where none may be counts as missing. */
export function applyDefaults(value: unknown, schema: Structural): void {
  if (Array.isArray(value)) {
    const { items } = schema
    if (items !== undefined) for (const item of value) applyDefaults(item, items)
    return
  }
  if (!isMap(value)) return
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (member.default === undefined) continue
    const isMissing = !Object.hasOwn(value, name) || (value[name] === null && member.nullable !== true)
    if (isMissing) value[name] = structuredClone(member.default)
  }
  for (const name of Object.keys(value)) {
    const member = memberSchema(schema, name)
    if (member !== undefined && member !== true) applyDefaults(value[name], member)
  }
}
