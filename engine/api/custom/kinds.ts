/**
 * The kinds that CustomResourceDefinitions make: which are served follows from the definitions in the store, so that a
 * checkpoint, a replay and a branch have the right ones without being told.
 */
import { equal } from '../equal.ts'
import { type FieldError, fieldErrorBody, invalid } from '../fielderror.ts'
import type { FieldErrorLike, KindDefinition, PrinterColumn } from '../kind.ts'
import type { KObject } from '../object.ts'
import type { Definition } from '../schema/definition.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { Store } from '../store.ts'
import type { Table } from '../table.ts'
import { definitionsOf } from './codec.ts'
import { type Crd, CRDS, crdCondition, type CrdColumn, type CrdVersion } from './crd.ts'
import { findByJsonPath } from './jsonpath.ts'
import { hasRules, ruleErrors } from './rules.ts'
import { applyDefaults, type Structural } from './structural.ts'
import { validateValue } from './validate.ts'

/** Ages as other kinds print them; injected, because printing stands with the kinds. */
export type AgeOf = (instant: string, clock: { nowMs: number; virtualMs(text: string): number }) => string

interface Made {
  kinds: readonly KindDefinition[]
  definitions: ReadonlyMap<string, Definition>
}

const UNCHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
/** Errors after which an object's shape is not what rules may rely on. */
const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])
const ANYTHING: Structural = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

export class CustomKinds {
  /** What each stored definition makes; objects are immutable. */
  private readonly made = new WeakMap<Crd, Made>()
  private readonly crds: Table

  constructor(
    private readonly store: Store,
    private readonly ageOf: AgeOf,
    private readonly schemas: Schemas,
  ) {
    this.crds = store.table(CRDS)
  }

  /** Every kind served now, by name of its definition; each version is one. */
  all(): KindDefinition[] {
    if (this.crds.count() === 0) return []
    return (this.crds.list() as Crd[]).flatMap((crd) => this.of(crd)?.kinds ?? [])
  }

  /** The storage version's kind of a resource such as `widgets.example.com`. */
  find(resource: string): KindDefinition | undefined {
    const crd = this.crds.find('', resource) as Crd | undefined
    const made = crd && this.of(crd)
    const storage = crd?.spec.versions.find((version) => version.storage)?.name
    return made?.kinds.find(({ info }) => info.version === storage) ?? made?.kinds[0]
  }

  /** A definition of the schema of some kind, by its name. */
  definition(name: string): Definition | undefined {
    if (this.crds.count() === 0) return undefined
    for (const crd of this.crds.list() as Crd[]) {
      const found = this.of(crd)?.definitions.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** A text that differs when what is served does. */
  fingerprint(): string {
    return (this.crds.list() as Crd[]).map(({ metadata }) => `${metadata.uid}/${metadata.resourceVersion}`).join(' ')
  }

  private of(crd: Crd): Made | undefined {
    if (!crdCondition(crd, 'Established')) return undefined
    let made = this.made.get(crd)
    if (made === undefined) {
      made = this.make(crd)
      this.made.set(crd, made)
      const [first] = made.kinds
      if (first !== undefined && !this.store.hasTable(first.info.resource)) this.store.addTable(first.info)
    }
    return made
  }

  private make(crd: Crd): Made {
    const definitions = new Map<string, Definition>()
    const kinds = crd.spec.versions
      .filter(({ served }) => served)
      .map((version) => {
        const kind = this.kindOf(crd, version)
        for (const [name, definition] of definitionsOf(this.schemas, kind.schema, schemaOf(version)))
          definitions.set(name, definition)
        return kind
      })
    return { kinds, definitions }
  }

  private kindOf(crd: Crd, version: CrdVersion): KindDefinition {
    const { group, scope } = crd.spec
    const names = crd.status.acceptedNames ?? crd.spec.names
    const { kind, plural } = names
    const schema = schemaOf(version)
    const { status, scale } = version.subresources ?? {}
    return {
      info: {
        resource: `${plural}.${group}`,
        group,
        version: version.name,
        kind,
        plural,
        singular: names.singular || kind.toLowerCase(),
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        namespaced: scope === 'Namespaced',
      },
      schema: [...group.split('.').reverse(), version.name, kind].join('.'),
      custom: true,
      inline: publishedSchema(schema),
      status: status !== undefined,
      ...(scale
        ? {
            scale: {
              specReplicas: scale.specReplicasPath,
              statusReplicas: scale.statusReplicasPath,
              selector: scale.labelSelectorPath ?? '',
            },
          }
        : {}),
      generation: true,
      nameRule: 'subdomain',
      defaults: (object) => applyDefaults(object, schema),
      validate: (object) => causes(validateCustom(object, undefined, schema)),
      validateUpdate: (next, old) => causes(validateCustom(next, old, schema)),
      validateStatusUpdate: (next, old) => causes(validateCustom(next, old, schema)),
      warnings: () => deprecation(crd, version),
      ...this.columnsOf(version),
      ...(version.selectableFields?.length ? { fields: fieldsOf(version) } : {}),
    }
  }

  private columnsOf({
    additionalPrinterColumns: given = [],
  }: CrdVersion): Pick<KindDefinition, 'columns' | 'printRow'> {
    const columns = given.length > 0 ? given : [AGE_COLUMN]
    return {
      columns: [NAME, ...columns.map(printerColumn)],
      printRow: (object, clock) => [
        object.metadata.name,
        ...columns.map((column) => {
          const found = findByJsonPath(column.jsonPath, object)
          return column.type === 'date' ? this.dateCell(found[0], clock) : cellOf(column, found)
        }),
      ],
    }
  }

  private dateCell(value: unknown, clock: Parameters<AgeOf>[1]): unknown {
    return typeof value === 'string' ? this.ageOf(value, clock) : null
  }
}

const schemaOf = ({ schema }: CrdVersion): Structural => schema?.openAPIV3Schema ?? ANYTHING

const NAME: PrinterColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique within its namespace.',
  priority: 0,
}
const AGE_COLUMN: CrdColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

const printerColumn = ({ name, type, format, description, priority }: CrdColumn): PrinterColumn => ({
  name,
  type: type as PrinterColumn['type'],
  format: format ?? '',
  description: description ?? `Custom resource definition column (in JSONPath format): ${name}`,
  priority: priority ?? 0,
})

/** A cell of what a path found; nothing when it is not of the column's type. */
function cellOf({ type }: CrdColumn, found: readonly unknown[]): unknown {
  const [first] = found
  if (first === undefined || first === null) return null
  if (type === 'string')
    return found.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')
  if (type === 'boolean') return typeof first === 'boolean' ? first : null
  if (typeof first !== 'number') return null
  return type === 'integer' ? Math.trunc(first) : first
}

function fieldsOf({ selectableFields = [] }: CrdVersion): KindDefinition['fields'] {
  return Object.fromEntries(
    selectableFields.map(({ jsonPath }) => [
      jsonPath.replace(/^\./, ''),
      (object: KObject) => {
        const [value] = findByJsonPath(jsonPath, object)
        return value === undefined || value === null ? '' : String(value)
      },
    ]),
  )
}

function deprecation({ spec }: Crd, { name, deprecated, deprecationWarning }: CrdVersion): string[] {
  if (!deprecated) return []
  return [deprecationWarning ?? `${spec.group}/${name} ${spec.names.kind} is deprecated`]
}

/** Shape first; then, when it can be relied on, the rules. What was wrong before and has not changed is let be. */
function validateCustom(next: KObject, old: KObject | undefined, schema: Structural): FieldError[] {
  const root = {
    ...schema,
    required: schema.required?.filter((name) => !['apiVersion', 'kind', 'metadata'].includes(name)),
  }
  const known = old === undefined ? [] : validateValue(contentOf(old), root as Structural, '')
  const errors = validateValue(contentOf(next), root as Structural, '').filter((error) => !isKnown(error, known))
  if (!hasRules(schema)) return errors
  if (errors.some(({ type }) => BLOCKING.has(type))) return [...errors, invalid('', null, UNCHECKED)]
  return [...errors, ...ruleErrors(next, old, schema, '')]
}

/** All but what every object has and the server itself checks. */
function contentOf(object: KObject): Record<string, unknown> {
  const content = { ...object } as Record<string, unknown>
  for (const name of ['apiVersion', 'kind', 'metadata']) delete content[name]
  return content
}

const isKnown = (error: FieldError, known: readonly FieldError[]) =>
  known.some(
    ({ field, type, badValue }) => field === error.field && type === error.type && equal(badValue, error.badValue),
  )

const causes = (errors: readonly FieldError[]): FieldErrorLike[] =>
  errors.map((error) => ({
    type: error.type.replace('FieldValue', ''),
    field: error.field === '' ? '<nil>' : error.field,
    message: fieldErrorBody(error.badValue === null ? { ...error, badValue: 'null' } : error),
  }))

const TYPE_TEXTS = {
  apiVersion: {
    description:
      'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values.',
    type: 'string',
  },
  kind: {
    description:
      'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to.',
    type: 'string',
  },
  metadata: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
}

/** The schema as OpenAPI tells it: with what every object has. */
const publishedSchema = (schema: Structural): Record<string, unknown> => ({
  ...schema,
  type: 'object',
  properties: { ...schema.properties, ...TYPE_TEXTS },
})
