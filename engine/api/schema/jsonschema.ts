/**
 * One JSON Schema (draft-07) for the editor: each document of a file is checked by its apiVersion and kind, unknown fields
 * are errors, fields carry their description, listed values and default.
 */
import type { Definition, Field, FieldType, Shape } from './definition.ts'
import { EDITOR_DEFAULTS } from './editordefaults.ts'
import type { SchemaDescriptions } from './notation.ts'
import type { JsonObject } from './openapischema.ts'
import { describe } from './openapischema.ts'
import type { Schemas } from './schemas.ts'

/** A kind to check; a custom one brings its own schema (of the whole object, draft-07 as CRDs allow). */
export interface EditorKind {
  readonly apiVersion: string
  readonly kind: string
  readonly inline?: JsonObject
}

const QUANTITY_PATTERN = '^[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)$'
const CRD_SCHEMA = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'

const SHAPES: Readonly<Partial<Record<Shape, JsonObject>>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  int64: { type: 'integer' },
  number: { type: 'number' },
  bytes: { type: 'string', pattern: '^[A-Za-z0-9+/=\\r\\n]*$' },
  time: { type: 'string', format: 'date-time' },
  microTime: { type: 'string', format: 'date-time' },
  quantity: { anyOf: [{ type: 'string', pattern: QUANTITY_PATTERN }, { type: 'number' }] },
  intOrString: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
  any: {},
}

function reference(name: string): JsonObject {
  return { $ref: `#/definitions/${name}` }
}

function typeSchema(type: FieldType): JsonObject {
  const of = () => typeSchema(type.of as FieldType)
  switch (type.shape) {
    case 'list':
      return { type: 'array', items: of() }
    case 'map':
      return { type: 'object', additionalProperties: of() }
    case 'ref':
      return reference(type.ref ?? '')
    case 'schemaOrBool':
      return { anyOf: [reference(CRD_SCHEMA), { type: 'boolean' }] }
    case 'schemaOrList':
    case 'schemaOrStrings':
      return { anyOf: [reference(CRD_SCHEMA), { type: 'array', items: of() }] }
    default:
      return { ...SHAPES[type.shape], ...(type.values ? { enum: [...type.values] } : {}) }
  }
}

function fieldSchema(owner: Definition, field: Field, description: string): JsonObject {
  const fallback = EDITOR_DEFAULTS[`${owner.goName}.${field.name}`] ?? field.fallback
  return {
    ...typeSchema(field.type),
    ...(description ? { description } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
  }
}

function definitionSchema(definition: Definition, descriptions: SchemaDescriptions | undefined): JsonObject {
  const properties = definition.fields.map((field, at) => {
    return [field.name, fieldSchema(definition, field, describe(descriptions, definition.name, at + 1))]
  })
  const required = definition.fields.filter((field) => field.required).map((field) => field.name)
  const description = describe(descriptions, definition.name, 0)
  return {
    type: 'object',
    ...(description ? { description } : {}),
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  }
}

/** Every definition that the roots reach, by name. */
function definitionsOf(
  schemas: Schemas,
  roots: readonly string[],
  descriptions: SchemaDescriptions | undefined,
): JsonObject {
  const found = new Map<string, JsonObject>()
  const pending = [...roots]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const definition = found.has(name) ? undefined : schemas.find(name)
    if (!definition) continue
    found.set(name, definitionSchema(definition, descriptions))
    for (const field of definition.fields) {
      let { type } = field
      while (type.of && !type.ref) type = type.of
      if (type.ref) pending.push(type.ref)
    }
  }
  return Object.fromEntries(found)
}

function whenKind(kind: string, apiVersion: string | undefined, then: JsonObject): JsonObject {
  const version = apiVersion === undefined ? {} : { apiVersion: { const: apiVersion } }
  const required = apiVersion === undefined ? ['kind'] : ['apiVersion', 'kind']
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: { properties: { ...version, kind: { const: kind } }, required }, then }
}

/** A known kind under a version it doesn't have is an error that names the versions it does have. */
function versionRules(kinds: readonly EditorKind[]): JsonObject[] {
  const versions = new Map<string, string[]>()
  for (const { apiVersion, kind } of kinds) versions.set(kind, [...(versions.get(kind) ?? []), apiVersion])
  return [...versions].map(([kind, allowed]) => {
    return whenKind(kind, undefined, { properties: { apiVersion: { enum: allowed } } })
  })
}

/** The names of known values, offered but not insisted on: a file may use a kind that it defines itself. */
function suggested(values: Iterable<string>): JsonObject {
  return { anyOf: [{ type: 'string', enum: [...new Set(values)].sort() }, { type: 'string' }] }
}

/**
 * The editor's schema for files of these kinds.
 * @param kinds unknown built-in kinds (no schema, none inline) are only suggested
 * @param descriptions left out, the schema is a quarter the size and hovers are empty
 */
export function editorSchema(
  schemas: Schemas,
  kinds: readonly EditorKind[],
  descriptions?: SchemaDescriptions,
): JsonObject {
  const roots: string[] = []
  const rules = kinds.flatMap(({ apiVersion, kind, inline }) => {
    const definition = schemas.forKind(apiVersion, kind)
    if (definition) roots.push(definition.name)
    const then = inline ?? (definition && reference(definition.name))
    return then ? [whenKind(kind, apiVersion, then)] : []
  })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    definitions: definitionsOf(schemas, roots, descriptions),
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: suggested(kinds.map((entry) => entry.apiVersion)),
      kind: suggested(kinds.map((entry) => entry.kind)),
    },
    allOf: [...versionRules(kinds), ...rules],
  }
}
