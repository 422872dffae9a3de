/**
 * Status errors with upstream's reasons, codes and messages (apimachinery pkg/api/errors).
 *
 * Thrown by the verbs and the door; `status` is the body a client gets.
 */
import type { FieldErrorLike, ResourceInfo } from './kind.ts'

export interface StatusCause {
  reason: string
  message: string
  field?: string
}

export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: Record<string, unknown>
  status: 'Failure' | 'Success'
  message?: string
  reason?: string
  details?: {
    name?: string
    group?: string
    kind?: string
    uid?: string
    causes?: StatusCause[]
    retryAfterSeconds?: number
  }
  code?: number
}

/** An API error: carries the Status; has no stack, so that making one is cheap. */
export class StatusError {
  constructor(readonly status: Status) {}
  get code(): number {
    return this.status.code as number
  }
  get reason(): string {
    return this.status.reason ?? ''
  }
  get message(): string {
    return this.status.message ?? ''
  }
  toString(): string {
    return `${this.reason}: ${this.message}`
  }
}

/** A Failure status of any shape. */
export function failure(code: number, reason: string, message: string, details?: Status['details']): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details ? { details } : {}),
    code,
  })
}

const detailsOf = (info: ResourceInfo, name: string): NonNullable<Status['details']> => ({
  ...(name ? { name } : {}),
  ...(info.group ? { group: info.group } : {}),
  kind: info.plural,
})

export const notFound = (info: ResourceInfo, name: string): StatusError =>
  failure(404, 'NotFound', `${info.resource} "${name}" not found`, detailsOf(info, name))

export const alreadyExists = (info: ResourceInfo, name: string): StatusError =>
  failure(409, 'AlreadyExists', `${info.resource} "${name}" already exists`, detailsOf(info, name))

/** @param why upstream's text after the colon; by default the optimistic-lock one. */
export const conflict = (info: ResourceInfo, name: string, why: string = OPTIMISTIC_LOCK): StatusError =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${info.resource} "${name}": ${why}`, detailsOf(info, name))

export const OPTIMISTIC_LOCK =
  'the object has been modified; please apply your changes to the latest version and try again'

/** A delete whose preconditions don't hold: upstream names the kind here, not the resource. */
export const staleDelete = ({ kind, group }: ResourceInfo, name: string, why: string): StatusError => {
  const qualified = group ? `${kind}.${group}` : kind
  const details = { name, ...(group ? { group } : {}), kind }
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified} "${name}": ${why}`, details)
}

export const forbidden = (info: ResourceInfo, name: string, why: string): StatusError =>
  failure(
    403,
    'Forbidden',
    name ? `${info.resource} "${name}" is forbidden: ${why}` : `${info.resource} is forbidden: ${why}`,
    detailsOf(info, name),
  )

export const badRequest = (message: string): StatusError => failure(400, 'BadRequest', message)

/** A method that nothing at this path answers. */
export const methodNotAllowed = (): StatusError =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** A path that nothing is served at; also what a retired API version gets. */
export const unknownPath = (): StatusError =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {})

/** A path outside of every group version that is served: told in plain words, by whoever comes after all servers. */
export class UnknownPage extends StatusError {
  constructor() {
    super(unknownPath().status)
  }
}

/** An error without a reason, as upstream gives for what its code did not foresee. */
export function internalError(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 })
}

export const expired = (message: string): StatusError => failure(410, 'Expired', message)

/** 422 with a cause for each field (NewInvalid). */
export function invalid(info: ResourceInfo, name: string, errors: readonly FieldErrorLike[]): StatusError {
  const texts = errors.map((e) => `${e.field}: ${e.message}`)
  const distinct = [...new Set(texts)]
  const all = distinct.length === 1 ? distinct[0] : `[${distinct.join(', ')}]`
  const kind = info.group ? `${info.kind}.${info.group}` : info.kind
  return failure(422, 'Invalid', `${kind} "${name}" is invalid: ${all}`, {
    name,
    ...(info.group ? { group: info.group } : {}),
    kind: info.kind,
    causes: errors.map((e) => ({ reason: `FieldValue${e.type}`, message: e.message, field: e.field })),
  })
}
