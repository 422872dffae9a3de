/** How an object is to be decoded, and what comes of it. */
import type { DecodeProblem, FieldPath } from './problems.ts'

/** The `fieldValidation` query parameter. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface DecodeOptions {
  /** What becomes of unknown and duplicate fields: refused (the default), answered with warnings, or dropped. */
  readonly fieldValidation?: FieldValidation
  /** Keys the parser met twice in one object, each with its whole path. */
  readonly duplicates?: readonly FieldPath[]
  /** The YAML parser's own strict complaints, told before all others. */
  readonly complaints?: readonly string[]
  /** Report problems by sorted keys, as for bodies that were YAML or came from kubectl, instead of as written. */
  readonly sorted?: boolean
}

/** What decoding gives: an object, or problems in the order in which a server would meet them. */
export interface Decoded {
  readonly value?: Record<string, unknown>
  readonly errors: readonly DecodeProblem[]
  /** Texts for Warning headers. */
  readonly warnings: readonly string[]
  /** The server's one text for the errors, empty when there are none. */
  readonly message: string
}
