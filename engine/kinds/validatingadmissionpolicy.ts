/** ValidatingAdmissionPolicy: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/validatingadmissionpolicy. */
import { defaultMatch } from './admissionregistration/matching.ts'
import { type ValidatingAdmissionPolicy, validatePolicy } from './admissionregistration/policies.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { paramKindCell } from './printing/policies.ts'
import { statusCauses } from './validation/causes.ts'

export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  info: resourceInfo('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', {
    namespaced: false,
    categories: ['api-extensions'],
  }),
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    object.spec.failurePolicy ??= 'Fail'
    if (object.spec.matchConstraints) defaultMatch(object.spec.matchConstraints)
  },
  prepareForCreate(object) {
    object.status = {}
  },
  validate: (object) => statusCauses(validatePolicy(object)),
  validateUpdate: (next) => statusCauses(validatePolicy(next)),
  columns: [
    NAME,
    column('Validations', 'integer', 'How many rules it has.'),
    column('ParamKind', 'string', 'The kind of objects that it takes its parameters from.'),
    AGE,
  ],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec.validations?.length ?? 0,
    paramKindCell(spec),
    ageOf(metadata.creationTimestamp, clock),
  ],
})
