/**
 * Service translation, as each node's kube-proxy does it: a virtual address or a node port becomes one of the endpoints
 * the node knows of, at random from the cluster's seed.
 */
import type { ApiServer } from '../api/server.ts'
import type { Service } from '../kinds/types.ts'
import { Affinity } from './affinity.ts'
import { candidatesFor, type Endpoint, type Entrance } from './endpoints.ts'
import type { ServiceTable } from './services.ts'

export type Translation =
  | { readonly to: 'endpoint'; readonly endpoint: Endpoint; readonly service: Service }
  /** The API server itself. */
  | { readonly to: 'api' }
  /** Rejected at once: the Service has no endpoints at all. */
  | { readonly to: 'refused'; readonly service: Service }
  /** Dropped in silence: no such port, or none that this traffic may use. */
  | { readonly to: 'nowhere' }

const NOWHERE: Translation = { to: 'nowhere' }
const API: Translation = { to: 'api' }

export class Proxy {
  private readonly affinity: Affinity

  constructor(
    private readonly server: ApiServer,
    readonly services: ServiceTable,
  ) {
    this.affinity = new Affinity(server.checkpoints)
  }

  /** A virtual address as a node translates it; undefined when it is no Service's. */
  virtual(node: string, client: string, address: string, port: number, protocol: string): Translation | undefined {
    const row = this.services.rowByAddress(address)
    if (row < 0) return undefined
    const service = this.services.at(row, node)
    const found = service?.spec.ports?.find((p) => p.port === port && (p.protocol ?? 'TCP') === protocol)
    if (service === undefined || found === undefined) return NOWHERE
    return this.translate(row, service, found.name ?? '', node, client, 'internal')
  }

  /** A port of a node's own address; undefined when no Service has it. */
  nodePort(node: string, client: string, port: number, protocol: string): Translation | undefined {
    const row = this.services.rowByNodePort(port, protocol)
    const service = row < 0 ? undefined : this.services.at(row, node)
    const found = service?.spec.ports?.find((p) => p.nodePort === port && (p.protocol ?? 'TCP') === protocol)
    if (service === undefined || found === undefined) return undefined
    return this.translate(row, service, found.name ?? '', node, client, 'external')
  }

  /** What a node does with a connection to one port of a Service. */
  translate(
    row: number,
    service: Service,
    portName: string,
    node: string,
    client: string,
    entrance: Entrance,
  ): Translation {
    if (isApiServer(service)) return API
    const candidates = this.services.candidates(row, node, portName)
    if (!candidates.any) return { to: 'refused', service }
    const from = candidatesFor(service, entrance, candidates)
    if (from.length === 0) return NOWHERE
    const endpoint = this.affinity.pick(service, node, client, from, this.server.clock.nowMs, () =>
      this.draw(node, from),
    )
    return { to: 'endpoint', endpoint, service }
  }

  private draw(node: string, from: readonly Endpoint[]): Endpoint {
    if (from.length === 1) return from[0] as Endpoint
    return from[this.server.random.stream(`proxy/${node}`).below(from.length)] as Endpoint
  }
}

const isApiServer = ({ metadata }: Service): boolean =>
  metadata.name === 'kubernetes' && metadata.namespace === 'default'
