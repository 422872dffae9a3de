/** Field errors as the API server's Status carries them. */
import { type FieldError, fieldErrorBody } from '../../api/fielderror.ts'
import type { FieldErrorLike } from '../../api/kind.ts'

/** One cause an error: reason without its `FieldValue`, path, and the text after it. */
export function statusCauses(errors: readonly FieldError[]): FieldErrorLike[] {
  return errors.map((error) => ({
    type: error.type.replace('FieldValue', ''),
    field: error.field === '' ? '<nil>' : error.field,
    message: fieldErrorBody(error),
  }))
}
