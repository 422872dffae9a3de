/** ValidatingAdmissionPolicyBinding: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/validatingadmissionpolicybinding. */
import { defaultMatch } from './admissionregistration/matching.ts'
import { type ValidatingAdmissionPolicyBinding, validatePolicyBinding } from './admissionregistration/policies.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { paramRefCell } from './printing/policies.ts'
import { statusCauses } from './validation/causes.ts'

export const validatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  info: resourceInfo(
    'admissionregistration.k8s.io',
    'ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    { namespaced: false, categories: ['api-extensions'] },
  ),
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    if (object.spec.matchResources) defaultMatch(object.spec.matchResources)
  },
  validate: (object) => statusCauses(validatePolicyBinding(object)),
  validateUpdate: (next) => statusCauses(validatePolicyBinding(next)),
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
