/**
 * Service translation, as each node's kube-proxy does it: a virtual address or a node port becomes one of the endpoints
 * the node knows of, at random from the cluster's seed.
 */
import type { ApiServer } from '../api/server.ts'
import type { Service } from '../kinds/types.ts'
import { Affinity } from './affinity.ts'
import type { Decisions } from './decisions.ts'
import { candidatesFor, type Endpoint, endpointsOf, type Entrance } from './endpoints.ts'
import type { ServiceTable } from './services.ts'

export type Translation =
  | { readonly to: 'endpoint'; readonly endpoint: Endpoint; readonly service: Service }
  /** The API server itself. */
  | { readonly to: 'api' }
  /** Rejected at once: the Service has no endpoints at all. */
  | { readonly to: 'refused'; readonly service: Service }
  /** Dropped in silence: no such port, or none that this traffic may use. */
  | { readonly to: 'nowhere' }

/** Endpoints of a Service that are told one by one. */
const MOST_TOLD = 200
const NOWHERE: Translation = { to: 'nowhere' }
const API: Translation = { to: 'api' }

export class Proxy {
  private readonly affinity: Affinity

  constructor(
    private readonly server: ApiServer,
    readonly services: ServiceTable,
    private readonly decisions: Decisions,
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
    const candidates = this.services.candidates(row, node, portName)
    const from = candidatesFor(service, entrance, candidates)
    const translation = this.choose(service, node, client, candidates.any, from)
    if (this.decisions.tell) this.told(row, service, portName, node, from.length, translation)
    return translation
  }

  private choose(service: Service, node: string, client: string, any: boolean, from: readonly Endpoint[]): Translation {
    if (isApiServer(service)) return API
    if (!any) return { to: 'refused', service }
    if (from.length === 0) return NOWHERE
    const endpoint = this.affinity.pick(service, node, client, from, this.server.clock.nowMs, () =>
      this.draw(node, from),
    )
    return { to: 'endpoint', endpoint, service }
  }

  private told(
    row: number,
    { metadata }: Service,
    portName: string,
    node: string,
    candidates: number,
    translation: Translation,
  ): void {
    const all = endpointsOf(this.services.slicesAt(row, node), portName)
    this.decisions.tell?.({
      at: 'service',
      service: `${metadata.namespace}/${metadata.name}`,
      node,
      to: translation.to,
      endpoints: all.slice(0, MOST_TOLD).map(({ address, pod, ready, terminating }) => ({
        address,
        pod: pod === undefined ? '' : `${pod.namespace}/${pod.name}`,
        ready,
        terminating,
      })),
      candidates,
      ...(translation.to === 'endpoint' && {
        taken: `${translation.endpoint.address}:${translation.endpoint.port}`,
      }),
    })
  }

  private draw(node: string, from: readonly Endpoint[]): Endpoint {
    if (from.length === 1) return from[0] as Endpoint
    return from[this.server.random.stream(`proxy/${node}`).below(from.length)] as Endpoint
  }
}

const isApiServer = ({ metadata }: Service): boolean =>
  metadata.name === 'kubernetes' && metadata.namespace === 'default'
