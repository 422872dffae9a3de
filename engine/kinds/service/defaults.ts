/** Defaults of Services. Source: SetDefaults_Service; the mirrored address fields: pkg/registry/core/service/storage. */
import type { Service } from '../types.ts'

const STICKY_SECONDS = 10_800
const EXPOSED = ['NodePort', 'LoadBalancer']

/** Fills a Service's defaults in place. */
export function defaultService(object: Service): void {
  object.spec ??= {}
  const { spec } = object
  spec.sessionAffinity ||= 'None'
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: STICKY_SECONDS } }
  }
  spec.type ||= 'ClusterIP'
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP'
    port.targetPort ||= port.port
  }
  defaultTrafficPolicies(spec)
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
  object.status ??= {}
  object.status.loadBalancer ??= {}
  defaultIngressModes(object)
}

function defaultTrafficPolicies(spec: Service['spec']): void {
  const exposed = EXPOSED.includes(spec.type as string) || (spec.type === 'ClusterIP' && !!spec.externalIPs?.length)
  if (exposed) spec.externalTrafficPolicy ||= 'Cluster'
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster'
}

function defaultIngressModes({ spec, status }: Service): void {
  if (spec.type !== 'LoadBalancer') return
  for (const ingress of status.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP'
}
