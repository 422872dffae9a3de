/** Policy rules as they are listed: broken down, put together by resource, in order. Source: component-helpers auth/rbac/validation. */
import { type Json, strings } from '../base/json.ts'
import { goText } from './gotext.ts'

export interface Rule {
  groups: string[]
  resources: string[]
  names: string[]
  urls: string[]
  verbs: string[]
}

/** One rule for each resource of each group, and for each path. */
function brokenDown(rule: Json): Rule[] {
  const verbs = strings(rule, 'verbs')
  const names = strings(rule, 'resourceNames')
  const base = { groups: [], resources: [], names: [], urls: [], verbs }
  const single = strings(rule, 'apiGroups').flatMap((group) =>
    strings(rule, 'resources').flatMap((resource) =>
      (names.length > 0 ? names.map((name) => [name]) : [[]]).map((one) => ({
        ...base,
        groups: [group],
        resources: [resource],
        names: one,
      })),
    ),
  )
  return [...single, ...strings(rule, 'nonResourceURLs').map((url) => ({ ...base, urls: [url] }))]
}

/** Rules about one resource become one. */
function compact(rules: readonly Rule[]): Rule[] {
  const out: Rule[] = []
  const byResource = new Map<string, Rule>()
  for (const rule of rules) {
    const key = rule.urls.length > 0 ? undefined : JSON.stringify([rule.groups, rule.resources, rule.names])
    const known = key === undefined ? undefined : byResource.get(key)
    if (known !== undefined) known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)))
    else {
      const copy = { ...rule, verbs: [...rule.verbs] }
      out.push(copy)
      if (key !== undefined) byResource.set(key, copy)
    }
  }
  return out
}

/** The order of Go's own text of a rule. */
const order = ({ verbs, groups, resources, names, urls }: Rule): string =>
  `Verbs:${goText(verbs)},APIGroups:${goText(groups)},Resources:${goText(resources)},ResourceNames:${goText(names)},NonResourceURLs:${goText(urls)}`

/** `deployments.apps/scale`. */
export function resourceText({ resources: [resource], groups: [group = ''] }: Rule): string {
  if (resource === undefined) return ''
  const [plural, subresource] = resource.split('/')
  return `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
}

/** The rules of a role or a review as kubectl lists them. */
export const listedRules = (rules: readonly Json[]): Rule[] =>
  compact(rules.flatMap(brokenDown)).sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0))
