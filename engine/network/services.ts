/** Services as the network finds them: by address or port, with the endpoints each place knows of. */
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { PagedArray } from '../core/paged.ts'
import type { EndpointSlice, Service } from '../kinds/types.ts'
import { type Candidates, categorize, endpointsOf } from './endpoints.ts'
import { Programmed } from './programmed.ts'

export const SLICES = 'endpointslices.discovery.k8s.io'
/** Remembered candidates are dropped all at once beyond this. */
const MAX_KNOWN = 20_000
const SERVICE_NAME = 'kubernetes.io/service-name'

/** What one place works with, as long as nothing new has reached it. */
interface Known {
  readonly stamp: object | undefined
  /** From when on: a rewound run may be before it. */
  readonly fromMs: number
  readonly untilMs: number
  readonly candidates: Candidates
}

export class ServiceTable {
  readonly table: Table
  private readonly services: Programmed
  private readonly slices: Programmed
  /** Service row → rows of slices that name it, or did a moment ago. */
  private readonly slicesOf: PagedArray<readonly number[]>
  /** Service row → another object after each write that concerns it. */
  private readonly stamps: PagedArray<object>
  /** By service row, place and port: not state, only remembered. */
  private readonly known = new Map<string, Known>()

  constructor(
    private readonly server: ApiServer,
    private readonly zoneOf: (node: string) => string | undefined,
  ) {
    const { checkpoints, store } = server
    this.table = store.table('services')
    this.table.addMultiIndex('address', (object) => addressesOf(object as Service))
    this.table.addMultiIndex('nodePort', (object) => nodePortsOf(object as Service))
    this.slicesOf = checkpoints.register(new PagedArray<readonly number[]>(checkpoints.epoch))
    this.stamps = checkpoints.register(new PagedArray<object>(checkpoints.epoch))
    this.services = new Programmed(server, 'services', (row) => {
      this.stamps.set(row, {})
    })
    this.slices = new Programmed(server, SLICES, (row, before, after) => this.sliceWritten(row, before, after))
  }

  private sliceWritten(row: number, before: KObject | undefined, after: KObject | undefined): void {
    const slice = (after ?? before) as EndpointSlice
    const name = slice.metadata.labels?.[SERVICE_NAME]
    if (name === undefined) return
    const service = this.table.row(slice.metadata.namespace as string, name)
    const rows = this.slicesOf.get(service) ?? []
    if (!rows.includes(row)) this.slicesOf.set(service, [...rows, row])
    this.stamps.set(service, {})
  }

  /** Row of the Service with this virtual address; -1 for none. */
  rowByAddress(address: string): number {
    return this.first('address', address)
  }

  rowByNodePort(port: number, protocol: string): number {
    return this.first('nodePort', `${port}/${protocol}`)
  }

  private first(index: 'address' | 'nodePort', key: string): number {
    let found = -1
    this.table.eachIn(index, key, (_object, row) => {
      if (found < 0) found = row
    })
    return found
  }

  /** The Service as a place knows it. */
  at(row: number, place: string): Service | undefined {
    return this.services.at<Service>(row, place).object
  }

  /** Slices of a Service as a place knows them. */
  slicesAt(row: number, place: string): EndpointSlice[] {
    return this.seenSlices(row, place).slices
  }

  private seenSlices(row: number, place: string): { slices: EndpointSlice[]; untilMs: number } {
    const slices: EndpointSlice[] = []
    let untilMs = Number.POSITIVE_INFINITY
    for (const sliceRow of this.slicesOf.get(row) ?? []) {
      const seen = this.slices.at<EndpointSlice>(sliceRow, place)
      untilMs = Math.min(untilMs, seen.untilMs)
      if (seen.object !== undefined) slices.push(seen.object)
    }
    return { slices, untilMs }
  }

  /** Who may answer on a port of a Service, for a node. */
  candidates(row: number, node: string, portName: string): Candidates {
    const key = `${row} ${node} ${portName}`
    const stamp = this.stamps.get(row)
    const known = this.known.get(key)
    const { nowMs } = this.server.clock
    if (known !== undefined && known.stamp === stamp && nowMs >= known.fromMs && nowMs < known.untilMs)
      return known.candidates
    const { slices, untilMs } = this.seenSlices(row, node)
    const candidates = categorize(endpointsOf(slices, portName), node, this.zoneOf(node))
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    this.known.set(key, { stamp, fromMs: nowMs, untilMs, candidates })
    return candidates
  }
}

/** Addresses that a node's proxy translates. */
function addressesOf({ spec, status }: Service): string[] {
  const balancers = (status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? [])
  return [
    ...new Set([...(spec.clusterIPs ?? [spec.clusterIP ?? '']), ...(spec.externalIPs ?? []), ...balancers]),
  ].filter((address) => address !== '' && address !== 'None')
}

const nodePortsOf = ({ spec }: Service): string[] =>
  (spec.ports ?? []).flatMap(({ nodePort, protocol = 'TCP' }) => (nodePort ? [`${nodePort}/${protocol}`] : []))
