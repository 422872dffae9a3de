/** DeviceClass: resource.k8s.io/v1, served on request. Source: pkg/registry/resource/deviceclass. */
import { AGE, defineKind, NAME, resourceInfo } from './define.ts'
import { validateSelectors } from './devices/claimspec.ts'
import type { DeviceClass } from './devices/types.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

export const deviceClass = defineKind<DeviceClass>({
  info: resourceInfo('resource.k8s.io', 'DeviceClass', 'deviceclasses', { namespaced: false }),
  schema: 'io.k8s.api.resource.v1.DeviceClass',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
  },
  validate: ({ spec }) => statusCauses(validateSelectors(spec.selectors ?? [], 'spec.selectors')),
  validateUpdate: ({ spec }) => statusCauses(validateSelectors(spec.selectors ?? [], 'spec.selectors')),
  columns: [NAME, AGE],
  printRow: ({ metadata }, clock) => [metadata.name, ageOf(metadata.creationTimestamp, clock)],
})
