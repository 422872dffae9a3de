/** What strategic patches need to know of a value's fields, and the names of their directives. Source: strategicpatch meta.go. */
import type { Definition, Field, FieldType } from '../schema/definition.ts'
import type { Schemas } from '../schema/schemas.ts'

export const DIRECTIVE = '$patch'
export const RETAIN_KEYS = '$retainKeys'
export const ORDER_PREFIX = '$setElementOrder/'
export const DELETE_PREFIX = '$deleteFromPrimitiveList/'

/** What is known of a value: a struct's fields, or the type a map's values have; nothing inside free JSON. */
export interface PatchSchema {
  definition?: Definition
  values?: FieldType
}

export function fieldOf({ definition }: PatchSchema, name: string): Field | undefined {
  return definition?.byName.get(name)
}

/** What is known of the values below a field (of a list's elements, a map's values). */
export function below(schemas: Schemas, schema: PatchSchema, name: string): PatchSchema {
  return ofType(schemas, schema.definition ? fieldOf(schema, name)?.type : schema.values)
}

function ofType(schemas: Schemas, type: FieldType | undefined): PatchSchema {
  if (type?.shape === 'ref') return { definition: schemas.find(type.ref ?? '') }
  if (type?.shape === 'list') return ofType(schemas, type.of)
  return type?.shape === 'map' ? { values: type.of } : {}
}
