/** How a request from outside finds a Pod: by load balancer, node port, a gateway, or the Ingress controller. */
import type { Connection, Hosts, Origin } from '../../core/network.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Service } from '../../kinds/types.ts'
import type { Edge } from '../edge.ts'
import { routeOf } from '../ingress/route.ts'
import { OUTSIDE } from '../links.ts'
import type { ClusterNetwork } from '../network.ts'

export type Target =
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string; readonly port?: number | string }
  | { readonly kind: 'ingress'; readonly host: string }

/** A connection on its way, or what the caller is told instead. */
export type Way =
  | { readonly connection: Connection; readonly path: string; readonly service: string }
  /** An answer of the Ingress controller's own. */
  | { readonly status: number; readonly service: string }
  /** There is no such name. */
  | 'name'

/** Where the Ingress controller and the gateway keep their watch. */
const EDGE_PLACE = '(edge)'

export class Ways {
  /** Machines with power that are reached from outside, within one tick of the clock. */
  private known: string[] | undefined

  constructor(
    private readonly server: ApiServer,
    private readonly network: ClusterNetwork,
    private readonly hosts: Hosts,
    private readonly edge: Edge,
  ) {}

  /** The way of one request. @param client the caller's address */
  find(target: Target, path: string, client: string): Way {
    return target.kind === 'ingress' ? this.byIngress(target.host, path, client) : this.toService(target, path, client)
  }

  private toService(target: Target & { kind: 'service' }, path: string, client: string): Way {
    const { services } = this.network.proxy
    const row = services.table.row(target.namespace, target.name)
    const service = services.at(row, EDGE_PLACE)
    const port = service && portOf(service, target.port)
    if (service === undefined || port === undefined) return 'name'
    const node = this.gateway()
    const to = { path, service: `${target.namespace}/${target.name}` }
    if (node === undefined) return { connection: SILENCE, ...to }
    const origin = outsider(client)
    const isPublic = service.spec.type === 'LoadBalancer' || service.spec.type === 'NodePort'
    if (isPublic && port.nodePort) {
      const at = service.spec.externalTrafficPolicy === 'Local' ? this.nodeWithLocal(row, port.name ?? '') : node
      return { connection: this.network.connect(origin, this.hosts.addressOf(at ?? node), port.nodePort, 'TCP'), ...to }
    }
    return { connection: this.byName({ ...origin, nodeName: node }, service, port.port), ...to }
  }

  /** A gateway on a node asks the name service, then the Service's address. */
  private byName(origin: Origin, { metadata }: Service, port: number): Connection {
    const name = `${metadata.name}.${metadata.namespace}.svc.cluster.local`
    const address = this.network.names.find(name, 'A')?.find(({ type }) => type === 'A')?.data
    return address === undefined ? UNKNOWN : this.network.connect(origin, address, port, 'TCP')
  }

  private byIngress(host: string, path: string, client: string): Way {
    const found = routeOf(this.edge.ingresses(), host, path)
    const backend = found?.route.backend.service
    if (found === undefined || backend === undefined) return { status: 404, service: '' }
    const { services } = this.network.proxy
    const { namespace } = found.ingress.metadata
    const to = `${namespace}/${backend.name}`
    const row = services.table.row(namespace as string, backend.name)
    const service = services.at(row, EDGE_PLACE)
    const port = service && portOf(service, backend.port?.number ?? backend.port?.name)
    if (service === undefined || port === undefined) return { status: 503, service: to }
    const { cluster } = services.candidates(row, EDGE_PLACE, port.name ?? '')
    if (cluster.length === 0) return { status: 503, service: to }
    const stream = this.server.random.stream('ingress')
    const endpoint = cluster[stream.below(cluster.length)] as (typeof cluster)[number]
    const origin = { ...outsider(client), nodeName: this.gateway() ?? OUTSIDE }
    const connection = this.network.connect(origin, endpoint.address, endpoint.port, 'TCP')
    return { connection, path: found.route.path, service: to }
  }

  /** A machine that outside traffic may enter by: in turn over those that have power. */
  private gateway(): string | undefined {
    const up = this.upNodes()
    return up.length === 0 ? undefined : up[this.server.random.stream('gateway').below(up.length)]
  }

  /** Balancers ask nodes' health: those without an endpoint of their own get nothing under `Local`. */
  private nodeWithLocal(row: number, portName: string): string | undefined {
    const { services } = this.network.proxy
    const with_ = this.upNodes().filter((node) => services.candidates(row, node, portName).local.length > 0)
    return with_.length === 0 ? undefined : with_[this.server.random.stream('gateway').below(with_.length)]
  }

  /** Machines may have come or gone since: forget which of them had power. */
  refresh(): void {
    this.known = undefined
  }

  private upNodes(): string[] {
    this.known ??= this.findUpNodes()
    return this.known
  }

  private findUpNodes(): string[] {
    const up: string[] = []
    this.server.store.table('nodes').each(undefined, ({ metadata }) => {
      if (this.hosts.isUp(metadata.name) && this.network.wires.reaches(OUTSIDE, metadata.name)) up.push(metadata.name)
    })
    return up.sort()
  }
}

const SILENCE: Connection = { outcome: 'timeout', delayMs: 0 }
/** A name that nobody answers for ends like an address without a route. */
const UNKNOWN: Connection = { outcome: 'unreachable', delayMs: 1 }

/** A caller outside of the cluster. */
const outsider = (client: string): Origin => ({
  process: -1,
  podIP: client,
  podNamespace: '',
  podName: '',
  nodeName: OUTSIDE,
})

const portOf = ({ spec }: Service, wanted: number | string | undefined) =>
  wanted === undefined ? spec.ports?.[0] : spec.ports?.find(({ port, name }) => port === wanted || name === wanted)
