/**
 * A Service's endpoints shared out among the zones by the CPUs of their nodes, so that traffic stays in its zone where that
 * overloads nobody. Source: staging endpointslice/topologycache.
 */
import { milliValue } from '../../api/quantityvalue.ts'
import type { EndpointSliceEndpoint, Node } from '../../kinds/types.ts'
import { readyStatus } from '../nodelifecycle/health.ts'
import { type Draft, own } from './slices.ts'

/** An endpoint may get this much more than its share. */
const OVERLOAD = 0.2
const ZONE = 'topology.kubernetes.io/zone'
const EXCLUDED = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']

const NO_NODE_INFO = 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes'
const TOO_FEW = 'Insufficient number of endpoints'
const TOO_UNEVEN = 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold'
const NO_ZONE = 'One or more endpoints do not have a zone specified'

/** How many endpoints a zone should have. */
export interface Allocation {
  minimum: number
  maximum: number
  desired: number
}

type Counts = Map<string, number>

/** Each zone's part of the CPUs of all ready workers; undefined when a node does not tell, or there is one zone only. */
export function cpuShares(nodes: readonly Node[]): ReadonlyMap<string, number> | undefined {
  const cpus: Counts = new Map()
  let total = 0
  for (const node of nodes) {
    const labels: Readonly<Record<string, string>> = node.metadata.labels ?? {}
    if (EXCLUDED.some((label) => labels[label] !== undefined) || readyStatus(node) !== 'True') continue
    const zone = labels[ZONE]
    const cpu = milliValue(node.status?.allocatable?.cpu ?? '0')
    if (!zone || cpu === 0) return undefined
    add(cpus, zone, cpu)
    total += cpu
  }
  if (cpus.size < 2) return undefined
  return new Map([...cpus].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, cpu]) => [zone, cpu / total]))
}

/** What every zone should have of so many endpoints, or why there is no way. */
export function allocate(
  total: number,
  shares: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, Allocation> | string {
  if (shares === undefined) return NO_NODE_INFO
  const numbers = `(${total} endpoints, ${shares.size} zones)`
  if (shares.size > total) return `${TOO_FEW} ${numbers}`
  const least = [...shares].map(([zone, share]) => {
    const desired = share * total
    const minimum = Math.ceil(desired * (1 / (1 + OVERLOAD)))
    return { zone, minimum, desired: Math.max(desired, minimum) }
  })
  const spare = least.reduce((rest, { minimum }) => rest - minimum, total)
  if (spare < 0) return `${TOO_UNEVEN} ${numbers}`
  return new Map(least.map(({ zone, minimum, desired }) => [zone, { minimum, maximum: minimum + spare, desired }]))
}

/**
 * Gives every ready endpoint the zone it is for. Slices that nothing else changes stay as they are when their hints still fit.
 * Where hints cannot be, there are none: returns why.
 */
export function shareOut(
  drafts: readonly Draft[],
  shares: ReadonlyMap<string, number> | undefined,
): string | undefined {
  const ready = drafts.flatMap(({ endpoints }) => endpoints.filter(isReady))
  const allocations = allocate(ready.length, shares)
  const why = typeof allocations === 'string' ? allocations : ready.some(({ zone }) => !zone) ? NO_ZONE : undefined
  if (why !== undefined || typeof allocations === 'string') {
    for (const draft of drafts) if (draft.endpoints.some(({ hints }) => hints)) hintAll(draft, () => undefined)
    return why
  }
  const counts = keptCounts(drafts, allocations)
  const changed = drafts.filter((draft) => draft.changed)
  const anew = [...changed.filter(({ stored }) => !stored), ...changed.filter(({ stored }) => stored)]
  for (const { endpoints } of anew) for (const { zone } of endpoints.filter(isReady)) add(counts, zone as string, 1)
  const moves = new Moves(allocations, counts)
  for (const draft of anew) hintAll(draft, (endpoint) => moves.zoneFor(endpoint.zone as string))
  return undefined
}

/** Counts the hints of unchanged slices; those whose hints no longer fit are to be changed. */
function keptCounts(drafts: readonly Draft[], allocations: ReadonlyMap<string, Allocation>): Counts {
  const counts: Counts = new Map()
  for (const draft of drafts) {
    if (draft.changed) continue
    const zones = draft.endpoints.filter(isReady).map(({ hints }) => hints?.forZones?.[0]?.name)
    const own_: Counts = new Map()
    for (const zone of zones) add(own_, zone ?? '', 1)
    const fits = [...own_].every(([zone, n]) => {
      const allocation = allocations.get(zone)
      return allocation !== undefined && n + (counts.get(zone) ?? 0) <= allocation.maximum
    })
    if (fits) for (const [zone, n] of own_) add(counts, zone, n)
    else own(draft)
  }
  return counts
}

/** Which zones give endpoints away, and to whom. */
class Moves {
  private readonly giving: Counts = new Map()
  private readonly receiving: Counts = new Map()

  constructor(allocations: ReadonlyMap<string, Allocation>, counts: Counts) {
    const surplus: Counts = new Map()
    const want: Counts = new Map()
    for (const [zone, { desired }] of allocations) {
      const has = counts.get(zone) ?? 0
      if (has > desired) surplus.set(zone, has - desired)
      else if (has < desired) want.set(zone, desired - has)
    }
    for (;;) {
      const [giver, toGive] = most(surplus)
      const [receiver, toReceive] = most(want)
      if ((toGive < 1 && toReceive < 1) || toGive < 0.5 || toReceive < 0.5) return
      add(this.giving, giver, 1)
      add(surplus, giver, -1)
      add(this.receiving, receiver, 1)
      add(want, receiver, -1)
    }
  }

  /** The zone that the next endpoint of a zone is for. */
  zoneFor(zone: string): string {
    if ((this.giving.get(zone) ?? 0) === 0) return zone
    const receiver = [...this.receiving].find(([, n]) => n > 0)?.[0]
    if (receiver === undefined) return zone
    add(this.giving, zone, -1)
    add(this.receiving, receiver, -1)
    return receiver
  }
}

const isReady = ({ conditions }: EndpointSliceEndpoint): boolean => conditions?.ready === true

function add(counts: Counts, zone: string, by: number): void {
  counts.set(zone, (counts.get(zone) ?? 0) + by)
}

/** The greatest, of equals the first. */
function most(counts: Counts): [zone: string, count: number] {
  let best: [string, number] = ['', 0]
  for (const entry of counts) if (entry[1] > best[1]) best = entry
  return best
}

function hintAll(draft: Draft, zoneFor: (endpoint: EndpointSliceEndpoint) => string | undefined): void {
  own(draft)
  draft.endpoints = draft.endpoints.map((endpoint) => {
    const { hints: _, ...rest } = endpoint
    const zone = isReady(endpoint) ? zoneFor(endpoint) : undefined
    return zone === undefined ? rest : { ...rest, hints: { forZones: [{ name: zone }] } }
  })
}
