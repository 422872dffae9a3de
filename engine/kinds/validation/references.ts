/** References to objects by group, kind and name. Source: pkg/apis/networking/validation validateIngressTypedLocalObjectReference. */
import { type FieldError, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { nameIsPathSegment } from '../../api/names.ts'
import { dnsSubdomain, each } from './checks.ts'

export function validateLocalReference(
  { apiGroup, kind, name }: { apiGroup?: string; kind?: string; name?: string },
  path: string,
): FieldError[] {
  const part = (field: string, value: string | undefined) =>
    value
      ? each(child(path, field), value, nameIsPathSegment(value, false))
      : [required(child(path, field), `${field} is required`)]
  const group = apiGroup === undefined ? [] : dnsSubdomain(apiGroup, child(path, 'apiGroup'))
  return [...group, ...part('kind', kind), ...part('name', name)]
}
