/** Adapters of rbac.json: who may do what. */
import type { KObject } from '../../../api/object.ts'
import type { AccessRule } from '../../../api/authorization.ts'
import { Cluster } from '../../../cluster.ts'
import { RbacAuthorizer } from '../../../rules/rbac/authorizer.ts'
import { simpleResource } from '../../../rules/rbac/covers.ts'
import { ruleAllows } from '../../../rules/rbac/match.ts'
import { appliesTo, RuleResolver } from '../../../rules/rbac/rules.ts'
import { type Adapters, type Fields, plain, same, skip } from '../adapter.ts'

const RBAC = 'rbac/rbac_test.go'
const RULE = 'validation/rule_test.go'
const KINDS = ['roles', 'clusterRoles', 'roleBindings', 'clusterRoleBindings']
const GROUP = 'rbac.authorization.k8s.io'

/** A store with the row's roles and bindings, and no others; objects without a name get one. */
function storeOf(input: Fields) {
  const { store } = new Cluster({ nodes: [] }).server
  for (const kind of KINDS) {
    const table = store.table(`${kind.toLowerCase()}.${GROUP}`)
    for (const { metadata } of table.list())
      store.commit(table, table.row(metadata.namespace ?? '', metadata.name), undefined)
    for (const [i, given] of ((input[kind] ?? []) as Fields[]).entries()) {
      const metadata = { name: `unnamed-${i}`, ...given.metadata }
      const object = { ...(plain(given) as object), kind: table.info.kind, metadata } as unknown as KObject
      store.commit(table, table.row(metadata.namespace ?? '', metadata.name), () => object)
    }
  }
  return store
}

const recorded = (asked: Fields) => ({
  user: userOf(asked.User),
  verb: asked.Verb,
  isResource: asked.ResourceRequest,
  path: asked.Path,
  group: asked.APIGroup,
  version: asked.APIVersion,
  resource: asked.Resource,
  subresource: asked.Subresource,
  namespace: asked.Namespace,
  name: asked.Name,
})

const shorthand = (asked: Fields) => ({
  user: { name: asked.user, groups: asked.groups ? asked.groups.split(',') : [] },
  verb: asked.verb ?? '',
  isResource: !asked.path,
  path: asked.path ?? '',
  group: asked.apiGroup ?? '',
  version: '',
  resource: asked.resource ?? '',
  subresource: asked.subresource ?? '',
  namespace: asked.namespace ?? '',
  name: asked.name ?? '',
})

const attributes = (asked: Fields) => ('User' in asked ? recorded : shorthand)(asked)

const userOf = (user: Fields) => ({ name: user.Name, groups: user.Groups ?? [] })

export const rbacAdapters: Adapters = {
  [`${RBAC}:TestAuthorizer`]: ({ in: input, out }) => {
    const authorizer = new RbacAuthorizer(storeOf(input))
    for (const [list, allowed] of [
      [out.shouldPass, true],
      [out.shouldFail, false],
    ]) {
      for (const asked of list ?? []) {
        same(authorizer.authorize(attributes(asked)).allowed, allowed, JSON.stringify(asked))
      }
    }
  },
  [`${RBAC}:TestRuleMatches`]: ({ in: input, out }) => {
    for (const { request, expected } of out.requestsToExpected) {
      const asked = {
        verb: request.Verb,
        isResource: request.ResourceRequest,
        group: request.APIGroup,
        resource: request.Resource,
        subresource: request.Subresource,
        name: request.Name,
        path: request.Path,
      }
      same(ruleAllows(asked, plain(input.rule) as AccessRule), expected, JSON.stringify(request))
    }
  },
  'rbac/subject_locator_test.go:TestSubjectLocator': () =>
    skip('who has access at all is a question that the API server does not ask'),
  'validation/policy_compact_test.go:TestIsSimpleResourceRule': ({ in: input, out }) => {
    same(simpleResource(plain(input.Rule) as AccessRule) !== undefined, out.Simple)
  },
  [`${RULE}:TestDefaultRuleResolver`]: ({ in: input, out }) => {
    const rules: AccessRule[] = []
    new RuleResolver(storeOf(input.StaticRoles)).visit(userOf(input.user), input.namespace, (rule) => {
      if (rule !== undefined) rules.push(rule)
      return true
    })
    same(rules, out.effectiveRules ?? [])
  },
  [`${RULE}:TestAppliesTo`]: ({ in: input, out }) => {
    const index = (input.subjects as Fields[]).findIndex((subject) =>
      appliesTo(subject, userOf(input.user), input.namespace),
    )
    same(index >= 0, out.appliesTo)
    if (out.appliesTo) same(index, out.index)
  },
}
