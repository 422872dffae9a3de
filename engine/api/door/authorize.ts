/** May the request be made? Source: apiserver pkg/endpoints/filters/authorization.go, handlers/responsewriters/errors.go. */
import type { AuditAnnotations } from '../audit/log.ts'
import type { Attributes } from '../authorization.ts'
import { failure, type StatusError } from '../errors.ts'
import { goQuote } from '../goquote.ts'
import type { DoorContext } from './context.ts'

/** @param audit gets the verdict @throws StatusError 403 */
export function authorizeOrRefuse({ authorizer }: DoorContext, attributes: Attributes, audit?: AuditAnnotations): void {
  const { allowed, reason } = authorizer.authorize(attributes)
  if (audit !== undefined) {
    audit['authorization.k8s.io/decision'] = allowed ? 'allow' : 'forbid'
    audit['authorization.k8s.io/reason'] = reason
  }
  if (!allowed) throw refusal(attributes, reason)
}

function refusal(attributes: Attributes, reason: string): StatusError {
  const { resource, group, name } = attributes
  const why = reason === '' ? question(attributes) : `${question(attributes)}: ${reason}`
  const details = {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(resource ? { kind: resource } : {}),
  }
  const qualified = group ? `${resource}.${group}` : resource
  const what = resource === '' ? 'forbidden' : `${name ? `${qualified} "${name}"` : qualified} is forbidden`
  return failure(403, 'Forbidden', `${what}: ${why}`, details)
}

/** Text that ends up in a page must not be taken for its markup. */
const sanitize = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function question({ user, verb, isResource, path, resource, subresource, group, namespace }: Attributes): string {
  const who = `User ${goQuote(user.name)} cannot ${verb}`
  if (!isResource) return sanitize(`${who} path ${goQuote(path)}`)
  const what = goQuote(subresource ? `${resource}/${subresource}` : resource)
  const where = namespace ? `in the namespace ${goQuote(namespace)}` : 'at the cluster scope'
  return sanitize(`${who} resource ${what} in API group ${goQuote(group)} ${where}`)
}
