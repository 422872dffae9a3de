/**
 * What the API server must know of a kind. A new kind is one file that exports one of these and one line in
 * kinds/list.ts; nothing else in the engine names kinds for generic purposes.
 */
import type { KObject } from './object.ts'

/** Identity of a served resource. */
export interface ResourceInfo {
  /** `deployments.apps`; the plural alone in the core group. */
  resource: string
  /** Empty for the core group. */
  group: string
  version: string
  kind: string
  plural: string
  singular: string
  shortNames: readonly string[]
  categories: readonly string[]
  namespaced: boolean
}

/** What the strategies and validators may ask of the world. */
export interface StrategyContext {
  nowMs: number
  /** metav1.Time now. */
  now: string
}

/** One problem with a field, as apimachinery's field.Error prints it. */
export interface FieldErrorLike {
  /** Required, Invalid, NotSupported, Forbidden, Duplicate, TooLong, TooMany … (the Status cause's reason). */
  type: string
  field: string
  /** Text after `field: `, e.g. `Invalid value: -1: must be greater than or equal to 0`. */
  message: string
}

/** A column of `kubectl get`. */
export interface PrinterColumn {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  format?: string
  description: string
  /** 0 = always, 1 = wide only. */
  priority: number
}

/** Cells of one object, in the order of the columns. */
export type PrintRow<T extends KObject> = (
  object: T,
  now: { nowMs: number; virtualMs(text: string): number },
) => unknown[]

/** Another version a kind is served in, over what is stored. Shapes differ; nothing is lost on the way there and back. */
export interface VersionConversion {
  /** Where it is another group's, too. */
  group?: string
  version: string
  /** Definition in the generated schema. */
  schema: string
  fromStored(object: KObject): KObject
  toStored(object: KObject): KObject
  /** Where this version is stricter, of objects as they are stored; the kind's own otherwise. */
  validate?(object: KObject): FieldErrorLike[]
  validateUpdate?(next: KObject, old: KObject): FieldErrorLike[]
  /** Field selectors by this version's names; the kind's own otherwise. */
  fields?: Record<string, (object: never) => string>
}

/** How a part of an object is changed through a subresource of its own. */
export interface PartUpdate<T extends KObject> {
  /** The stored object with the part of the given one. */
  merge(given: T, old: T): T
  validate(next: T, old: T): FieldErrorLike[]
}

export interface KindDefinition<T extends KObject = KObject> {
  info: ResourceInfo
  /** Made by a CustomResourceDefinition. */
  custom?: boolean
  /** The schema itself where there is no built-in one: OpenAPI v3, of the whole object. */
  inline?: Readonly<Record<string, unknown>>
  /** Definition in the generated schema, e.g. `io.k8s.api.apps.v1.Deployment`. */
  schema: string
  /** Further versions it is served in; the info's own is stored and preferred. */
  otherVersions?: readonly VersionConversion[]
  /** Of a definition that stands for one of those: how its objects are made of stored ones. */
  conversion?: VersionConversion
  /** The kind has a /status subresource: status is dropped on create and kept on update. */
  status: boolean
  /** A create keeps the status it is given (Nodes: a machine says what it has). */
  statusOnCreate?: boolean
  /** The kind has a /scale subresource over these paths. */
  scale?: { specReplicas: string; statusReplicas: string; selector: string }
  /** Spec changes bump metadata.generation (Pods keep none in 1.32). */
  generation: boolean
  /** Discovery verbs, when not all of them are there. */
  verbs?: readonly string[]
  /** Further subresources' names, for discovery. */
  subresources?: readonly string[]
  /** Upstream's name rule: which validator of api/names applies to metadata.name. */
  nameRule: 'subdomain' | 'label' | 'label1035' | 'path'
  /** Fills defaults in place; gets a private copy. Idempotent. */
  defaults?(object: T): void
  /** Clears and sets what the server owns on create (PrepareForCreate), in place. */
  prepareForCreate?(object: T, context: StrategyContext): void
  /** Same for update: `next` in place. */
  prepareForUpdate?(next: T, old: T, context: StrategyContext): void
  /** Same for the status subresource; `next` has the given status, and a copy of its own of it. */
  prepareForStatusUpdate?(next: T, old: T, context: StrategyContext): void
  /** Subresources through which a part of the object is changed and no other (a Pod's ephemeral containers). */
  parts?: Readonly<Record<string, PartUpdate<T>>>
  /** What a delete request changes beside the metadata (a Namespace turns Terminating); returns the next object. */
  prepareForDelete?(object: T): T
  /** A delete that says nothing of dependents orphans them (Jobs, as of old). */
  orphansDependents?: boolean
  /** Something beside metadata.finalizers keeps a deleted object (a Namespace's spec.finalizers). */
  held?(object: T): boolean
  validate?(object: T): FieldErrorLike[]
  validateUpdate?(next: T, old: T): FieldErrorLike[]
  validateStatusUpdate?(next: T, old: T): FieldErrorLike[]
  /** Warnings a create or update answers with, e.g. for deprecated fields. */
  warnings?(object: T, old: T | undefined): string[]
  columns: readonly PrinterColumn[]
  printRow: PrintRow<T>
  /** Field selectors beyond metadata.name and metadata.namespace: label → value. */
  fields?: Record<string, (object: T) => string>
  /** Seconds of grace a delete gives when the client names none; undefined = deletes at once. */
  gracePeriodSeconds?(object: T): number | undefined
}
