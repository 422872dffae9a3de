/**
 * Policies that change what is written, in CEL; one that wants it is asked again when a later one changed something. They work where
 * their API version is served, which the release reported does on request. Source: apiserver pkg/admission/plugin/policy/mutating.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { CelFailure } from '../api/cel/program.ts'
import { equal } from '../api/equal.ts'
import type { KObject } from '../api/object.ts'
import type { Schemas } from '../api/schema/schemas.ts'
import type { ApiServer } from '../api/server.ts'
import type { MutatingAdmissionPolicy, Mutation } from '../kinds/admissionregistration/mutations.ts'
import type { PolicyBinding } from '../kinds/admissionregistration/policies.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'
import { concerned, denial } from './policies/concern.ts'
import { evaluation, meets } from './policies/decide.ts'
import { mutated, MutationError } from './policies/mutate.ts'
import { paramsOf } from './policies/params.ts'
import { celRequest } from './policies/variables.ts'

const RESOURCE = 'mutatingadmissionpolicies.admissionregistration.k8s.io'
const BINDINGS = 'mutatingadmissionpolicybindings.admissionregistration.k8s.io'

export function mutatingPolicies(server: ApiServer): AdmissionPlugin {
  const { store, verbs } = server
  if (verbs.definition(RESOURCE) === undefined) return { name: 'MutatingAdmissionPolicy' }
  const [policies, bindings] = [store.table(RESOURCE), store.table(BINDINGS)]
  const schemas = builtinSchemas.extended((name) => verbs.custom?.definition(name))
  return {
    name: 'MutatingAdmissionPolicy',
    mutate(request) {
      if (request.object === undefined) return undefined
      const pairs = concerned(store, policies, bindings, request) as [MutatingAdmissionPolicy, PolicyBinding][]
      const changedAt = pairs.map(([policy, binding]) => change(server, schemas, policy, binding, request))
      const last = changedAt.lastIndexOf(true)
      for (const [at, [policy, binding]] of pairs.entries()) {
        if (at < last && policy.spec.reinvocationPolicy === 'IfNeeded')
          change(server, schemas, policy, binding, request)
      }
      return request.object
    },
  }
}

/** Lets one policy do its work; whether the object is another now. @throws StatusError when it fails and must not */
function change(
  server: ApiServer,
  schemas: Schemas,
  policy: MutatingAdmissionPolicy,
  binding: PolicyBinding,
  request: AdmissionRequest,
): boolean {
  const before = request.object
  try {
    for (const params of paramsOf(server, policy, binding, request)) {
      for (const mutation of policy.spec.mutations ?? []) {
        request.object = changedBy(server, schemas, policy, mutation, request, params)
      }
    }
  } catch (error) {
    if (!(error instanceof CelFailure || error instanceof MutationError)) throw error
    request.object = before
    if (policy.spec.failurePolicy === 'Ignore') return false
    const who = `policy '${policy.metadata.name}' with binding '${binding.metadata.name}'`
    throw denial(request, `${who} denied request: ${error.message}`, 'Invalid')
  }
  return !equal(before, request.object)
}

function changedBy(
  server: ApiServer,
  schemas: Schemas,
  { spec }: MutatingAdmissionPolicy,
  mutation: Mutation,
  request: AdmissionRequest,
  params: unknown,
): KObject {
  const object = request.object as KObject
  const run = evaluation(spec, { ...celRequest(server, request), params })
  const met = meets(spec, run)
  if (typeof met === 'object') throw new MutationError(met.message)
  return met ? mutated(schemas, server.verbs.definition(request.info.resource), object, mutation, run) : object
}
