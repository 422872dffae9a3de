/** Policies in CEL: whoever writes rules into the cluster has them kept. Source: apiserver pkg/admission/plugin/policy/validating. */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { CelFailure } from '../api/cel/program.ts'
import type { ApiServer } from '../api/server.ts'
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../kinds/admissionregistration/policies.ts'
import { concerned, denial } from './policies/concern.ts'
import { annotationsOf, type Decision, decide } from './policies/decide.ts'
import { paramsOf } from './policies/params.ts'
import { type CelVariables, celRequest } from './policies/variables.ts'

const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io'
const BINDINGS = 'validatingadmissionpolicybindings.admissionregistration.k8s.io'

export function validatingPolicies(server: ApiServer): AdmissionPlugin {
  const policies = server.store.table(POLICIES)
  const bindings = server.store.table(BINDINGS)
  return {
    name: 'ValidatingAdmissionPolicy',
    validate(request) {
      for (const [policy, binding] of concerned(server.store, policies, bindings, request)) {
        enforce(server, policy as ValidatingAdmissionPolicy, binding as ValidatingAdmissionPolicyBinding, request)
      }
    },
  }
}

function enforce(
  server: ApiServer,
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
): void {
  const actions = binding.spec.validationActions ?? []
  const who = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`
  const found = decisions(server, policy, binding, request)
  if (actions.includes('Audit') && found.length > 0) note(request, policy, binding, found)
  for (const decision of found) {
    if (actions.includes('Deny')) throw denial(request, `${who} denied request: ${decision.message}`, decision.reason)
    if (!actions.includes('Warn')) continue
    request.warnings.push(`Validation failed for ${who}: ${decision.message}`)
  }
}

const FAILURES = 'validation.policy.admission.k8s.io/validation_failure'

/** Failures as those who audit read them: one list of all policies'. */
function note(
  { audit }: AdmissionRequest,
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  found: readonly Decision[],
): void {
  const known = JSON.parse(audit[FAILURES] ?? '[]') as object[]
  const fresh = found.map(({ message, at = 0 }) => ({
    message,
    policy: policy.metadata.name,
    binding: binding.metadata.name,
    expressionIndex: at,
    validationActions: binding.spec.validationActions,
  }))
  audit[FAILURES] = JSON.stringify([...known, ...fresh])
}

/** The policy's own annotations; several values of a key stand beside each other, each once. */
function annotate({ audit }: AdmissionRequest, policy: ValidatingAdmissionPolicy, given: CelVariables): void {
  for (const [name, value] of annotationsOf(policy, given)) {
    const key = `${policy.metadata.name}/${name}`
    const known = audit[key]?.split(', ') ?? []
    if (!known.includes(value)) audit[key] = [...known, value].join(', ')
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
    return paramsOf(server, policy, binding, request).flatMap((params) => {
      const given = { ...common, params }
      annotate(request, policy, given)
      return decide(policy, given)
    })
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    if (policy.spec.failurePolicy === 'Ignore') return []
    return [{ message: `failed to configure binding: ${error.message}`, reason: 'Invalid' }]
  }
}
