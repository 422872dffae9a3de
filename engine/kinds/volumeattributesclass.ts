/** VolumeAttributesClass: storage.k8s.io/v1beta1, served on request. Source: pkg/registry/storage/volumeattributesclass, pkg/apis/storage/validation. */
import { type FieldError, required } from '../api/fielderror.ts'
import type { KObject } from '../api/object.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { validateParameters } from './storageclass/validation.ts'
import { statusCauses } from './validation/causes.ts'
import { csiDriverName } from './validation/csinames.ts'

export interface VolumeAttributesClass extends KObject {
  driverName?: string
  parameters?: Record<string, string>
}

export const volumeAttributesClass = defineKind<VolumeAttributesClass>({
  info: resourceInfo('storage.k8s.io', 'VolumeAttributesClass', 'volumeattributesclasses', {
    version: 'v1beta1',
    namespaced: false,
    shortNames: ['vac'],
  }),
  schema: 'io.k8s.api.storage.v1.VolumeAttributesClass',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  validate: (object) => statusCauses(validateClass(object)),
  validateUpdate: (next, old) =>
    statusCauses([
      ...validateImmutable(next.driverName, old.driverName, 'driverName'),
      ...validateImmutable(next.parameters, old.parameters, 'parameters'),
    ]),
  columns: [NAME, column('DriverName', 'string', 'Driver whose volumes take these attributes.'), AGE],
  printRow: ({ metadata, driverName }, clock) => [
    metadata.name,
    driverName ?? '',
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function validateClass({ driverName = '', parameters = {} }: VolumeAttributesClass): FieldError[] {
  const none = Object.keys(parameters).length === 0
  return [
    ...csiDriverName(driverName, 'driverName'),
    ...(none ? [required('parameters', 'must contain at least one key/value pair')] : validateParameters(parameters)),
  ]
}
