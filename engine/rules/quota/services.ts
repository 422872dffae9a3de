/** Services under quotas: how many, and the ports they take of every node. Source: pkg/quota/v1/evaluator/core/services.go. */
import type { Service } from '../../kinds/types.ts'
import { count, countName, ONE, type QuotaEvaluator } from './evaluator.ts'

const NAMES = new Set(['services', 'services.nodeports', 'services.loadbalancers', countName('services')])

export const serviceEvaluator: QuotaEvaluator = {
  resource: 'services',
  matches: (name) => NAMES.has(name),
  usage(object) {
    const service = object as Service
    const isBalanced = service.spec?.type === 'LoadBalancer'
    return new Map([
      [countName('services'), ONE],
      ['services', ONE],
      ['services.nodeports', count(nodePorts(service))],
      ['services.loadbalancers', count(isBalanced ? 1 : 0)],
    ])
  },
  inScope: () => false,
  handles: ({ operation, subresource }) => subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  problem: () => undefined,
}

function nodePorts({ spec }: Service): number {
  const ports = spec?.ports ?? []
  if (spec?.type === 'NodePort') return ports.length
  if (spec?.type !== 'LoadBalancer') return 0
  if (spec.allocateLoadBalancerNodePorts ?? true) return ports.length
  return ports.filter(({ nodePort }) => nodePort).length
}
