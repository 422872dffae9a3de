/** What ConfigMaps and Secrets are validated alike for. Source: ValidateConfigMapUpdate, ValidateSecretUpdate. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden } from '../../api/fielderror.ts'

/** Limit of all values together: what etcd takes in one object, less some room. */
export const MAX_DATA_BYTES = 1024 * 1024

const FROZEN = 'field is immutable when `immutable` is set'

/** Once immutable, for ever; `fields` are those with the content. */
export function frozen<T extends { immutable?: boolean }>(
  next: T,
  old: T,
  fields: readonly (keyof T & string)[],
): FieldError[] {
  if (!old.immutable) return []
  const errors = next.immutable ? [] : [forbidden('immutable', FROZEN)]
  const changed = fields.filter((field) => !equal(next[field] ?? {}, old[field] ?? {}))
  return [...errors, ...changed.map((field) => forbidden(field, FROZEN))]
}
