/** Which policies a request concerns, and how one refuses it. Source: apiserver pkg/admission/plugin/policy/generic. */
import type { AdmissionRequest } from '../../api/admission.ts'
import { forbidden, StatusError } from '../../api/errors.ts'
import type { Store } from '../../api/store.ts'
import type { Table } from '../../api/table.ts'
import type { Policy, PolicyBinding } from '../../kinds/admissionregistration/policies.ts'
import { matchesRequest } from '../../rules/admissionregistration/matches.ts'
import { requestedName } from '../requests.ts'

/** Policies are not about policies: nobody could mend a wrong one. */
const OWN_GROUP = 'admissionregistration.k8s.io'

const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

/** Policies with the bindings that put them to work for this request, in order of the bindings. */
export function concerned(
  store: Store,
  policies: Table,
  bindings: Table,
  request: AdmissionRequest,
): (readonly [Policy, PolicyBinding])[] {
  if (bindings.count() === 0 || request.info.group === OWN_GROUP) return []
  return bindings.list().flatMap((object) => {
    const binding = object as PolicyBinding
    const policy = policies.find('', binding.spec.policyName ?? '') as Policy | undefined
    if (policy === undefined || !matchesRequest(store, policy.spec.matchConstraints ?? {}, request)) return []
    const { matchResources } = binding.spec
    return matchResources === undefined || matchesRequest(store, matchResources, request) ? [[policy, binding]] : []
  })
}

export function denial(request: AdmissionRequest, text: string, reason: string): StatusError {
  const { status } = forbidden(request.info, requestedName(request), text)
  const causes = [{ message: text } as never]
  return new StatusError({ ...status, reason, code: CODES[reason] ?? 422, details: { ...status.details, causes } })
}
