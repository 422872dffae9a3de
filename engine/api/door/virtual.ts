/**
 * Resources that are answered and not stored: questions about access and identity, bindings, the state of components.
 * They stand in discovery and OpenAPI beside the kinds. Source: pkg/registry/authorization, authentication, core.
 */
import type { KindDefinition, ResourceInfo } from '../kind.ts'
import type { Answer } from './exchange.ts'
import { createBinding } from './binding.ts'
import { componentStatuses, COMPONENT_COLUMNS } from './componentstatuses.ts'
import type { VirtualCall } from './virtualcall.ts'
import { accessReview, localAccessReview, selfAccessReview } from './reviews/access.ts'
import { selfRulesReview } from './reviews/rules.ts'
import { selfReview, tokenReview } from './reviews/identity.ts'

export interface VirtualResource extends KindDefinition {
  verbs: readonly string[]
  /** Can be asked of all namespaces at once. */
  everywhere?: boolean
  answer(call: VirtualCall): Answer
}

const CREATE = ['create']
const AUTHENTICATION = 'authentication.k8s.io'
const AUTHORIZATION = 'authorization.k8s.io'

function virtual(
  group: string,
  kind: string,
  plural: string,
  answer: VirtualResource['answer'],
  extra: Partial<ResourceInfo> = {},
): VirtualResource {
  const singular = kind.toLowerCase()
  const resource = group ? `${plural}.${group}` : plural
  const identity = { resource, group, version: 'v1', kind, plural, singular, shortNames: [], categories: [] }
  const definition = `io.k8s.api.${group ? (group.split('.')[0] ?? '') : 'core'}.v1.${kind}`
  return {
    info: { ...identity, namespaced: false, ...extra },
    schema: definition,
    status: false,
    generation: false,
    nameRule: 'subdomain',
    columns: [],
    printRow: () => [],
    verbs: CREATE,
    answer,
  }
}

export const virtualResources: readonly VirtualResource[] = [
  virtual('', 'Binding', 'bindings', createBinding, { namespaced: true }),
  {
    ...virtual('', 'ComponentStatus', 'componentstatuses', componentStatuses, { shortNames: ['cs'] }),
    verbs: ['get', 'list'],
    columns: COMPONENT_COLUMNS,
  },
  virtual(AUTHENTICATION, 'SelfSubjectReview', 'selfsubjectreviews', selfReview),
  virtual(AUTHENTICATION, 'TokenReview', 'tokenreviews', tokenReview),
  virtual(AUTHORIZATION, 'LocalSubjectAccessReview', 'localsubjectaccessreviews', localAccessReview, {
    namespaced: true,
  }),
  virtual(AUTHORIZATION, 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', selfAccessReview),
  virtual(AUTHORIZATION, 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', selfRulesReview),
  virtual(AUTHORIZATION, 'SubjectAccessReview', 'subjectaccessreviews', accessReview),
]
