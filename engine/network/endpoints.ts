/** Which endpoints of a Service a node uses (pkg/proxy/topology.go CategorizeEndpoints). */
import type { EndpointSlice, EndpointSliceEndpoint, Service } from '../kinds/types.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
  readonly node: string | undefined
  /** Namespace and name of the Pod behind it, if there is one. */
  readonly pod: { readonly namespace: string; readonly name: string } | undefined
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
  readonly zones: readonly string[] | undefined
}

/** Endpoints of one Service port in some slices. */
export function endpointsOf(slices: readonly EndpointSlice[], portName: string): Endpoint[] {
  return slices.flatMap((slice) => {
    const found = slice.ports?.find(({ name }) => (name ?? '') === portName)
    const port = found?.port
    if (port === undefined) return []
    return slice.endpoints.map((endpoint) => endpointOf(slice, endpoint, port))
  })
}

function endpointOf({ metadata }: EndpointSlice, endpoint: EndpointSliceEndpoint, port: number): Endpoint {
  const { addresses, nodeName, targetRef, conditions, hints } = endpoint
  const ready = conditions?.ready !== false
  const isPod = targetRef?.kind === 'Pod' && targetRef.name !== undefined
  return {
    address: addresses[0] as string,
    port,
    node: nodeName,
    pod: isPod
      ? { namespace: targetRef.namespace ?? (metadata.namespace as string), name: targetRef.name as string }
      : undefined,
    ready,
    serving: conditions?.serving ?? ready,
    terminating: conditions?.terminating === true,
    zones: hints?.forZones?.map(({ name }) => name),
  }
}

/** What a node does with a Service's traffic. */
export interface Candidates {
  /** For traffic that may go anywhere. */
  readonly cluster: readonly Endpoint[]
  /** For traffic that must stay on the node. */
  readonly local: readonly Endpoint[]
  /** Somebody could answer, were it allowed: otherwise the caller is refused at once. */
  readonly any: boolean
}

export function categorize(all: readonly Endpoint[], node: string, zone: string | undefined): Candidates {
  const ready = all.filter((endpoint) => endpoint.ready)
  const draining = all.filter(({ serving, terminating }) => serving && terminating)
  const near = usesZones(ready, zone) ? ready.filter(({ zones }) => zones?.includes(zone as string)) : ready
  const onNode = (list: readonly Endpoint[]) => list.filter((endpoint) => endpoint.node === node)
  const localReady = onNode(ready)
  return {
    cluster: near.length > 0 ? near : draining,
    local: localReady.length > 0 ? localReady : onNode(draining),
    any: ready.length + draining.length > 0,
  }
}

/** Hints count when every ready endpoint has some and this zone has an endpoint. */
function usesZones(ready: readonly Endpoint[], zone: string | undefined): boolean {
  if (!zone || ready.some(({ zones }) => !zones?.length)) return false
  return ready.some(({ zones }) => zones?.includes(zone))
}

/** Where traffic for a Service comes in. */
export type Entrance = 'internal' | 'external'

/** Endpoints for one way in, by its traffic policy. */
export function candidatesFor({ spec }: Service, entrance: Entrance, candidates: Candidates): readonly Endpoint[] {
  const policy = entrance === 'internal' ? spec.internalTrafficPolicy : spec.externalTrafficPolicy
  return policy === 'Local' ? candidates.local : candidates.cluster
}
