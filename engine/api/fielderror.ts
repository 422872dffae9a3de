/**
 * Errors that point at a field of an object, and how they print. Source of the rules: apimachinery pkg/util/validation/field.
 * A bad value prints by its type: strings quoted as Go does, numbers and booleans plain, a missing one as `null`, `verbatim` text as it is,
 * anything else as JSON. (Servers up to 1.33 print structures as Go syntax: pass those through gosyntax.ts.)
 */
import { goQuote } from './goquote.ts'

/** What is wrong; these are also the reasons of a Status's causes. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid'

export interface FieldError {
  readonly type: FieldErrorType
  /** The path; '' prints as `<nil>`. */
  readonly field: string
  readonly badValue: unknown
  /** The explanation after the value; may be empty. */
  readonly detail: string
}

/** A value that prints as the given text, unquoted (what has a String method upstream, or a structure in Go syntax). */
export interface Verbatim {
  readonly verbatim: string
}

/** In place of a bad value that is not printed. */
export const OMITTED: unique symbol = Symbol('omitted')

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  InternalError: 'Internal error',
  FieldValueTypeInvalid: 'Invalid value',
}

const VALUELESS: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
])

export function verbatim(text: string): Verbatim {
  return { verbatim: text }
}

export function required(field: string, detail: string): FieldError {
  return { type: 'FieldValueRequired', field, badValue: '', detail }
}

export function invalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, badValue, detail }
}

export function typeInvalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue, detail }
}

export function notFound(field: string, badValue: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, badValue, detail: '' }
}

export function duplicate(field: string, badValue: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, badValue, detail: '' }
}

/** A value outside an enumeration; the supported ones are listed in the order given. */
export function notSupported(field: string, badValue: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`
  return { type: 'FieldValueNotSupported', field, badValue, detail }
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, badValue: '', detail }
}

/** Longer than `maxBytes`; a negative limit is not named. */
export function tooLong(field: string, maxBytes: number): FieldError {
  const unit = maxBytes === 1 ? 'byte' : 'bytes'
  const detail = maxBytes < 0 ? 'value is too long' : `may not be more than ${maxBytes} ${unit}`
  return { type: 'FieldValueTooLong', field, badValue: '<value omitted>', detail }
}

/** More entries than allowed; a negative count or limit is not named. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  const unit = max === 1 ? 'item' : 'items'
  const detail = max < 0 ? 'has too many items' : `must have at most ${max} ${unit}`
  return { type: 'FieldValueTooMany', field, badValue: actual < 0 ? OMITTED : actual, detail }
}

export function internalError(field: string, detail: string): FieldError {
  return { type: 'InternalError', field, badValue: null, detail }
}

/** Everything after the path: `Invalid value: "x": must be …`; the message of a Status's cause. */
export function fieldErrorBody(error: FieldError): string {
  const title = TITLES[error.type]
  const head =
    VALUELESS.has(error.type) || error.badValue === OMITTED ? title : `${title}: ${printValue(error.badValue)}`
  return error.detail === '' ? head : `${head}: ${error.detail}`
}

/** `path: body`. */
export function formatFieldError(error: FieldError): string {
  return `${error.field === '' ? '<nil>' : error.field}: ${fieldErrorBody(error)}`
}

function printValue(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'object' && 'verbatim' in value && typeof value.verbatim === 'string') return value.verbatim
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Several messages as one: a single one alone, more in brackets, each once. */
export function aggregateMessages(messages: readonly string[]): string {
  const distinct = [...new Set(messages)]
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`
}

/** The text of a list of field errors (`ErrorList.ToAggregate().Error()`); '' for none. */
export function formatFieldErrors(errors: readonly FieldError[]): string {
  return errors.length === 0 ? '' : aggregateMessages(errors.map(formatFieldError))
}
