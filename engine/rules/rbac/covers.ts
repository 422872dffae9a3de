/**
 * Whether rules grant at least what others do: nobody may give away more than they have.
 * Source: component-helpers auth/rbac/validation/policy_comparator.go, pkg/registry/rbac/validation/policy_compact.go.
 */
import type { AccessRule } from '../../api/authorization.ts'

const ALL = '*'

/** The parts of `wanted` that no rule of `owned` covers, one verb, group and resource each. */
export function uncovered(owned: readonly AccessRule[], wanted: readonly AccessRule[]): AccessRule[] {
  return wanted.flatMap(breakDown).filter((part) => !owned.some((rule) => covers(rule, part)))
}

/** A rule as rules of one verb, group and resource (and name), or of one verb and path. */
function breakDown({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: AccessRule) {
  const parts: AccessRule[] = []
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] }
        if (resourceNames.length === 0) parts.push(part)
        for (const name of resourceNames) parts.push({ ...part, resourceNames: [name] })
      }
    }
  }
  for (const url of nonResourceURLs) for (const verb of verbs) parts.push({ nonResourceURLs: [url], verbs: [verb] })
  return parts
}

function covers(owner: AccessRule, part: AccessRule): boolean {
  return (
    hasAll(owner.verbs, part.verbs) &&
    hasAll(owner.apiGroups, part.apiGroups) &&
    (part.resources ?? []).every((resource) => coversResource(owner.resources ?? [], resource)) &&
    coversNames(owner.resourceNames ?? [], part.resourceNames ?? []) &&
    (part.nonResourceURLs ?? []).every((url) => coversUrl(owner.nonResourceURLs ?? [], url))
  )
}

const hasAll = (owned: readonly string[] = [], wanted: readonly string[] = []) =>
  owned.includes(ALL) || wanted.every((item) => owned.includes(item))

function coversResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes(ALL) || owned.includes(resource)) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && owned.includes(`${ALL}${resource.slice(slash)}`)
}

function coversNames(owned: readonly string[], wanted: readonly string[]): boolean {
  return owned.length === 0 || (wanted.length > 0 && wanted.every((name) => owned.includes(name)))
}

const coversUrl = (owned: readonly string[], url: string) =>
  owned.some((own) => own === url || (own.endsWith(ALL) && url.startsWith(own.replace(/\*+$/, ''))))

/** The group and resource (and name) of a rule that is about one; undefined of any other. */
export function simpleResource(rule: AccessRule): string | undefined {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  if (resourceNames.length > 1 || nonResourceURLs.length > 0 || apiGroups.length !== 1 || resources.length !== 1) {
    return undefined
  }
  return JSON.stringify([apiGroups[0], resources[0], resourceNames[0]])
}

/** The same rules with the verbs of one resource together. */
export function compactRules(rules: readonly AccessRule[]): AccessRule[] {
  const simple = new Map<string, AccessRule>()
  const others: AccessRule[] = []
  for (const rule of rules) {
    const key = simpleResource(rule)
    if (key === undefined) others.push(rule)
    else simple.set(key, { ...rule, verbs: [...(simple.get(key)?.verbs ?? []), ...rule.verbs] })
  }
  return [...others, ...simple.values()]
}
