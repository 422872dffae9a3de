/** How much of a quota is used. Source: apiserver pkg/quota/v1 resources.go, generic CalculateUsageStats. */
import type { KObject } from '../../api/object.ts'
import type { ResourceQuota } from '../../kinds/types.ts'
import { addAmounts, type Amounts } from '../../kinds/podresources/lists.ts'
import { count, type QuotaEvaluator, type ScopeRequirement } from './evaluator.ts'

/** All scopes of a quota: those that are there or not, and those with values. */
export function scopesOf({ spec }: ResourceQuota): ScopeRequirement[] {
  const plain = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }))
  return [...plain, ...((spec.scopeSelector?.matchExpressions ?? []) as ScopeRequirement[])]
}

/** Whether a quota counts an object: it is in all of the quota's scopes. */
export function isCounted(evaluator: QuotaEvaluator, scopes: readonly ScopeRequirement[], object: KObject): boolean {
  return scopes.every((scope) => evaluator.inScope(scope, object))
}

/** The names of a quota that an evaluator counts for. */
export const matching = (evaluator: QuotaEvaluator, names: readonly string[]): string[] =>
  names.filter((name) => evaluator.matches(name))

/** Only the amounts of these names. */
export const masked = (amounts: Amounts, names: readonly string[]): Amounts =>
  new Map([...amounts].filter(([name]) => names.includes(name)))

/** The sum over objects of one kind; every name asked for is in it. */
export function usageOf(
  evaluator: QuotaEvaluator,
  names: readonly string[],
  scopes: readonly ScopeRequirement[],
  each: (visit: (object: KObject) => void) => void,
  nowMs: number,
): Amounts {
  const total: Amounts = new Map(names.map((name) => [name, count(0)]))
  each((object) => {
    if (isCounted(evaluator, scopes, object)) addAmounts(total, evaluator.usage(object, nowMs))
  })
  return total
}

/** Whether everything relevant has been counted once; before that a quota refuses what it would count. */
export function hasUsageStats({ status }: ResourceQuota, relevant: readonly string[]): boolean {
  const used = status?.used ?? {}
  return Object.keys(status?.hard ?? {}).every((name) => !relevant.includes(name) || name in used)
}
