/** LimitRange: core/v1. Source: pkg/registry/core/limitrange, pkg/apis/core/v1/defaults.go. */
import { CREATED_AT, defineKind, NAME, resourceInfo } from './define.ts'
import { validateLimitRange } from './limitrange/validation.ts'
import type { LimitRange, LimitRangeItem } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const limitRange = defineKind<LimitRange>({
  info: resourceInfo('', 'LimitRange', 'limitranges', { shortNames: ['limits'] }),
  schema: 'io.k8s.api.core.v1.LimitRange',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= { limits: [] }
    for (const item of object.spec.limits ?? []) if (item.type === 'Container') defaultContainerLimits(item)
  },
  validate: (object) => statusCauses(validateLimitRange(object)),
  validateUpdate: (next) => statusCauses(validateLimitRange(next)),
  columns: [NAME, CREATED_AT],
  printRow: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
})

/** What a container gets by default is the most it may have; what it asks for by default is what it gets, else the least. */
function defaultContainerLimits(item: LimitRangeItem): void {
  item.default = { ...item.max, ...item.default }
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest }
}
