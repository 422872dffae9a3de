/** Traffic policies and load balancer classes. Source: validateServiceExternalTrafficPolicy and neighbours. */
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/fielderror.ts'
import { portNumberMessages } from '../../api/valueformats.ts'
import type { Service } from '../types.ts'
import { each, oneOf, qualifiedName } from '../validation/checks.ts'

type Spec = Service['spec']

const POLICIES = ['Cluster', 'Local']

/** Node ports, load balancers and addresses of its own let the outside in. */
export const isExposed = ({ type, externalIPs }: Spec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && !!externalIPs?.length)

const needsHealthCheck = ({ type, externalTrafficPolicy }: Spec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

export function validateTrafficPolicies(spec: Spec): FieldError[] {
  return [...externalErrors(spec), ...healthCheckErrors(spec), ...internalErrors(spec), ...distributionErrors(spec)]
}

function externalErrors(spec: Spec): FieldError[] {
  const { externalTrafficPolicy: policy } = spec
  const path = 'spec.externalTrafficPolicy'
  if (isExposed(spec)) return oneOf(policy, path, POLICIES)
  return policy ? [invalid(path, policy, 'may only be set for externally-accessible services')] : []
}

function healthCheckErrors(spec: Spec): FieldError[] {
  const { healthCheckNodePort: port } = spec
  const path = 'spec.healthCheckNodePort'
  if (needsHealthCheck(spec)) return port ? each(path, port, portNumberMessages(port)) : [required(path, '')]
  if (!port) return []
  return [invalid(path, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")]
}

function internalErrors({ type, internalTrafficPolicy: policy }: Spec): FieldError[] {
  const path = 'spec.internalTrafficPolicy'
  if (policy === undefined) return type === 'ExternalName' ? [] : [required(path, '')]
  return POLICIES.includes(policy) ? [] : [notSupported(path, policy, POLICIES)]
}

function distributionErrors(spec: Spec): FieldError[] {
  const { trafficDistribution: value } = spec as Spec & { trafficDistribution?: string }
  if (value === undefined || value === 'PreferClose') return []
  return [notSupported('spec.trafficDistribution', value, ['PreferClose'])]
}

/** @param old the spec before an update. */
export function validateLoadBalancerClass(old: Spec | undefined, next: Spec): FieldError[] {
  const path = 'spec.loadBalancerClass'
  const { loadBalancerClass: name, type } = next
  const errors: FieldError[] = []
  if (old?.type === 'LoadBalancer' && type === 'LoadBalancer' && old.loadBalancerClass !== name) {
    errors.push(invalid(path, name ?? null, 'may not change once set'))
  }
  if (name === undefined) return errors
  if (type === 'LoadBalancer') return [...errors, ...qualifiedName(name, path)]
  return [...errors, forbidden(path, "may only be used when `type` is 'LoadBalancer'")]
}

export function validateHealthCheckUpdate(next: Spec, old: Spec): FieldError[] {
  if (!needsHealthCheck(old) || !needsHealthCheck(next) || old.healthCheckNodePort === next.healthCheckNodePort)
    return []
  return [forbidden('spec.healthCheckNodePort', 'field is immutable')]
}
