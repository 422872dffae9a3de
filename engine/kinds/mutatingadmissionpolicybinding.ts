/** MutatingAdmissionPolicyBinding: admissionregistration.k8s.io/v1alpha1, served on request. */
import { defaultMatch } from './admissionregistration/matching.ts'
import { type PolicyBinding, validateBinding } from './admissionregistration/policies.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { paramRefCell } from './printing/policies.ts'
import { statusCauses } from './validation/causes.ts'

export const mutatingAdmissionPolicyBinding = defineKind<PolicyBinding>({
  info: resourceInfo(
    'admissionregistration.k8s.io',
    'MutatingAdmissionPolicyBinding',
    'mutatingadmissionpolicybindings',
    { version: 'v1alpha1', namespaced: false, categories: ['api-extensions'] },
  ),
  schema: 'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    if (object.spec.matchResources) defaultMatch(object.spec.matchResources)
  },
  validate: (object) => statusCauses(validateBinding(object)),
  validateUpdate: (next) => statusCauses(validateBinding(next)),
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
