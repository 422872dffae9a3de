/**
 * Joins models, formats and facts into the compact notation the engine reads (its reader: engine/api/schema/notation.ts).
 *
 * One line a definition: `Name% field …`; a field is `name` `!*` `+` `:` type `<go type>` `(enum|values)` merging `=default`. Types:
 * s string, b boolean, i int32, l int64, f number, q quantity, o int-or-string, t time, u micro time, y bytes, a any
 * JSON, A schema-or-list, B schema-or-boolean, S schema-or-strings, `[` list of, `{` map of, `@Name` or `@pkg.v1.Name`. A `_` in an enum value
 * stands for a space.
 */
import type { DefinitionFacts, FieldFacts } from './generate-schema-facts/facts.ts'
import type { Model } from './generate-schema-models.ts'
import { modelName } from './generate-schema-models.ts'

/** Definitions that are one value, not a struct: they have a code of their own. */
export const SCALARS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 't',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'u',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'a',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'o',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'a',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'a',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'A',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'B',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'S',
}
/** Definitions whose declarations the models repeat in place (an object type without a name). */
const INLINED: Readonly<Record<string, string>> = {
  'io.k8s.api.apps.v1.StatefulSetSpec': 'io.k8s.api.core.v1.PersistentVolumeClaim',
}
const NUMBERS: Readonly<Record<string, string>> = { int32: 'i', int64: 'l', double: 'f' }

/** What one definition is made from. */
export interface Source {
  readonly facts: DefinitionFacts
  readonly model: Model
  readonly formats: ReadonlyMap<string, string>
}

/** Resolves TypeScript type names to definition names, for references. */
export class References {
  readonly #byModelName = new Map<string, string>()

  constructor(definitions: Iterable<string>) {
    for (const name of [...definitions, ...Object.keys(SCALARS)]) this.#byModelName.set(modelName(name), name)
  }

  /** The definition that a type name of `owner`'s file stands for: imported under its full name, or a sibling. */
  resolve(typeName: string, owner: string): string {
    const imported = this.#byModelName.get(typeName.replace(/^IIo/, ''))
    const target = imported ?? `${owner.slice(0, owner.lastIndexOf('.'))}.${typeName.slice(1)}`
    if (!this.#byModelName.has(modelName(target))) throw new Error(`${owner}: no facts about ${typeName}`)
    return target
  }
}

function reference(target: string, owner: string): string {
  const scalar = SCALARS[target]
  if (scalar) return scalar
  const [group, version, name] = target.split('.').slice(-3)
  const samePackage = target.slice(0, target.lastIndexOf('.')) === owner.slice(0, owner.lastIndexOf('.'))
  return samePackage ? `@${name}` : `@${group}.${version}.${name}`
}

function enumSuffix(type: string): string {
  const values = [...type.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
  if (values.some((value) => /[_|()]/.test(value))) throw new Error(`enum values ${type} need quoting`)
  return `(${values.join('|').replaceAll(' ', '_')})`
}

/** The type code of a TypeScript type, and the enum that follows it (an enum of a list is its elements'). */
function typeCode(type: string, format: string, owner: string, references: References): [code: string, values: string] {
  const list = /^Array<(.*)>$/s.exec(type)
  const map = /^\{\s*\[key: string\]: (.*?);?\s*\}$/s.exec(type)
  const inner = list?.[1] ?? map?.[1]
  if (inner) {
    const [code, values] = typeCode(inner, format, owner, references)
    return [`${list ? '[' : '{'}${code}`, values]
  }
  if (type.startsWith('"')) return ['s', enumSuffix(type)]
  if (type === 'string') return [format === 'byte' ? 'y' : 's', '']
  if (type === 'boolean') return ['b', '']
  if (type === 'number' && NUMBERS[format]) return [NUMBERS[format], '']
  if (type.startsWith('{') && INLINED[owner]) return [reference(INLINED[owner], owner), '']
  if (/^I\w+$/.test(type)) return [reference(references.resolve(type, owner), owner), '']
  throw new Error(`${owner}: no code for type ${type} (${format})`)
}

function isTypeMeta(facts: FieldFacts): boolean {
  return facts.name === 'kind' || facts.name === 'apiVersion'
}

function compactField(facts: FieldFacts, source: Source, references: References): string {
  const owner = source.facts.name
  const field = source.model.fields.get(facts.name)
  if (!field && !isTypeMeta(facts)) throw new Error(`${owner}: the models have no field ${facts.name}`)
  const literal = isTypeMeta(facts) && field?.type.startsWith('"')
  const type = !field || literal ? 'string' : field.type
  const [code, values] = typeCode(type, source.formats.get(facts.name) ?? '', owner, references)
  const required = field?.required && !literal ? '+' : ''
  return `${facts.name}${facts.presence}${required}:${code}${facts.goType}${values}${facts.merging}${facts.fallback}`
}

/** One line of the compact schema. */
export function compactDefinition(source: Source, references: References): string {
  const { facts } = source
  const head = facts.name.slice(facts.name.lastIndexOf('.') + 1) + (facts.atomic ? '%' : '')
  return [head, ...facts.fields.map((field) => compactField(field, source, references))].join(' ')
}
