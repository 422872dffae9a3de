/** ValidatingAdmissionPolicyBinding: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/validatingadmissionpolicybinding. */
import { definePolicyBinding } from './admissionregistration/bindingkind.ts'
import { validatePolicyBinding } from './admissionregistration/policies.ts'

export const validatingAdmissionPolicyBinding = definePolicyBinding(
  'ValidatingAdmissionPolicyBinding',
  'v1',
  validatePolicyBinding,
)
