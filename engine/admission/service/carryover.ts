/**
 * What an update keeps that the client left out, and what a change of type takes away.
 * Source: pkg/registry/core/service/storage (patchAllocatedValues) and strategy.go (dropTypeDependentFields).
 */
import { equal } from '../../api/equal.ts'
import type { Service, ServicePort } from '../../kinds/types.ts'
import { needsClusterIp, needsHealthCheckPort, needsNodePort } from './needs.ts'

type Spec = Service['spec']

/** Fills `next` in place with what `old` was given. */
export function keepAllocated(next: Spec, old: Spec): void {
  if (needsClusterIp(old) && needsClusterIp(next)) {
    if (!next.clusterIP && old.clusterIP) next.clusterIP = old.clusterIP
    if (!next.clusterIPs?.length && next.clusterIP === old.clusterIP && old.clusterIPs) next.clusterIPs = old.clusterIPs
    followClusterIp(next, old)
  }
  if (needsNodePort(old) && needsNodePort(next)) keepNodePorts(next.ports ?? [], old.ports ?? [])
  if (needsHealthCheckPort(old) && needsHealthCheckPort(next) && old.healthCheckNodePort) {
    next.healthCheckNodePort ||= old.healthCheckNodePort
  }
}

/** A client that knows only `clusterIP` and changes it means both fields (normalizeClusterIPs). */
function followClusterIp(next: Spec, old: Spec): void {
  if (next.clusterIP === old.clusterIP || !equal(next.clusterIPs, old.clusterIPs)) return
  if (next.clusterIP) next.clusterIPs = [next.clusterIP]
  else delete next.clusterIPs
}

function keepNodePorts(next: ServicePort[], old: readonly ServicePort[]): void {
  const used = new Set(next.map(({ nodePort }) => nodePort).filter(Boolean))
  for (const port of next) {
    if (port.nodePort) continue
    const same = old.find((other) => other.port === port.port && other.protocol === port.protocol)
    if (!same?.nodePort || used.has(same.nodePort)) continue
    port.nodePort = same.nodePort
    used.add(same.nodePort)
  }
}

/** Takes out of `next` in place what its new type does not have, unless the client changed it too. */
export function dropForType(next: Spec, old: Spec): void {
  if (needsClusterIp(old) && !needsClusterIp(next)) dropAddresses(next, old)
  if (needsNodePort(old) && !needsNodePort(next) && equal(nodePorts(old), nodePorts(next))) {
    for (const port of next.ports ?? []) delete port.nodePort
  }
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(next)) dropSame(next, old, 'healthCheckNodePort')
  if (old.type === 'LoadBalancer' && next.type !== 'LoadBalancer') {
    dropSame(next, old, 'allocateLoadBalancerNodePorts')
    dropSame(next, old, 'loadBalancerClass')
  }
  const exposed = (spec: Spec) => spec.type === 'NodePort' || spec.type === 'LoadBalancer' || !!spec.externalIPs?.length
  if (exposed(old) && !exposed(next)) dropSame(next, old, 'externalTrafficPolicy')
}

function dropAddresses(next: Spec, old: Spec): void {
  if (next.clusterIP === old.clusterIP && equal(next.clusterIPs, old.clusterIPs)) {
    delete next.clusterIP
    delete next.clusterIPs
  }
  dropSame(next, old, 'ipFamilies')
  dropSame(next, old, 'ipFamilyPolicy')
  dropSame(next, old, 'internalTrafficPolicy')
}

const nodePorts = (spec: Spec) => (spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0)

function dropSame(next: Spec, old: Spec, field: keyof Spec): void {
  if (equal(next[field], old[field])) delete next[field]
}
