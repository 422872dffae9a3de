/** A Pod as an endpoint of a Service. Source: endpointslice/utils.go podToEndpoint, util/controller_utils.go. */
import type { EndpointSliceEndpoint, Node, Pod, Service } from '../../kinds/types.ts'
import { isPodReady, isPodTerminal } from '../../rules/podutil.ts'

export type AddressType = 'IPv4' | 'IPv6'

const ZONE = 'topology.kubernetes.io/zone'

/** The Service gets endpoints by selector. */
export function isSelecting({ spec }: Service): boolean {
  return spec.selector !== undefined && spec.selector !== null && spec.type !== 'ExternalName'
}

export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIP === 'None'
}

/** Address types a Service's slices have, one per IP family. */
export function addressTypes({ spec }: Service): AddressType[] {
  const families = spec.ipFamilies ?? []
  if (families.length > 0) return families as AddressType[]
  return spec.clusterIP?.includes(':') ? ['IPv6'] : ['IPv4']
}

/** Addresses of one family. */
export function addressesOf({ status }: Pod, type: AddressType): string[] {
  const all = status.podIPs?.map(({ ip }) => ip ?? '') ?? (status.podIP ? [status.podIP] : [])
  return all.filter((ip) => ip !== '' && ip.includes(':') === (type === 'IPv6'))
}

/** It runs or may yet, and has an address; a Pod being deleted counts only where `includeTerminating`. */
export function belongsInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod) || (!pod.status.podIP && !pod.status.podIPs?.length)) return false
  return includeTerminating || pod.metadata.deletionTimestamp === undefined
}

/** Its hostname is part of the Service's domain. */
export function hasHostname({ spec, metadata }: Pod, service: Service): boolean {
  return (
    Boolean(spec.hostname) &&
    spec.subdomain === service.metadata.name &&
    metadata.namespace === service.metadata.namespace
  )
}

/** The endpoint; undefined when it has no address of the family. */
export function podToEndpoint(
  pod: Pod,
  node: Node | undefined,
  service: Service,
  type: AddressType,
): EndpointSliceEndpoint | undefined {
  const addresses = addressesOf(pod, type)
  if (addresses.length === 0) return undefined
  const serving = isPodReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = Boolean(service.spec.publishNotReadyAddresses) || (serving && !terminating)
  const zone = node?.metadata.labels?.[ZONE]
  const { name, namespace, uid } = pod.metadata
  const hints = ready ? hintsOf(service, zone) : undefined
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hasHostname(pod, service) ? { hostname: pod.spec.hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(zone ? { zone } : {}),
    ...(hints ? { hints } : {}),
  }
}

/** Whether a Service wants its traffic shared out by the CPUs of zones; then its trafficDistribution is not looked at. */
export function isTopologyAuto({ metadata: { annotations = {} } }: Service): boolean {
  const mode =
    annotations['service.kubernetes.io/topology-aware-hints'] ?? annotations['service.kubernetes.io/topology-mode']
  return mode === 'Auto' || mode === 'auto'
}

/** PreferClose: consumers of the endpoint's own zone. Source: endpointslice/trafficdist. */
function hintsOf(service: Service, zone = ''): { forZones: { name: string }[] } | undefined {
  const isClose = service.spec.trafficDistribution === 'PreferClose'
  return isClose && !isTopologyAuto(service) ? { forZones: [{ name: zone }] } : undefined
}

/** Whether a write to a Pod may change any endpoint. */
export function endpointChanged(before: Pod | undefined, after: Pod | undefined): boolean {
  if (!hasAddress(before) && !hasAddress(after)) return false
  if (before === undefined || after === undefined) return true
  const a = before.status
  const b = after.status
  return (
    a.podIP !== b.podIP ||
    a.podIPs?.length !== b.podIPs?.length ||
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    before.spec.nodeName !== after.spec.nodeName ||
    isPodTerminal(before) !== isPodTerminal(after) ||
    isPodReady(before) !== isPodReady(after)
  )
}

function hasAddress(pod: Pod | undefined): boolean {
  return Boolean(pod?.status?.podIP)
}

/** Name of a headless Service's label on its slices. */
export const HEADLESS_LABEL = 'service.kubernetes.io/headless'
