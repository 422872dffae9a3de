/** Policies in CEL: whoever writes rules into the cluster has them kept. Source: apiserver pkg/admission/plugin/policy/validating. */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { CelFailure } from '../api/cel/program.ts'
import { forbidden, StatusError } from '../api/errors.ts'
import type { ApiServer } from '../api/server.ts'
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../kinds/admissionregistration/policies.ts'
import { matchesRequest } from '../rules/admissionregistration/matches.ts'
import { type Decision, decide } from './policies/decide.ts'
import { paramsOf } from './policies/params.ts'
import { celRequest } from './policies/variables.ts'
import { requestedName } from './requests.ts'

const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io'
const BINDINGS = 'validatingadmissionpolicybindings.admissionregistration.k8s.io'
/** Policies are not about policies: nobody could mend a wrong one. */
const OWN_GROUP = 'admissionregistration.k8s.io'

const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

export function validatingPolicies(server: ApiServer): AdmissionPlugin {
  const policies = server.store.table(POLICIES)
  const bindings = server.store.table(BINDINGS)
  return {
    name: 'ValidatingAdmissionPolicy',
    validate(request) {
      if (bindings.count() === 0 || request.info.group === OWN_GROUP) return
      for (const object of bindings.list()) {
        const binding = object as ValidatingAdmissionPolicyBinding
        const policy = policies.find('', binding.spec.policyName ?? '') as ValidatingAdmissionPolicy | undefined
        if (policy !== undefined && concerns(server, policy, binding, request))
          enforce(server, policy, binding, request)
      }
    },
  }
}

function concerns(
  { store }: ApiServer,
  { spec: policy }: ValidatingAdmissionPolicy,
  { spec: binding }: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
): boolean {
  if (!matchesRequest(store, policy.matchConstraints ?? {}, request)) return false
  return binding.matchResources === undefined || matchesRequest(store, binding.matchResources, request)
}

function enforce(
  server: ApiServer,
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
): void {
  const actions = binding.spec.validationActions ?? []
  for (const decision of decisions(server, policy, binding, request)) {
    if (actions.includes('Deny')) throw denial(request, policy, binding, decision)
    if (!actions.includes('Warn')) continue
    const who = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`
    request.warnings.push(`Validation failed for ${who}: ${decision.message}`)
  }
}

/** What does not hold, for each of the parameters; what cannot be found out counts as the policy says. */
function decisions(
  server: ApiServer,
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
): Decision[] {
  try {
    const common = celRequest(server, request)
    return paramsOf(server, policy, binding, request).flatMap((params) => decide(policy, { ...common, params }))
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    if (policy.spec.failurePolicy === 'Ignore') return []
    return [{ message: `failed to configure binding: ${error.message}`, reason: 'Invalid' }]
  }
}

function denial(
  request: AdmissionRequest,
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  { message, reason }: Decision,
): StatusError {
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`
  const { status } = forbidden(request.info, requestedName(request), text)
  const causes = [{ message: text } as never]
  return new StatusError({ ...status, reason, code: CODES[reason] ?? 422, details: { ...status.details, causes } })
}
