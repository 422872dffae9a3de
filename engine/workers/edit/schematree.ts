/** The OpenAPI document of a group version as a form reads it: what a field is called, holds, needs and means. */
import { EDITOR_DEFAULTS } from '../../api/schema/editordefaults.ts'
import type { FieldShape } from '../../protocol/edit.ts'
import { limitsOf } from './limits.ts'

type Json = Record<string, unknown>

/** A type, resolved: of a field, an item, a value. */
export interface TypeNode {
  shape: FieldShape
  /** As kubectl explain has it. */
  type: string
  description: string
  choices: string[]
  minimum?: number
  maximum?: number
  pattern?: string
  /** Of a group. */
  members: MemberNode[]
  /** Of a list or a map. */
  item?: () => TypeNode
}

export interface MemberNode {
  name: string
  description: string
  required: boolean
  fallback?: string | number | boolean
  limits: { minimum?: number; maximum?: number }
  type: () => TypeNode
}

const ONE_VALUE: Readonly<Record<string, FieldShape>> = {
  Quantity: 'quantity',
  IntOrString: 'intOrString',
  Time: 'time',
  MicroTime: 'time',
  FieldsV1: 'free',
  RawExtension: 'free',
}

export class SchemaTree {
  private readonly kept = new Map<Json, TypeNode>()

  /** @param schemas `components.schemas` of an OpenAPI v3 document */
  constructor(private readonly schemas: Json) {}

  /** The kind's own type; undefined where the document has none. */
  kind(group: string, version: string, kind: string): TypeNode | undefined {
    const isIt = (each: Json) => each.group === group && each.version === version && each.kind === kind
    const name = Object.keys(this.schemas).find((key) =>
      ((this.schemas[key] as Json)['x-kubernetes-group-version-kind'] as Json[] | undefined)?.some(isIt),
    )
    return name === undefined ? undefined : this.node(this.schemas[name] as Json, last(name))
  }

  private node(schema: Json, owner = ''): TypeNode {
    const known = this.kept.get(schema)
    if (known) return known
    const reference = refOf(schema)
    const made = reference ? this.referred(schema, reference) : this.plain(schema, owner)
    this.kept.set(schema, made)
    return made
  }

  private referred(schema: Json, reference: string): TypeNode {
    const name = last(reference)
    const target = this.schemas[reference] as Json | undefined
    const shape = ONE_VALUE[name]
    const base =
      shape || !target ? { ...EMPTY, shape: shape ?? ('free' as const), type: name } : this.node(target, name)
    return { ...base, description: text(schema.description) || base.description }
  }

  private plain(schema: Json, owner: string): TypeNode {
    const base = { ...EMPTY, ...boundsOf(schema), description: text(schema.description), choices: choicesOf(schema) }
    const { items, additionalProperties: values, properties } = schema
    if (schema['x-kubernetes-int-or-string']) return { ...base, shape: 'intOrString', type: 'IntOrString' }
    if (schema.type === 'array' && isJson(items)) return this.holding('list', base, items)
    if (isJson(values)) return this.holding('map', base, values)
    if (isJson(properties)) {
      return { ...base, shape: 'group', type: owner || 'Object', members: this.members(schema, properties, owner) }
    }
    const shape = shapeOf(schema)
    return { ...base, shape, type: shape === 'free' ? 'Object' : text(schema.type) }
  }

  private holding(shape: 'list' | 'map', base: TypeNode, inner: Json): TypeNode {
    const item = () => this.node(inner)
    const type = refOf(inner) ? last(refOf(inner) as string) : text(inner.type) || 'Object'
    return { ...base, shape, type: shape === 'list' ? `[]${type}` : `map[string]${type}`, item }
  }

  private members(schema: Json, properties: Json, owner: string): MemberNode[] {
    const required = new Set((schema.required as string[] | undefined) ?? [])
    return Object.entries(properties).map(([name, member]) => {
      const given = EDITOR_DEFAULTS[`${owner}.${name}`] ?? (member as Json).default
      return {
        name,
        description: text((member as Json).description),
        required: required.has(name),
        ...(isTold(given) ? { fallback: given } : {}),
        limits: limitsOf(owner, name),
        type: () => this.node(member as Json),
      }
    })
  }
}

const EMPTY: TypeNode = { shape: 'free', type: 'Object', description: '', choices: [], members: [] }

/** A type's zero is what Go makes of nothing; a server that fills in something says more. */
const isTold = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'

function shapeOf({ type, format }: Json): FieldShape {
  if (type === 'integer' || type === 'number' || type === 'boolean') return type
  if (type !== 'string') return 'free'
  return format === 'byte' ? 'bytes' : format === 'date-time' ? 'time' : 'text'
}

function boundsOf({ minimum, maximum, pattern }: Json): Pick<TypeNode, 'minimum' | 'maximum' | 'pattern'> {
  return {
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
    ...(typeof pattern === 'string' ? { pattern } : {}),
  }
}

const choicesOf = (schema: Json): string[] =>
  Array.isArray(schema.enum) ? schema.enum.filter((each) => typeof each === 'string' && each !== '') : []

function refOf(schema: Json): string | undefined {
  const direct = schema.$ref ?? (schema.allOf as Json[] | undefined)?.[0]?.$ref
  return typeof direct === 'string' ? direct.slice(direct.lastIndexOf('/') + 1) : undefined
}

const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
