/** Reading and writing custom objects: metadata as of every kind, the rest by the structural schema. */
import type { Decoded, DecodeOptions } from '../schema/decoded.ts'
import { decode } from '../schema/decode.ts'
import type { Definition, ObjectCodec } from '../schema/definition.ts'
import { encode } from '../schema/encode.ts'
import { setOwn } from '../schema/json.ts'
import type { Schemas } from '../schema/schemas.ts'
import { isMap, type Json, prune, type Structural } from './structural.ts'

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** Decodes a value (JSON, not shared with anybody) as a custom object. */
function decodeCustom(schemas: Schemas, schema: Structural, value: Json, options: DecodeOptions): Decoded {
  const mode = options.fieldValidation ?? 'Strict'
  const metadata = isMap(value.metadata) ? value.metadata : {}
  const meta = decode(schemas, schemas.get(META), metadata, { ...options, duplicates: [], complaints: [] })
  if (meta.value === undefined) return { ...meta, message: meta.message.replaceAll('field "', 'field "metadata.') }
  const object: Json = { ...structuredClone(value), metadata: meta.value }
  const duplicates = (options.duplicates ?? []).map((path) => `duplicate field ${JSON.stringify(path.join('.'))}`)
  const unknown = prune(object, schema, true).sort()
  const problems = [...duplicates, ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`)]
  if (problems.length > 0 && mode === 'Strict') {
    return { errors: [], warnings: [], message: `strict decoding error: ${problems.join(', ')}` }
  }
  return { value: object, errors: [], warnings: [...meta.warnings, ...(mode === 'Warn' ? problems : [])], message: '' }
}

/** A custom object as a server writes it: every map by sorted keys. */
function encodeCustom(schemas: Schemas, object: Json): Json {
  const metadata = encode(schemas, schemas.get(META), (object.metadata ?? {}) as object)
  return sorted({ ...object, metadata }) as Json
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isMap(value)) return value
  const out: Json = {}
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) setOwn(out, key, sorted(value[key]))
  return out
}

/** A structural schema as a definition: what apply and the editor ask of a type. */
export function definitionsOf(schemas: Schemas, name: string, root: Structural): Map<string, Definition> {
  const found = new Map<string, Definition>()
  addDefinition(found, name, root, true)
  const codec: ObjectCodec = {
    decode: (value, options) => decodeCustom(schemas, root, value, options),
    encode: (object) => encodeCustom(schemas, object),
  }
  found.set(name, { ...(found.get(name) as Definition), codec })
  return found
}

type FieldOf = Definition['fields'][number]
type TypeOf = FieldOf['type']

function addDefinition(found: Map<string, Definition>, name: string, schema: Structural, isRoot: boolean): void {
  const fields: FieldOf[] = isRoot
    ? [plainField('apiVersion', STRING), plainField('kind', STRING), plainField('metadata', refType(META))]
    : []
  for (const [member, inner] of Object.entries(schema.properties ?? {})) {
    if (isRoot && (member === 'apiVersion' || member === 'kind' || member === 'metadata')) continue
    fields.push({
      ...plainField(member, typeOf(found, `${name}#${member}`, inner)),
      required: schema.required?.includes(member) ?? false,
      listType: inner.type === 'array' ? (inner['x-kubernetes-list-type'] ?? 'atomic') : undefined,
      listKeys: inner['x-kubernetes-list-map-keys'] ?? [],
      atomic: inner['x-kubernetes-map-type'] === 'atomic',
    })
  }
  const goName = name.split(/[.#]/).at(-1) ?? name
  const byName = new Map(fields.map((field) => [field.name, field]))
  found.set(name, {
    name,
    goName,
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    fields,
    byName,
  })
}

const STRING: TypeOf = { shape: 'string', goType: 'string' }
const ANY: TypeOf = { shape: 'any', goType: 'any' }
const refType = (ref: string): TypeOf => ({ shape: 'ref', goType: ref.split('.').slice(-2).join('.'), ref })

const plainField = (name: string, type: TypeOf): FieldOf => ({
  name,
  type,
  required: false,
  always: false,
  pointer: true,
  listKeys: [],
  atomic: false,
  patchStrategies: [],
  mergeKey: '',
})

const SCALARS: Readonly<Record<string, TypeOf>> = {
  string: STRING,
  boolean: { shape: 'boolean', goType: 'bool' },
  integer: { shape: 'int64', goType: 'int64' },
  number: { shape: 'number', goType: 'float64' },
}

function typeOf(found: Map<string, Definition>, name: string, schema: Structural): TypeOf {
  if (schema['x-kubernetes-int-or-string']) return { shape: 'intOrString', goType: 'intstr.IntOrString' }
  if (schema.type === 'array') {
    const of = schema.items === undefined ? ANY : typeOf(found, `${name}#items`, schema.items)
    return { shape: 'list', goType: `[]${of.goType}`, of }
  }
  if (schema.type !== 'object') return SCALARS[schema.type ?? ''] ?? ANY
  const others = schema.additionalProperties
  if (schema['x-kubernetes-preserve-unknown-fields'] || others === true || schema.properties === undefined) {
    const of = others && others !== true ? typeOf(found, `${name}#values`, others) : ANY
    return { shape: 'map', goType: `map[string]${of.goType}`, of }
  }
  addDefinition(found, name, schema, false)
  return refType(name)
}
