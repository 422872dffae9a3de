/** Whether somebody may do something: the question, the answer, and who answers (injected: roles are kinds among others). */
import type { FieldSelector } from './fields.ts'
import type { Selector } from './labels.ts'
import type { User } from './user.ts'

/** What is asked for. Source: apiserver pkg/authorization/authorizer Attributes. */
export interface Attributes {
  user: User
  /** get, list, watch, create, update, patch, delete, deletecollection; of paths the method in lower case. */
  verb: string
  /** A resource; otherwise a path such as `/version`. */
  isResource: boolean
  group: string
  version: string
  resource: string
  subresource: string
  namespace: string
  name: string
  path: string
  /** What a list, watch or deletecollection is narrowed to, where it could be read. */
  fieldSelector?: FieldSelector
  labelSelector?: Selector
}

export interface Verdict {
  allowed: boolean
  /** Why, as far as the authorizer tells. */
  reason: string
}

/** A policy rule as roles have it. */
export interface AccessRule {
  verbs: readonly string[]
  apiGroups?: readonly string[]
  resources?: readonly string[]
  resourceNames?: readonly string[]
  nonResourceURLs?: readonly string[]
}

export interface Authorizer {
  authorize(attributes: Attributes): Verdict
  /** All that a user may do in a namespace (and outside of namespaces), as far as it can be found out. */
  rulesFor(user: User, namespace: string): { rules: AccessRule[]; errors: string[] }
}
