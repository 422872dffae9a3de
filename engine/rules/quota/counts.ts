/** Objects of a kind, whatever they are. Source: apiserver pkg/quota/v1/generic evaluator.go, evaluator/core/registry.go. */
import { countName, ONE, type QuotaEvaluator } from './evaluator.ts'

/** Kinds that quotas could count before they could count all, under their own name. */
const OLD_NAMES = ['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas']

export function countEvaluator(resource: string): QuotaEvaluator {
  const names = OLD_NAMES.includes(resource) ? [countName(resource), resource] : [countName(resource)]
  return {
    resource,
    matches: (name) => names.includes(name),
    usage: () => new Map(names.map((name) => [name, ONE])),
    inScope: () => false,
    handles: ({ operation, subresource }) => subresource === '' && operation === 'CREATE',
    problem: () => undefined,
  }
}
