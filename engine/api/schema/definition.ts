/** What the API knows of a type: the objects that decoding, encoding, patching, OpenAPI and the editor's schema read. */
import type { Decoded, DecodeOptions } from './decoded.ts'

/** Shapes of values. `any` is free JSON; the three `schemaOr…` are the alternatives inside a CRD's own schemas. */
export type Shape =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'number'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'any'
  | 'schemaOrList'
  | 'schemaOrBool'
  | 'schemaOrStrings'
  | 'list'
  | 'map'
  | 'ref'

/** A type: its shape, what it holds, and what Go calls it in decoding errors (`v1.PullPolicy`, `[]v1.Container`). */
export interface FieldType {
  readonly shape: Shape
  readonly goType: string
  /** Elements of a list, values of a map. */
  readonly of?: FieldType
  /** Full name of the definition referred to. */
  readonly ref?: string
  /** The values upstream's documentation lists; decoding doesn't check them. */
  readonly values?: readonly string[]
}

/** One field of a definition. */
export interface Field {
  readonly name: string
  readonly type: FieldType
  /** Upstream's schema calls the field required; decoding doesn't check it. */
  readonly required: boolean
  /** Written even when empty. */
  readonly always: boolean
  /** An explicit zero differs from absent and is kept. */
  readonly pointer: boolean
  /** x-kubernetes-list-type; undefined where upstream says nothing (then apply treats the list as atomic). */
  readonly listType?: 'atomic' | 'set' | 'map'
  /** x-kubernetes-list-map-keys of a list of type map, else empty. */
  readonly listKeys: readonly string[]
  /** The map or struct is replaced whole by apply. */
  readonly atomic: boolean
  /** x-kubernetes-patch-strategy: some of merge, replace, retainKeys. */
  readonly patchStrategies: readonly string[]
  /** x-kubernetes-patch-merge-key, or the empty string. */
  readonly mergeKey: string
  /** The schema's own default of a missing string: keyed lists (ports by protocol) compare by it. */
  readonly fallback?: string
}

/** One type with fields. */
export interface Definition {
  /** E.g. `io.k8s.api.core.v1.Container`. */
  readonly name: string
  /** E.g. `Container`, as decoding errors say. */
  readonly goName: string
  /** Apply treats values of the type as one. */
  readonly atomic: boolean
  /** In the order in which a server writes them. */
  readonly fields: readonly Field[]
  readonly byName: ReadonlyMap<string, Field>
  /** How its objects are read and written where that is not by fields (custom resources). */
  readonly codec?: ObjectCodec
}

export interface ObjectCodec {
  decode(value: Record<string, unknown>, options: DecodeOptions): Decoded
  encode(object: Record<string, unknown>): Record<string, unknown>
}

/** A kind that stands alone in the API, and the definition of its objects. */
export interface SchemaKind {
  readonly apiVersion: string
  readonly kind: string
  readonly definition: string
}
