/** Whether a policy rule allows something. Source: plugin/pkg/auth/authorizer/rbac RuleAllows, pkg/apis/rbac/v1 evaluation_helpers.go. */
import type { AccessRule, Attributes } from '../../api/authorization.ts'

const ALL = '*'

type Asked = Pick<Attributes, 'verb' | 'isResource' | 'group' | 'resource' | 'subresource' | 'name' | 'path'>

export function ruleAllows(asked: Asked, rule: AccessRule): boolean {
  if (!has(rule.verbs, asked.verb)) return false
  if (!asked.isResource) return (rule.nonResourceURLs ?? []).some((pattern) => pathMatches(pattern, asked.path))
  return has(rule.apiGroups, asked.group) && resourceMatches(rule, asked) && nameMatches(rule, asked.name)
}

const has = (list: readonly string[] | undefined, item: string) =>
  list !== undefined && list !== null && (list.includes(ALL) || list.includes(item))

function resourceMatches({ resources = [] }: AccessRule, { resource, subresource }: Asked): boolean {
  const asked = subresource ? `${resource}/${subresource}` : resource
  return has(resources, asked) || (subresource !== '' && resources.includes(`${ALL}/${subresource}`))
}

const nameMatches = ({ resourceNames = [] }: AccessRule, name: string) =>
  resourceNames.length === 0 || resourceNames.includes(name)

function pathMatches(pattern: string, path: string): boolean {
  return pattern === ALL || pattern === path || (pattern.endsWith(ALL) && path.startsWith(pattern.replace(/\*+$/, '')))
}
