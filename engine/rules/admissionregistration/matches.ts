/** Whether a request is what a policy or webhook is about. Source: apiserver pkg/admission/plugin/{policy/matching,webhook/predicates}. */
import type { AdmissionRequest } from '../../api/admission.ts'
import { isEmptySelector, selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Store } from '../../api/store.ts'
import type { MatchResources, OperationRule } from '../../kinds/admissionregistration/matching.ts'

export function matchesRequest(store: Store, match: MatchResources, request: AdmissionRequest): boolean {
  const { resourceRules, excludeResourceRules = [] } = match
  if (!selectsNamespace(store, match, request) || !selectsObject(match, request)) return false
  if (excludeResourceRules.some((rule) => ruleMatches(rule, request))) return false
  return resourceRules === undefined || resourceRules.some((rule) => ruleMatches(rule, request))
}

function selectsNamespace(store: Store, { namespaceSelector }: MatchResources, request: AdmissionRequest): boolean {
  const selector = labelSelector(namespaceSelector ?? {})
  if (isEmptySelector(selector)) return true
  const { info, object, old, namespace } = request
  if (info.resource === 'namespaces') return selectorMatches(selector, (object ?? old)?.metadata.labels)
  // What is outside of namespaces has no namespace to be left out by.
  if (!info.namespaced) return true
  return selectorMatches(selector, store.table('namespaces').find('', namespace)?.metadata.labels)
}

function selectsObject({ objectSelector }: MatchResources, { object, old }: AdmissionRequest): boolean {
  const selector = labelSelector(objectSelector ?? {})
  if (isEmptySelector(selector)) return true
  return [object, old].some((each) => each !== undefined && selectorMatches(selector, each.metadata.labels))
}

function ruleMatches(rule: OperationRule, { operation, info, subresource, name }: AdmissionRequest): boolean {
  const has = (list: readonly string[] = [], item: string) => list.includes('*') || list.includes(item)
  const { resourceNames = [], scope = '*' } = rule
  if (!has(rule.operations, operation) || !has(rule.apiGroups, info.group) || !has(rule.apiVersions, info.version)) {
    return false
  }
  if (resourceNames.length > 0 && !resourceNames.includes(name)) return false
  if (scope !== '*' && (scope === 'Namespaced') !== info.namespaced) return false
  return (rule.resources ?? []).some((pattern) => resourceMatches(pattern, info.plural, subresource))
}

function resourceMatches(pattern: string, resource: string, subresource: string): boolean {
  const [wanted = '', sub = ''] = pattern.split('/')
  return (wanted === '*' || wanted === resource) && (sub === '*' || sub === subresource)
}
