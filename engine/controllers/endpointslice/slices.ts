/**
 * The slices of one Service and family under change: endpoints are replaced, taken out and put in; what comes of it is
 * the list of slices to write. Source: endpointslice/reconciler.go reconcileByPortMapping.
 */
import { equal } from '../../api/equal.ts'
import type { EndpointSlice, EndpointSliceEndpoint } from '../../kinds/types.ts'
import { portsKey, type SlicePort } from './ports.ts'

/** Upstream's --max-endpoints-per-slice. */
export const MAX_ENDPOINTS = 100

/** A slice as stored (undefined: a new one) and as it should be. */
export interface Draft {
  stored: EndpointSlice | undefined
  ports: SlicePort[]
  key: string
  endpoints: EndpointSliceEndpoint[]
  /** Names of Pods put in now. */
  arrived: string[]
  changed: boolean
}

interface Arrival {
  endpoint: EndpointSliceEndpoint
  ports: SlicePort[]
}

export class Slices {
  readonly drafts: Draft[]
  private readonly arrivals = new Map<string, Arrival[]>()

  constructor(stored: readonly EndpointSlice[]) {
    this.drafts = stored.map((slice) => {
      const ports = (slice.ports ?? []) as SlicePort[]
      return {
        stored: slice,
        ports,
        key: portsKey(ports),
        endpoints: slice.endpoints ?? [],
        arrived: [],
        changed: false,
      }
    })
  }

  /** Sets a Pod's endpoint (undefined: it has none any more). `draft` is where it stands now, if anywhere. */
  set(pod: string, draft: Draft | undefined, endpoint: EndpointSliceEndpoint | undefined, ports: SlicePort[]): void {
    const at = draft === undefined ? -1 : indexOf(draft, pod)
    const key = endpoint === undefined ? '' : portsKey(ports)
    if (draft !== undefined && at >= 0) {
      const stays = endpoint !== undefined && key === draft.key
      if (stays && equal(draft.endpoints[at], endpoint)) return
      own(draft)
      draft.endpoints.splice(at, 1, ...(stays ? [endpoint] : []))
      if (stays) return
    }
    if (endpoint !== undefined) this.arrive(key, { endpoint, ports })
  }

  /** Finds room for all new endpoints; call once, last. */
  place(): void {
    for (const [key, arrivals] of this.arrivals) this.placeAll(key, arrivals)
  }

  private arrive(key: string, arrival: Arrival): void {
    const waiting = this.arrivals.get(key)
    if (waiting === undefined) this.arrivals.set(key, [arrival])
    else waiting.push(arrival)
  }

  /** First into slices that are written anyway, then into the fullest that takes all the rest, then into new ones. */
  private placeAll(key: string, arrivals: Arrival[]): void {
    const alike = this.drafts.filter((draft) => draft.key === key && draft.stored !== undefined)
    let placed = 0
    for (const draft of alike) if (draft.changed) placed = fill(draft, arrivals, placed)
    const rest = arrivals.length - placed
    if (rest > 0 && rest <= MAX_ENDPOINTS) {
      const roomy = alike.filter(({ changed, endpoints }) => !changed && endpoints.length + rest <= MAX_ENDPOINTS)
      const fullest = roomy.sort((a, b) => b.endpoints.length - a.endpoints.length)[0]
      if (fullest !== undefined) placed = fill(fullest, arrivals, placed)
    }
    while (placed < arrivals.length) {
      const { ports } = arrivals[placed] as Arrival
      const draft: Draft = { stored: undefined, ports, key, endpoints: [], arrived: [], changed: true }
      this.drafts.push(draft)
      placed = fill(draft, arrivals, placed)
    }
  }
}

/** Position of a Pod's endpoint in a slice, or -1. */
export function indexOf({ endpoints }: { endpoints: readonly EndpointSliceEndpoint[] }, pod: string): number {
  return endpoints.findIndex(({ targetRef }) => targetRef?.name === pod)
}

function own(draft: Draft): void {
  if (draft.changed) return
  draft.endpoints = draft.endpoints.slice()
  draft.changed = true
}

function fill(draft: Draft, arrivals: readonly Arrival[], from: number): number {
  const end = Math.min(arrivals.length, from + MAX_ENDPOINTS - draft.endpoints.length)
  if (end <= from) return from
  own(draft)
  for (const { endpoint } of arrivals.slice(from, end)) {
    draft.endpoints.push(endpoint)
    draft.arrived.push(endpoint.targetRef?.name ?? '')
  }
  return end
}
