/** The kind of a policy's binding. Source: pkg/registry/admissionregistration, pkg/printers/internalversion. */
import type { FieldError } from '../../api/fielderror.ts'
import type { KindDefinition } from '../../api/kind.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from '../define.ts'
import { ageOf } from '../printing/age.ts'
import { paramRefCell } from '../printing/policies.ts'
import { statusCauses } from '../validation/causes.ts'
import { defaultMatch } from './matching.ts'
import type { PolicyBinding } from './policies.ts'

export function definePolicyBinding<T extends PolicyBinding>(
  kind: string,
  version: string,
  validate: (binding: T) => FieldError[],
): KindDefinition {
  return defineKind<T>({
    info: resourceInfo('admissionregistration.k8s.io', kind, `${kind.toLowerCase()}s`, {
      version,
      namespaced: false,
      categories: ['api-extensions'],
    }),
    schema: `io.k8s.api.admissionregistration.v1.${kind}`,
    status: false,
    generation: true,
    nameRule: 'subdomain',
    defaults(object) {
      object.spec ??= {}
      if (object.spec.matchResources) defaultMatch(object.spec.matchResources)
    },
    validate: (object) => statusCauses(validate(object)),
    validateUpdate: (next) => statusCauses(validate(next)),
    columns: [
      NAME,
      column('PolicyName', 'string', 'The policy that it puts to work.'),
      column('ParamRef', 'string', 'The parameters that the policy gets.'),
      AGE,
    ],
    printRow: ({ metadata, spec }, clock) => [
      metadata.name,
      spec.policyName ?? '',
      paramRefCell(spec.paramRef),
      ageOf(metadata.creationTimestamp, clock),
    ],
  })
}
