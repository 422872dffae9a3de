/**
 * The compact text form of definitions, as `npm run generate:schema` writes it, and its reader.
 *
 * One line a definition: `Name field field …`, a `%` after the name of an atomic one. A field is, in this order,
 * `name`, `!` (always written), `*` (pointer), `+` (required), `:`, type, `<go type>`, `(enum|values)` (a `_` is a space),
 * `~a` `~s` `~m,key,key` (list type), `%` (atomic), `^strategy,strategy:mergeKey` (strategic merge), `=default`.
 * Types: s string, b boolean, i int32, l int64, f number, q quantity, o int-or-string, t time, u micro time, y bytes, a any,
 * A schema-or-list, B schema-or-boolean, S schema-or-strings, `[` list of, `{` map of, `@Name` or `@pkg.v1.Name` reference.
 */
import type { Definition, Field, FieldType, Shape } from './definition.ts'

/** The generated schema: by API version the package of its kinds and their names; by package the definitions' lines. */
export interface SchemaData {
  readonly kinds: Readonly<Record<string, string>>
  readonly packages: Readonly<Record<string, string>>
}

/** By package and definition: the definition's description, then each field's, in the order of the compact schema. */
export type SchemaDescriptions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const SHAPES: Readonly<Record<string, readonly [shape: Shape, goType: string]>> = {
  s: ['string', 'string'],
  b: ['boolean', 'bool'],
  i: ['int32', 'int32'],
  l: ['int64', 'int64'],
  f: ['number', 'float64'],
  q: ['quantity', 'resource.Quantity'],
  o: ['intOrString', 'intstr.IntOrString'],
  t: ['time', 'v1.Time'],
  u: ['microTime', 'v1.MicroTime'],
  y: ['bytes', '[]uint8'],
  a: ['any', 'runtime.RawExtension'],
  A: ['schemaOrList', 'v1.JSONSchemaPropsOrArray'],
  B: ['schemaOrBool', 'v1.JSONSchemaPropsOrBool'],
  S: ['schemaOrStrings', 'v1.JSONSchemaPropsOrStringArray'],
}

const FIELD =
  /^([\w$-]+)(!?)(\*?)(\+?):([[{]*)(@[\w.]+|\w)(?:<([^>]+)>)?(?:\(([^)]*)\))?(?:~([asm])([\w,]*))?(%?)(?:\^([\w,]*)(?::(\w+))?)?(?:=(\S+))?$/
const LIST_TYPES: Readonly<Record<string, Field['listType']>> = { a: 'atomic', s: 'set', m: 'map' }

/** `v1.Container` of `io.k8s.api.core.v1.Container`. */
function goTypeOf(definition: string): string {
  return definition.split('.').slice(-2).join('.')
}

/** Go's name of what a named list or map type holds: the part after `[]` or `map[…]`, when the name shows it. */
function innerGoType(goType: string | undefined): string | undefined {
  if (goType?.startsWith('[]')) return goType.slice(2)
  return goType?.startsWith('map[') ? goType.slice(goType.indexOf(']') + 1) : undefined
}

/** A CRD's schema, or a list of schemas or strings. */
function schemaAlternatives(code: string, resolve: (target: string) => string): Pick<FieldType, 'ref' | 'of'> {
  const ref = resolve('JSONSchemaProps')
  const schema: FieldType = { shape: 'ref', goType: goTypeOf(ref), ref }
  return { ref, of: code === 'S' ? { shape: 'string', goType: 'string' } : schema }
}

/** Reads one field's text. `resolve` gives the full name of a reference. @throws Error when the text isn't the notation. */
export function parseField(text: string, resolve: (target: string) => string): Field {
  const match = FIELD.exec(text)
  if (!match) throw new Error(`not a field of the schema notation: ${text}`)
  const [, name = '', always, pointer, required, holders = '', code = '', goType, values] = match
  const leaf = (go: string | undefined): FieldType => {
    const [shape, plain] = code.startsWith('@')
      ? (['ref', goTypeOf(resolve(code.slice(1)))] as const)
      : (SHAPES[code] ?? (['any', ''] as const))
    if (shape.startsWith('schemaOr')) return { shape, goType: go ?? plain, ...schemaAlternatives(code, resolve) }
    const ref = shape === 'ref' ? resolve(code.slice(1)) : undefined
    return { shape, goType: go ?? plain, ref, values: values?.replaceAll('_', ' ').split('|') }
  }
  const held = (depth: number, go: string | undefined): FieldType => {
    if (depth === holders.length) return leaf(go)
    const of = held(depth + 1, innerGoType(go))
    const list = holders[depth] === '['
    return { shape: list ? 'list' : 'map', goType: go ?? (list ? '[]' : 'map[string]') + of.goType, of }
  }
  const [listType = '', keys = '', atomic, strategies, mergeKey = '', fallback] = match.slice(9)
  return {
    name,
    type: held(0, goType),
    required: required !== '',
    always: always !== '',
    pointer: pointer !== '',
    listType: LIST_TYPES[listType],
    listKeys: keys.split(',').filter(Boolean),
    atomic: atomic === '%',
    patchStrategies: strategies ? strategies.split(',') : [],
    mergeKey,
    fallback,
  }
}

/** Reads one definition's line. */
export function parseDefinition(line: string, prefix: string, resolve: (target: string) => string): Definition {
  const [head = '', ...texts] = line.split(' ')
  const goName = head.replace('%', '')
  const fields = texts.map((text) =>
    parseField(text, (target) => (target.includes('.') ? resolve(target) : `${prefix}.${target}`)),
  )
  return {
    name: `${prefix}.${goName}`,
    goName,
    atomic: head.endsWith('%'),
    fields,
    byName: new Map(fields.map((field) => [field.name, field])),
  }
}
