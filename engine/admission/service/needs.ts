/** Which Services have what. Source: pkg/registry/core/service/storage/alloc.go. */
import type { Service } from '../../kinds/types.ts'

type Spec = Service['spec']

export const isHeadless = ({ clusterIP, clusterIPs }: Spec): boolean => (clusterIPs?.[0] ?? clusterIP) === 'None'

/** All but ExternalName Services have an address (or say that they want none). */
export const needsClusterIp = ({ type }: Spec): boolean => type !== 'ExternalName'

export const needsNodePort = ({ type, allocateLoadBalancerNodePorts }: Spec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)

/** Where load balancers ask a node whether it has endpoints of its own. */
export const needsHealthCheckPort = ({ type, externalTrafficPolicy }: Spec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'
