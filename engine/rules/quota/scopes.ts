/** Scopes that go by the value of a label-like field. Source: apimachinery labels, core/v1 helper ScopedResourceSelectorRequirementsAsSelector. */
import type { ScopeRequirement } from './evaluator.ts'

/** @param value the object's; undefined or empty: it has none */
export function valueMatches({ operator, values = [] }: ScopeRequirement, value: string | undefined): boolean {
  const has = value !== undefined && value !== ''
  switch (operator) {
    case 'In':
      return has && values.includes(value)
    case 'NotIn':
      return !has || !values.includes(value)
    case 'DoesNotExist':
      return !has
    default:
      return has
  }
}
