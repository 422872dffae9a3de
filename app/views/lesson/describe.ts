/** Descriptions of kinds and fields, out of the editor's JSON Schema. */

interface Schema {
  $ref?: string
  description?: string
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  definitions?: Record<string, Schema>
}

/** What `Pod.spec.containers` is in upstream's words, the first paragraph of them; undefined when there is no such field. */
export function describe(schema: unknown, path: string): string | undefined {
  const { definitions = {} } = schema as Schema
  const [kind = '', ...fields] = path.split('.')
  const root = Object.entries(definitions).find(([name]) => name.endsWith(`.${kind}`))?.[1]
  let words = root?.description
  let at = root
  for (const field of fields) {
    const found: Schema | undefined = inner(at, definitions)?.properties?.[field]
    words = found?.description ?? inner(found, definitions)?.description
    at = found
  }
  return at ? firstParagraph(words ?? '') : undefined
}

/** The map a field holds: behind references, lists and values of maps. */
function inner(schema: Schema | undefined, definitions: Record<string, Schema>): Schema | undefined {
  let at = schema
  for (let depth = 0; at && depth < 8 && !at.properties; depth++) {
    if (at.$ref) at = definitions[at.$ref.split('/').at(-1) as string]
    else at = at.items ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined)
  }
  return at
}

const firstParagraph = (text: string): string => text.split('\n\n')[0] as string
