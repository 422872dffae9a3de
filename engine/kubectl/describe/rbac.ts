/** Roles and bindings. Source: describe.go describeRole, describeRoleBinding; component-helpers auth/rbac/validation. */
import type { Call } from '../call.ts'
import { type Json, list, strings, text } from '../base/json.ts'
import { goText } from '../print/gotext.ts'
import { labelled } from './meta.ts'
import type { Writer } from './writer.ts'

interface Rule {
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
function resourceText({ resources: [resource], groups: [group = ''] }: Rule): string {
  if (resource === undefined) return ''
  const [plural, subresource] = resource.split('/')
  return `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
}

export function role(_call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelled(w, one)
  w.write(0, 'PolicyRule:\n')
  w.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n')
  w.write(1, '---------\t-----------------\t--------------\t-----\n')
  const rules = compact(list(one, 'rules').flatMap(brokenDown)).sort((a, b) =>
    order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0,
  )
  for (const rule of rules) {
    w.write(1, `${resourceText(rule)}\t${goText(rule.urls)}\t${goText(rule.names)}\t${goText(rule.verbs)}\n`)
  }
}

export function roleBinding(_call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelled(w, one)
  w.write(0, 'Role:\n')
  w.field(1, 'Kind', text(one, 'roleRef', 'kind'))
  w.field(1, 'Name', text(one, 'roleRef', 'name'))
  w.write(0, 'Subjects:\n')
  w.write(1, 'Kind\tName\tNamespace\n')
  w.write(1, '----\t----\t---------\n')
  for (const subject of list(one, 'subjects')) {
    w.write(1, `${text(subject, 'kind')}\t${text(subject, 'name')}\t${text(subject, 'namespace')}\n`)
  }
}
