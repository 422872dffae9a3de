/** What a quota counts, kind by kind: shared by admission and the quota controller. Source: apiserver pkg/quota/v1. */
import type { KObject } from '../../api/object.ts'
import { quantityOf } from '../../api/quantity.ts'
import type { Amounts } from '../../kinds/podresources/lists.ts'

/** One scope of a quota; no values for those that are there or not. */
export interface ScopeRequirement {
  readonly scopeName: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** A request as an evaluator looks at it. */
export interface QuotaRequest {
  readonly operation: string
  readonly subresource: string
  readonly object?: KObject
  readonly old?: KObject
}

export interface QuotaEvaluator {
  /** The resource it counts, e.g. `pods`. */
  readonly resource: string
  /** Which of these names of a quota it counts for. */
  matches(name: string): boolean
  /** What an object takes. @param nowMs milliseconds since 1970 */
  usage(object: KObject, nowMs: number): Amounts
  /** Whether a quota of this scope counts the object. */
  inScope(requirement: ScopeRequirement, object: KObject): boolean
  /** Whether a request may take more than what is stored takes. */
  handles(request: QuotaRequest): boolean
  /** Why an object cannot be counted under quotas of these names; undefined when it can. */
  problem(required: readonly string[], object: KObject): string | undefined
}

export const ONE = quantityOf(1, 'DecimalSI')

export const count = (amount: number) => quantityOf(amount, 'DecimalSI')

/** `count/deployments.apps` and the like: objects of a resource, whatever they are. */
export const countName = (resource: string): string => `count/${resource}`
