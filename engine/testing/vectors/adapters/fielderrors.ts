/** Field errors as rows carry them. */
import type { FieldError } from '../../../api/fielderror.ts'
import { type Fields, same } from '../adapter.ts'

/** Compares lists of field errors by type, field and value, and by detail where the row has one. */
export function sameFieldErrors(actual: readonly FieldError[], expected: readonly Fields[] | null): void {
  const wanted = expected ?? []
  const shape = (type: string, field: string, badValue: unknown) => ({ type, field, badValue })
  same(
    actual.map((error) => shape(error.type, error.field, error.badValue)),
    wanted.map((error) => shape(error.Type, error.Field, error.BadValue)),
  )
  for (const [position, error] of wanted.entries()) {
    if (error.Detail !== '') same(actual[position]?.detail, error.Detail)
  }
}

/** A field path of Go's (name or index, and a parent) as text. */
export function pathOf(path: Fields): string {
  if (path === null || path === undefined) return ''
  const parent = pathOf(path.parent)
  if (path.name === '') return `${parent}[${path.index}]`
  return parent === '' ? path.name : `${parent}.${path.name}`
}
