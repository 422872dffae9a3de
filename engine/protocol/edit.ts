/** Editing manifests by their fields: each edit is a small change of the text, and a form is the text read once more. */
import type { ApplyError } from './apply.ts'
import type { ObjectRef } from './object.ts'

/** From a document's root to a field: names of fields and keys, positions in lists. */
export type FieldPath = readonly (string | number)[]

export type FieldEdit =
  /** Sets a field, with what is missing on the way to it; a position at a list's end adds to it. */
  | { set: FieldPath; value: unknown }
  | { remove: FieldPath }
  /** Another name for a key of a map. */
  | { rename: FieldPath; to: string }
  /** An item of a list to another position of it. */
  | { move: FieldPath; to: number }

/** Which document of a text: its position, the one a line stands in (1-based), the one of an object, or a new one. */
export type EditTarget = { document: number } | { line: number } | { object: ObjectRef } | { added: true }

/** What came of edits; the text is as it was where they were refused. */
export interface EditedText {
  text: string
  /** Why the edits cannot be made. */
  refused?: string
  /** 1-based line of the last edit. */
  line?: number
}

/** How a field is written in a form. */
export type FieldShape =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'bytes'
  | 'group'
  | 'list'
  | 'map'
  /** Anything: shown as YAML. */
  | 'free'

export interface FormField {
  path: FieldPath
  /** The path as the API server writes it: `spec.containers[0].image`. */
  at: string
  name: string
  shape: FieldShape
  /** As kubectl explain has it: `[]Container`. */
  type: string
  description: string
  required: boolean
  isSet: boolean
  /** The schema knows no such field. */
  unknown?: true
  /** Of a scalar that is set. */
  value?: string | number | boolean | null
  /** What the server fills in, where it stays unset. */
  fallback?: string | number | boolean
  choices?: string[]
  /** `s`, `%`, `CPU`, `bytes`: what the number counts. */
  unit?: string
  minimum?: number
  maximum?: number
  pattern?: string
  /** 1-based line of the whole text, where it is set. */
  line?: number
  /** Of a group, list or map that is set: all it has, and of a group all it could have. */
  fields?: FormField[]
  /** What setting it begins with; of a list or map, what a new item begins with. */
  blank?: unknown
  itemBlank?: unknown
  /** Free and unknown values, as YAML. */
  yaml?: string
  /** What `kubectl explain` takes; absent where it would know nothing. */
  explain?: string
}

/** A document of a text as a form. */
export interface FormDocument {
  index: number
  apiVersion: string
  kind: string
  name: string
  /** 1-based lines of the text. */
  fromLine: number
  toLine: number
  fields: FormField[]
  /** Why there is no schema: nothing of this kind is served. */
  noSchema?: string
}

export interface FormAnswer {
  /** Every document of the text, to choose from. */
  documents: { index: number; label: string }[]
  form?: FormDocument
  /** Why the document cannot be shown as a form. */
  broken?: ApplyError
}

/** A field that the file and the object disagree on. */
export interface FieldConflict {
  path: FieldPath
  at: string
  /** What each says; absent where it says nothing. */
  mine?: unknown
  theirs?: unknown
  base?: unknown
  /** Who changed it since the file was written. */
  isMine: boolean
  isTheirs: boolean
  /** Who owns it, and in the server's words. */
  manager?: string
  who?: string
}

/** What stands in the way of one document's Apply. */
export interface DocumentConflict {
  index: number
  object: string
  about: 'version' | 'managers'
  /** The object's present version: with it, Apply is of what is there now. */
  resourceVersion: string
  /** Whether the object is known as it was when the file was written. */
  isBaseKnown: boolean
  fields: FieldConflict[]
}

/** The part of the worker's face that edits texts. Of the cluster nothing changes. */
export interface EditApi {
  editText(text: string, target: EditTarget, edits: FieldEdit[]): EditedText
  /** What each document of a text says, as JSON; null for one that cannot be read. */
  valuesOf(text: string): unknown[]
  conflictsOf(text: string, namespace: string, serverSide: boolean): DocumentConflict[]
  formOf(text: string, target: EditTarget): FormAnswer
  /** A text that differs when other kinds are served, or their fields differ: the editor's schema is another one then. */
  servedKinds(): string
}
