/** RuntimeClass: node.k8s.io/v1. Source: pkg/registry/node/runtimeclass, pkg/apis/node/validation. */
import type { FieldError } from '../api/fielderror.ts'
import { child } from '../api/fieldpath.ts'
import { validateImmutable, validateLabels } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { validateTolerations } from './podspec/tolerations.ts'
import { validateResources } from './podspec/resources.ts'
import { defaultResourceList } from './podspec/resourcedefaults.ts'
import { ageOf } from './printing/age.ts'
import type { RuntimeClass, Toleration } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { dnsLabel } from './validation/checks.ts'

export const runtimeClass = defineKind<RuntimeClass>({
  info: resourceInfo('node.k8s.io', 'RuntimeClass', 'runtimeclasses', { namespaced: false }),
  schema: 'io.k8s.api.node.v1.RuntimeClass',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults({ overhead }) {
    if (overhead?.podFixed) defaultResourceList(overhead.podFixed as Record<string, string>)
  },
  validate: (object) => statusCauses(validateRuntimeClass(object)),
  validateUpdate: (next, old) => statusCauses(validateImmutable(next.handler, old.handler, 'handler')),
  columns: [NAME, column('Handler', 'string', 'How the node runs Pods of this class.'), AGE],
  printRow: ({ metadata, handler }, clock) => [metadata.name, handler, ageOf(metadata.creationTimestamp, clock)],
})

function validateRuntimeClass({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const errors = dnsLabel(handler, 'handler')
  if (overhead?.podFixed) errors.push(...validateResources({ limits: overhead.podFixed }, [], 'overhead'))
  if (!scheduling) return errors
  const tolerations = (scheduling.tolerations ?? []) as Toleration[]
  const at = child('scheduling', 'tolerations')
  return [
    ...errors,
    ...validateLabels(scheduling.nodeSelector, child('scheduling', 'nodeSelector')),
    ...validateTolerations(tolerations, at),
  ]
}
