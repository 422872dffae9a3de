/**
 * Query parameters and option bodies: what a client may say about how a request is carried out.
 * Source: apimachinery pkg/apis/meta/v1/validation.
 */
import { badRequest, failure, type StatusError } from '../errors.ts'
import { type FieldError, fieldErrorBody, formatFieldErrors, invalid, notSupported, required } from '../fielderror.ts'
import { validateFieldManager } from '../managedfieldsformat.ts'
import type { FieldValidation } from '../schema/decoded.ts'

export type Query = Readonly<Record<string, string>>

export interface WriteQuery {
  dryRun: boolean
  fieldManager: string
  fieldValidation: FieldValidation
  force: boolean
}

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions'

/** 422 about an option object, as NewInvalid prints it. */
export function invalidOptions(kind: OptionsKind | 'ListOptions', errors: readonly FieldError[]): StatusError {
  return failure(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${formatFieldErrors(errors)}`, {
    group: 'meta.k8s.io',
    kind,
    causes: errors.map((error) => ({ reason: error.type, message: fieldErrorBody(error), field: error.field })),
  })
}

function dryRunErrors(value: string): FieldError[] {
  return value === '' || value === 'All' ? [] : [notSupported('dryRun', [value], ['All'])]
}

/** Reads a boolean as Go's strconv.ParseBool does; absent and empty are given defaults. */
export function flag(query: Query, name: string): boolean {
  const value = query[name]
  if (value === undefined) return false
  return value === '' || value === '1' || value === 't' || value.toLowerCase() === 'true'
}

/** An integer parameter; undefined when absent. @throws StatusError 400 */
export function integer(query: Query, name: string): number | undefined {
  const text = query[name]
  if (text === undefined || text === '') return undefined
  if (!/^[+-]?\d{1,18}$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`)
  return Number(text)
}

const VALIDATIONS: readonly string[] = ['', 'Ignore', 'Strict', 'Warn']

/** Options of a create, update or patch. `apply`: a server-side apply, which must name its manager. @throws StatusError 422 */
export function writeQuery(query: Query, kind: OptionsKind, apply = false): WriteQuery {
  const { dryRun = '', fieldManager = '', fieldValidation = '' } = query
  const errors: FieldError[] = []
  if (kind === 'PatchOptions' && !apply && query.force !== undefined) errors.push(forbiddenForce())
  if (apply && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'))
  errors.push(...validateFieldManager(fieldManager, 'fieldManager'), ...dryRunErrors(dryRun))
  if (!VALIDATIONS.includes(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, VALIDATIONS))
  }
  if (errors.length > 0) throw invalidOptions(kind, errors)
  return {
    dryRun: dryRun === 'All',
    fieldManager,
    fieldValidation: (fieldValidation || 'Warn') as FieldValidation,
    force: flag(query, 'force'),
  }
}

const forbiddenForce = (): FieldError => ({
  type: 'FieldValueForbidden',
  field: 'force',
  badValue: '',
  detail: 'may not be specified for non-apply patch',
})

/** The manager of a write: the one named, else the client's name from its User-Agent (apiserver managerOrUserAgent). */
export function managerName(fieldManager: string, userAgent: string | undefined): string {
  if (fieldManager !== '') return fieldManager
  const name = (userAgent ?? '').split('/')[0] ?? ''
  return [...name].slice(0, 128).join('') || 'unknown'
}

export interface DeleteQuery {
  dryRun: boolean
  gracePeriodSeconds?: number
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'
  preconditions?: { uid?: string; resourceVersion?: string }
}

const POLICIES: readonly string[] = ['Foreground', 'Background', 'Orphan']

/** Delete options from the body (a DeleteOptions object) or the query. @throws StatusError 422 */
export function deleteQuery(query: Query, body: Record<string, unknown> | undefined): DeleteQuery {
  const policy = (body?.propagationPolicy ?? query.propagationPolicy) as string | undefined
  const orphan = body?.orphanDependents ?? query.orphanDependents
  const dryRun =
    body === undefined ? (query.dryRun ?? '') : String((body.dryRun as string[] | undefined)?.[0] ?? query.dryRun ?? '')
  const errors = dryRunErrors(dryRun)
  if (policy !== undefined && !POLICIES.includes(policy)) {
    errors.push(notSupported('propagationPolicy', policy, [...POLICIES, 'nil']))
  }
  if (policy !== undefined && orphan !== undefined) {
    errors.push(invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'))
  }
  if (errors.length > 0) throw invalidOptions('DeleteOptions', errors)
  const grace = (body?.gracePeriodSeconds as number | undefined) ?? integer(query, 'gracePeriodSeconds')
  const orphanPolicy = orphan === undefined ? undefined : String(orphan) === 'true' ? 'Orphan' : 'Background'
  return {
    dryRun: dryRun === 'All',
    gracePeriodSeconds: grace ?? undefined,
    propagationPolicy: (policy ?? orphanPolicy) as DeleteQuery['propagationPolicy'],
    preconditions: (body?.preconditions as DeleteQuery['preconditions']) ?? undefined,
  }
}
