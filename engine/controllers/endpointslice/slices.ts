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

  /** @param limit endpoints a slice may hold */
  constructor(
    stored: readonly EndpointSlice[],
    private readonly limit = MAX_ENDPOINTS,
  ) {
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
    for (const draft of alike) if (draft.changed) placed = this.fill(draft, arrivals, placed)
    const rest = arrivals.length - placed
    if (rest > 0 && rest <= this.limit) {
      const roomy = alike.filter(({ changed, endpoints }) => !changed && endpoints.length + rest <= this.limit)
      const fullest = roomy.sort((a, b) => b.endpoints.length - a.endpoints.length)[0]
      if (fullest !== undefined) placed = this.fill(fullest, arrivals, placed)
    }
    while (placed < arrivals.length) {
      const { ports } = arrivals[placed] as Arrival
      const draft: Draft = { stored: undefined, ports, key, endpoints: [], arrived: [], changed: true }
      this.drafts.push(draft)
      placed = this.fill(draft, arrivals, placed)
    }
  }

  private fill(draft: Draft, arrivals: readonly Arrival[], from: number): number {
    const end = Math.min(arrivals.length, from + this.limit - draft.endpoints.length)
    if (end <= from) return from
    own(draft)
    for (const { endpoint } of arrivals.slice(from, end)) {
      draft.endpoints.push(endpoint)
      draft.arrived.push(endpoint.targetRef?.name ?? '')
    }
    return end
  }
}

/** What becomes of the drafts. */
export interface Plan {
  /** To be created (`stored` undefined) or updated. */
  write: Draft[]
  remove: EndpointSlice[]
}

/**
 * New slices take the places of emptied ones. Without any endpoint one empty slice stays, so that consumers know the
 * Service is meant. A Service that is `leaving` gets no new slices. Source: reconciler.go reconcileByAddressType, finalize.
 */
export function planWrites(drafts: readonly Draft[], leaving: boolean): Plan {
  const kept = drafts.filter(({ endpoints }) => endpoints.length > 0)
  const updated = kept.filter(({ stored, changed }) => stored !== undefined && changed)
  const created = kept.filter(({ stored }) => stored === undefined)
  const emptied = drafts.filter(({ stored, endpoints }) => stored !== undefined && endpoints.length === 0)
  if (kept.length === 0) {
    const [only] = emptied
    if (emptied.length === 1 && only !== undefined && isPlaceholder(only)) return { write: [], remove: [] }
    created.push({ stored: undefined, ports: [], key: '', endpoints: [], arrived: [], changed: true })
  }
  const recycled = created.slice(0, emptied.length).map((draft, i) => ({ ...draft, stored: emptied[i]?.stored }))
  const remove = emptied.slice(recycled.length).map(({ stored }) => stored as EndpointSlice)
  return { write: [...updated, ...recycled, ...(leaving ? [] : created.slice(recycled.length))], remove }
}

function isPlaceholder({ changed, ports }: Draft): boolean {
  return !changed && ports.length === 0
}

/** Position of a Pod's endpoint in a slice, or -1. */
export function indexOf({ endpoints }: { endpoints: readonly EndpointSliceEndpoint[] }, pod: string): number {
  return endpoints.findIndex(({ targetRef }) => targetRef?.name === pod)
}

/** Makes a draft one that is written, with a list of its own. */
export function own(draft: Draft): void {
  if (draft.changed) return
  draft.endpoints = draft.endpoints.slice()
  draft.changed = true
}
