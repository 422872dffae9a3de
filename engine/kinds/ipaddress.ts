/** IPAddress: networking.k8s.io/v1beta1, served on request. Source: pkg/registry/networking/ipaddress, pkg/apis/networking/validation. */
import { type FieldError, invalid, required } from '../api/fielderror.ts'
import { formatIp, parseIp } from '../api/ip.ts'
import type { KObject } from '../api/object.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

interface IPAddress extends KObject {
  spec?: { parentRef?: { group?: string; resource?: string; namespace?: string; name?: string } }
}

export const ipAddress = defineKind<IPAddress>({
  info: resourceInfo('networking.k8s.io', 'IPAddress', 'ipaddresses', {
    version: 'v1beta1',
    namespaced: false,
    shortNames: ['ip'],
  }),
  schema: 'io.k8s.api.networking.v1.IPAddress',
  status: false,
  generation: true,
  nameRule: 'path',
  validate: (object) => statusCauses([...validateName(object.metadata.name), ...validateParent(object)]),
  validateUpdate: (next, old) =>
    statusCauses(validateImmutable(next.spec?.parentRef, old.spec?.parentRef, 'spec.parentRef')),
  columns: [NAME, column('ParentRef', 'string', 'What uses the address.'), AGE],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    parentCell(spec?.parentRef ?? {}),
    ageOf(metadata.creationTimestamp, clock),
  ],
})

/** The name is the address, in its one canonical form. */
function validateName(name: string): FieldError[] {
  const address = parseIp(name)
  if (address !== undefined && formatIp(address.bytes) === name) return []
  return [invalid('metadata.name', name, 'must be a valid IP address in canonical form')]
}

function validateParent({ spec }: IPAddress): FieldError[] {
  const { parentRef } = spec ?? {}
  if (!parentRef) return [required('spec.parentRef', '')]
  return (['resource', 'name'] as const).flatMap((field) =>
    parentRef[field] ? [] : [required(`spec.parentRef.${field}`, '')],
  )
}

function parentCell({ group, resource, namespace, name }: NonNullable<NonNullable<IPAddress['spec']>['parentRef']>) {
  const type = group ? `${resource}.${group}` : (resource ?? '')
  return [type, namespace, name].filter(Boolean).join('/')
}
