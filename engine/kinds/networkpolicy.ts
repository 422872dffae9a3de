/** NetworkPolicy: networking.k8s.io/v1. Source: pkg/registry/networking/networkpolicy, pkg/apis/networking/v1/defaults.go. */
import { formatLabelSelector } from '../api/labelselector.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { validateNetworkPolicy } from './networkpolicy/validation.ts'
import { ageOf } from './printing/age.ts'
import type { NetworkPolicy } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const networkPolicy = defineKind<NetworkPolicy>({
  info: resourceInfo('networking.k8s.io', 'NetworkPolicy', 'networkpolicies', { shortNames: ['netpol'] }),
  schema: 'io.k8s.api.networking.v1.NetworkPolicy',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= { podSelector: {} }
    const { spec } = object
    spec.podSelector ??= {}
    for (const { ports = [] } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of ports) port.protocol ??= 'TCP'
    }
    // Every policy isolates what comes in; what goes out only when the policy speaks of it.
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']
  },
  validate: (object) => statusCauses(validateNetworkPolicy(object)),
  validateUpdate: (next) => statusCauses(validateNetworkPolicy(next)),
  columns: [NAME, column('Pod-Selector', 'string', 'The Pods that the policy is about.'), AGE],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    formatLabelSelector(spec.podSelector),
    ageOf(metadata.creationTimestamp, clock),
  ],
})
