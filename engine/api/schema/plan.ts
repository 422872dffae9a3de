/** Definitions prepared for decoding and encoding: one flat record a field, references resolved on first use. */
import type { Definition, FieldType, Shape } from './definition.ts'
import type { Schemas } from './schemas.ts'

/** A type with its reference resolved. */
export interface TypePlan {
  readonly shape: Shape
  readonly goType: string
  readonly of?: TypePlan
  /** The referred struct. @throws when `shape` isn't `ref` */
  struct(): StructPlan
}

/** A field; an empty value is kept when `keep`, and written when absent too when `always` or a plain struct. */
export interface FieldPlan {
  readonly name: string
  readonly type: TypePlan
  readonly keep: boolean
  readonly always: boolean
  readonly pointer: boolean
}

/** A struct type. */
export interface StructPlan {
  readonly definition: Definition
  readonly fields: readonly FieldPlan[]
  readonly names: ReadonlySet<string>
}

const plans = new WeakMap<Schemas, Map<string, StructPlan>>()

/** The plan of a definition; kept for as long as its schemas are. */
export function structPlan(schemas: Schemas, definition: Definition): StructPlan {
  let known = plans.get(schemas)
  if (!known) {
    known = new Map()
    plans.set(schemas, known)
  }
  let plan = known.get(definition.name)
  if (!plan) {
    plan = makePlan(schemas, definition)
    known.set(definition.name, plan)
  }
  return plan
}

function makePlan(schemas: Schemas, definition: Definition): StructPlan {
  const fields = definition.fields.map(({ name, type, always, pointer }) => {
    return { name, type: typePlan(schemas, type), keep: always || pointer, always, pointer }
  })
  return { definition, fields, names: new Set(definition.byName.keys()) }
}

function typePlan(schemas: Schemas, type: FieldType): TypePlan {
  let resolved: StructPlan | undefined
  return {
    shape: type.shape,
    goType: type.goType,
    of: type.of && typePlan(schemas, type.of),
    struct: () => (resolved ??= structPlan(schemas, schemas.get(type.ref ?? ''))),
  }
}
