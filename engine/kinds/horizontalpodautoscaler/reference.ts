/** References to objects of any kind. Source: pkg/apis/autoscaling/validation ValidateCrossVersionObjectReference. */
import { type FieldError, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { nameIsPathSegment } from '../../api/names.ts'
import type { CrossVersionObjectReference } from '../types.ts'
import { each } from '../validation/checks.ts'

/** What a reference names must be fit for a path. */
export function validateReference(ref: Partial<CrossVersionObjectReference> | undefined, path: string): FieldError[] {
  return (['kind', 'name'] as const).flatMap((field) => {
    const value = ref?.[field] ?? ''
    const at = child(path, field)
    return value === '' ? [required(at, '')] : each(at, value, nameIsPathSegment(value, false))
  })
}
