/** CustomResourceDefinition: apiextensions.k8s.io/v1. Source: apiextensions-apiserver pkg/registry/customresourcedefinition, apis/apiextensions/v1/defaults.go. */
import type { Crd } from '../api/custom/crd.ts'
import { validateCrd, validateCrdUpdate } from './customresourcedefinition/validation.ts'
import { CREATED_AT, defineKind, NAME, resourceInfo } from './define.ts'
import { statusCauses } from './validation/causes.ts'

export const customResourceDefinition = defineKind<Crd>({
  info: resourceInfo('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions', {
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    namespaced: false,
  }),
  schema: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    const { spec } = object
    spec.conversion ??= { strategy: 'None' }
    spec.names ??= { plural: '', kind: '' }
    const { names } = spec
    names.singular ||= (names.kind ?? '').toLowerCase()
    if (names.kind) names.listKind ||= `${names.kind}List`
  },
  prepareForCreate(object) {
    const stored = (object.spec.versions ?? []).find(({ storage }) => storage)
    object.status = {
      conditions: [],
      acceptedNames: { plural: '', kind: '' },
      storedVersions: stored === undefined ? [] : [stored.name],
    }
  },
  // Its objects go first; the controller says when none is left.
  held: ({ status }) =>
    !(status?.conditions ?? []).some((condition) => condition.type === 'Terminating' && condition.status === 'False'),
  validate: (object) => statusCauses(validateCrd(object)),
  validateUpdate: (next, old) => statusCauses(validateCrdUpdate(next, old)),
  columns: [NAME, CREATED_AT],
  printRow: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
})
