/**
 * OpenAPI schemas of definitions, in the two dialects a server speaks: v3 (references inside allOf, defaults, enums) and
 * v2 (plain references). Source of the shapes: kube-openapi's builders.
 */
import type { Definition, Field, FieldType, Shape } from './definition.ts'
import type { SchemaDescriptions } from './notation.ts'
import type { Schemas } from './schemas.ts'

/** A JSON object under construction. */
export type JsonObject = Record<string, unknown>

/** Which OpenAPI a schema is for; with where its references point. */
export interface Dialect {
  readonly version: 2 | 3
  readonly refPrefix: '#/definitions/' | '#/components/schemas/'
}

export const OPENAPI_V2: Dialect = { version: 2, refPrefix: '#/definitions/' }
export const OPENAPI_V3: Dialect = { version: 3, refPrefix: '#/components/schemas/' }

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const CRD = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'

/** Types that are one value: their definitions' names by Go's name, and what the definitions say in v3 and v2. */
const VALUES: Readonly<Record<string, readonly [name: string, v3: JsonObject, v2: JsonObject]>> = {
  'resource.Quantity': [
    'io.k8s.apimachinery.pkg.api.resource.Quantity',
    { oneOf: [{ type: 'string' }, { type: 'number' }] },
    { type: 'string' },
  ],
  'intstr.IntOrString': [
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
    { format: 'int-or-string', type: 'string' },
  ],
  'v1.Time': [`${META}.Time`, { format: 'date-time', type: 'string' }, { format: 'date-time', type: 'string' }],
  'v1.MicroTime': [
    `${META}.MicroTime`,
    { format: 'date-time', type: 'string' },
    { format: 'date-time', type: 'string' },
  ],
  'v1.FieldsV1': [`${META}.FieldsV1`, { type: 'object' }, { type: 'object' }],
  'runtime.RawExtension': ['io.k8s.apimachinery.pkg.runtime.RawExtension', { type: 'object' }, { type: 'object' }],
  'v1.JSON': [`${CRD}.JSON`, {}, {}],
  'v1.JSONSchemaPropsOrArray': [`${CRD}.JSONSchemaPropsOrArray`, {}, {}],
  'v1.JSONSchemaPropsOrBool': [`${CRD}.JSONSchemaPropsOrBool`, {}, {}],
  'v1.JSONSchemaPropsOrStringArray': [`${CRD}.JSONSchemaPropsOrStringArray`, {}, {}],
}

const VALUE_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(VALUES).map(([goType, [name]]) => [name, goType]),
)

const PLAIN: Readonly<Partial<Record<Shape, JsonObject>>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { format: 'int32', type: 'integer' },
  int64: { format: 'int64', type: 'integer' },
  number: { format: 'double', type: 'number' },
  bytes: { format: 'byte', type: 'string' },
}

const ZEROS: Readonly<Partial<Record<Shape, unknown>>> = {
  string: '',
  boolean: false,
  int32: 0,
  int64: 0,
  number: 0,
  ref: {},
}

/** The description of a definition (`at` 0) or of its field number `at - 1`; empty when none are at hand. */
export function describe(descriptions: SchemaDescriptions | undefined, definition: string, at: number): string {
  const end = definition.lastIndexOf('.')
  return descriptions?.[definition.slice(0, end)]?.[definition.slice(end + 1)]?.[at] ?? ''
}

function reference(name: string, dialect: Dialect): JsonObject {
  const ref = { $ref: dialect.refPrefix + name }
  return dialect.version === 3 ? { allOf: [ref] } : ref
}

/** An element of a list or a map; v3 gives it the zero Go would. */
function element(type: FieldType, dialect: Dialect): JsonObject {
  const schema = typeSchema(type, dialect)
  const zero = ZEROS[type.shape]
  if (dialect.version === 3 && zero !== undefined) return { ...schema, default: zero }
  return '$ref' in schema || !Array.isArray(schema.allOf) ? schema : (schema.allOf[0] as JsonObject)
}

function typeSchema(type: FieldType, dialect: Dialect): JsonObject {
  if (type.shape === 'list') return { items: element(type.of as FieldType, dialect), type: 'array' }
  if (type.shape === 'map') return { additionalProperties: element(type.of as FieldType, dialect), type: 'object' }
  if (type.shape === 'ref') return reference(type.ref ?? '', dialect)
  const plain = PLAIN[type.shape]
  if (plain) return dialect.version === 3 && type.values ? { ...plain, enum: [...type.values] } : { ...plain }
  return reference(VALUES[type.goType]?.[0] ?? '', dialect)
}

function extensions(field: Field): JsonObject {
  const found: JsonObject = {}
  if (field.listType === 'map') found['x-kubernetes-list-map-keys'] = [...field.listKeys]
  if (field.listType) found['x-kubernetes-list-type'] = field.listType
  if (field.atomic) found['x-kubernetes-map-type'] = 'atomic'
  if (field.mergeKey) found['x-kubernetes-patch-merge-key'] = field.mergeKey
  if (field.patchStrategies.length > 0) found['x-kubernetes-patch-strategy'] = field.patchStrategies.join(',')
  return found
}

function fieldSchema(field: Field, description: string, dialect: Dialect): JsonObject {
  const schema = typeSchema(field.type, dialect)
  const { shape } = field.type
  const written = shape === 'ref' ? !field.pointer : field.always && !field.pointer
  const zero = field.fallback ?? (written ? ZEROS[shape] : undefined)
  if (dialect.version === 3 && zero !== undefined) schema.default = zero
  if (description) schema.description = description
  return Object.assign(schema, extensions(field))
}

/** The `x-kubernetes-group-version-kind` of each definition that is a kind. */
export function kindsByDefinition(schemas: Schemas): Map<string, JsonObject[]> {
  const kinds = new Map<string, JsonObject[]>()
  for (const { apiVersion, kind, definition } of schemas.kinds()) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    kinds.set(definition, [...(kinds.get(definition) ?? []), { group, kind, version }])
  }
  return kinds
}

/** The schema of one definition. */
export function definitionSchema(
  definition: Definition,
  dialect: Dialect,
  descriptions: SchemaDescriptions | undefined,
  kinds: readonly JsonObject[] | undefined,
): JsonObject {
  const schema: JsonObject = {}
  const description = describe(descriptions, definition.name, 0)
  if (description) schema.description = description
  if (definition.fields.length > 0) {
    const fields = definition.fields.map((field, at): [string, JsonObject] => {
      return [field.name, fieldSchema(field, describe(descriptions, definition.name, at + 1), dialect)]
    })
    schema.properties = Object.fromEntries(fields.sort(([left], [right]) => (left < right ? -1 : 1)))
  }
  const required = definition.fields.filter((field) => field.required).map((field) => field.name)
  if (required.length > 0) schema.required = required.sort()
  schema.type = 'object'
  if (kinds) schema['x-kubernetes-group-version-kind'] = [...kinds]
  if (definition.atomic) schema['x-kubernetes-map-type'] = 'atomic'
  return schema
}

/** The schema of a list of `item`s. */
export function listSchema(item: string, kind: JsonObject, dialect: Dialect): JsonObject {
  const ref = (name: string): JsonObject => {
    const schema = reference(name, dialect)
    return dialect.version === 3 ? { ...schema, default: {} } : schema
  }
  return {
    description: `${kind.kind}: a list of objects of one kind.`,
    properties: {
      apiVersion: { type: 'string' },
      items: { items: ref(item), type: 'array' },
      kind: { type: 'string' },
      metadata: ref(`${META}.ListMeta`),
    },
    required: ['items'],
    type: 'object',
    'x-kubernetes-group-version-kind': [kind],
  }
}

/** The schema of a type that is one value; undefined when `name` isn't one. */
function valueSchema(
  name: string,
  dialect: Dialect,
  descriptions: SchemaDescriptions | undefined,
): JsonObject | undefined {
  const value = VALUES[VALUE_NAMES.get(name) ?? '']
  if (!value) return undefined
  const description = describe(descriptions, name, 0)
  return { ...(description ? { description } : {}), ...(dialect.version === 3 ? value[1] : value[2]) }
}

function leafName(type: FieldType): string | undefined {
  if (type.of && !type.ref) return leafName(type.of)
  return type.shape === 'ref' ? type.ref : VALUES[type.goType]?.[0]
}

/** The schemas of all `roots` and of every definition they reach, by name, sorted. */
export function reachableSchemas(
  schemas: Schemas,
  roots: Iterable<string>,
  dialect: Dialect,
  descriptions: SchemaDescriptions | undefined,
): Map<string, JsonObject> {
  const kinds = kindsByDefinition(schemas)
  const found = new Map<string, JsonObject>()
  const pending = [...roots]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue
    const definition = schemas.find(name)
    const schema = definition
      ? definitionSchema(definition, dialect, descriptions, kinds.get(name))
      : valueSchema(name, dialect, descriptions)
    if (!schema) continue
    found.set(name, schema)
    for (const field of definition?.fields ?? []) {
      const target = leafName(field.type)
      if (target) pending.push(target)
    }
  }
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)))
}
