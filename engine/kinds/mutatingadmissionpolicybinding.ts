/** MutatingAdmissionPolicyBinding: admissionregistration.k8s.io/v1alpha1, served on request. */
import { definePolicyBinding } from './admissionregistration/bindingkind.ts'
import { validateBinding } from './admissionregistration/policies.ts'

export const mutatingAdmissionPolicyBinding = definePolicyBinding(
  'MutatingAdmissionPolicyBinding',
  'v1alpha1',
  validateBinding,
)
