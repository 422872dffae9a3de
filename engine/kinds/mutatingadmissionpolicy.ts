/**
 * MutatingAdmissionPolicy: admissionregistration.k8s.io/v1alpha1, which the release reported serves on request only.
 * Source: pkg/registry/admissionregistration/mutatingadmissionpolicy.
 */
import { defaultMatch } from './admissionregistration/matching.ts'
import { type MutatingAdmissionPolicy, validateMutatingPolicy } from './admissionregistration/mutations.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { paramKindCell } from './printing/policies.ts'
import { statusCauses } from './validation/causes.ts'

export const mutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicy>({
  info: resourceInfo('admissionregistration.k8s.io', 'MutatingAdmissionPolicy', 'mutatingadmissionpolicies', {
    version: 'v1alpha1',
    namespaced: false,
    categories: ['api-extensions'],
  }),
  schema: 'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    object.spec.failurePolicy ??= 'Fail'
    object.spec.reinvocationPolicy ??= 'Never'
    if (object.spec.matchConstraints) defaultMatch(object.spec.matchConstraints)
  },
  validate: (object) => statusCauses(validateMutatingPolicy(object)),
  validateUpdate: (next) => statusCauses(validateMutatingPolicy(next)),
  columns: [
    NAME,
    column('Mutations', 'integer', 'How many changes it makes.'),
    column('ParamKind', 'string', 'The kind of objects that it takes its parameters from.'),
    AGE,
  ],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec.mutations?.length ?? 0,
    paramKindCell(spec),
    ageOf(metadata.creationTimestamp, clock),
  ],
})
