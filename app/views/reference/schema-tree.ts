/** Kinds and fields, out of the editor's JSON Schema: the one the cluster serves, custom kinds included. */

interface Schema {
  $ref?: string
  description?: string
  type?: string
  default?: unknown
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  definitions?: Record<string, Schema>
  allOf?: { if?: { properties?: { apiVersion?: { const?: string }; kind?: { const?: string } } }; then?: Schema }[]
}

export interface ServedKind {
  kind: string
  apiVersion: string
}

export interface FieldRow {
  name: string
  /** `string`, `[]Container`, `map of string`. */
  type: string
  words: string
  required: boolean
}

export interface FieldEntry extends Omit<FieldRow, 'name'> {
  fallback: string | undefined
  /** Values it may have, where they are listed. */
  values: readonly string[]
  /** What it holds, in the order of the schema. */
  fields: readonly FieldRow[]
}

/** Every kind, the preferred version of each. */
export function kindsOf(schema: unknown): ServedKind[] {
  const kinds = new Map<string, ServedKind>()
  for (const [kind, { apiVersion }] of rootsOf(schema)) kinds.set(kind, { kind, apiVersion })
  return [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1))
}

/** `Pod.spec.containers` as the schema has it; undefined when there is no such field. */
export function fieldAt(schema: unknown, path: string): FieldEntry | undefined {
  const { definitions = {} } = (schema ?? {}) as Schema
  const [kind = '', ...names] = path.split('.')
  let at: Schema | undefined = rootsOf(schema).get(kind)?.root
  let required = false
  for (const name of names) {
    const holder = inner(at, definitions)
    at = Object.hasOwn(holder?.properties ?? {}, name) ? holder?.properties?.[name] : undefined
    required = holder?.required?.includes(name) ?? false
  }
  if (!at) return undefined
  const holder = inner(at, definitions)
  return {
    type: typeText(at),
    words: at.description ?? holder?.description ?? '',
    required,
    fallback: at.default === undefined ? undefined : JSON.stringify(at.default),
    values: (at.enum ?? []).map(String),
    fields: Object.entries(holder?.properties ?? {}).map(([name, field]) => ({
      name,
      type: typeText(field),
      words: firstParagraph(field.description ?? inner(field, definitions)?.description ?? ''),
      required: holder?.required?.includes(name) ?? false,
    })),
  }
}

/** Paths of fields, those of a shared part under the first kind that has it. */
export function allPaths(schema: unknown, kindsFirst: readonly string[]): string[] {
  const { definitions = {} } = (schema ?? {}) as Schema
  const roots = rootsOf(schema)
  const seen = new Set<Schema>()
  const paths: string[] = []
  const visit = (at: Schema | undefined, path: string) => {
    const holder = inner(at, definitions)
    if (!holder?.properties || seen.has(holder)) return
    seen.add(holder)
    for (const [name, field] of Object.entries(holder.properties)) {
      paths.push(`${path}.${name}`)
      visit(field, `${path}.${name}`)
    }
  }
  for (const kind of new Set([...kindsFirst, ...roots.keys()])) visit(roots.get(kind)?.root, kind)
  return paths
}

/** The text up to its first empty line. */
export const firstParagraph = (text: string): string => text.split('\n\n')[0] as string

function rootsOf(schema: unknown): Map<string, { apiVersion: string; root: Schema }> {
  const { definitions = {}, allOf = [] } = (schema ?? {}) as Schema
  const roots = new Map<string, { apiVersion: string; root: Schema }>()
  for (const { if: when, then } of allOf) {
    const kind = when?.properties?.kind?.const
    const apiVersion = when?.properties?.apiVersion?.const
    const root = then?.$ref ? definitions[then.$ref.split('/').at(-1) as string] : then
    // The first of a name is the older group's, which is what people mean.
    if (kind && apiVersion && root && !roots.has(kind)) roots.set(kind, { apiVersion, root })
  }
  return roots
}

const DEEPEST = 8

/** The map a field holds: behind references, lists and values of maps. */
function inner(schema: Schema | undefined, definitions: Record<string, Schema>): Schema | undefined {
  let at = schema
  for (let depth = 0; at && depth < DEEPEST && !at.properties; depth++) {
    if (at.$ref) at = definitions[at.$ref.split('/').at(-1) as string]
    else at = at.items ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined)
  }
  return at
}

function typeText({ $ref, type, items, additionalProperties, anyOf }: Schema): string {
  if ($ref) return $ref.split('.').at(-1) as string
  if (items) return `[]${typeText(items)}`
  if (typeof additionalProperties === 'object') return `map of ${typeText(additionalProperties)}`
  if (anyOf) return anyOf.map(typeText).join(' or ')
  return type ?? 'anything'
}
