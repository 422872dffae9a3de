/**
 * The Pod network: who answers at an address, how long the way takes, and how an attempt fails. It only decides; what
 * is said on a connection is the runtime's (core/network).
 */
import type { ApiServer } from '../api/server.ts'
import type {
  Connection,
  Destination,
  DnsAnswer,
  DnsType,
  Hosts,
  Origin,
  PodNetwork,
  PodServers,
} from '../core/network.ts'
import { CONTROL_PLANE } from '../core/network.ts'
import { Decisions } from './decisions.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { CLUSTER_DNS, HOST_DNS, type Resolver, resolverOf, searchedNames } from '../rules/dnsconfig.ts'
import { Zone } from './dns/zone.ts'
import { OutsideNames } from './dns/outside.ts'
import { OUTSIDE, Wires } from './links.ts'
import { keyOf } from './objectkey.ts'
import { Policies } from './policy/evaluate.ts'
import type { Party } from './policy/peers.ts'
import { Proxy, type Translation } from './proxy.ts'
import { ServiceTable } from './services.ts'
import { type FlowEnds, Flows } from './traffic/flows.ts'
import { versionOf } from './traffic/version.ts'

/** How long a caller hears nothing before its system gives up on an address that nobody has. */
const NO_ROUTE_MS = 3_000
/** A resolver's wait for one name server, and how often it asks (resolv.conf(5)). */
const DNS_TIMEOUT_MS = 5_000
const DNS_ATTEMPTS = 2
const ZONE_LABEL = 'topology.kubernetes.io/zone'

type Protocol = 'TCP' | 'UDP'

export class ClusterNetwork implements PodNetwork {
  readonly wires: Wires
  readonly proxy: Proxy
  readonly policies: Policies
  /** What the name service answers. */
  readonly names: Zone
  /** Who asked whom. */
  readonly flows: Flows
  /** What is decided on the way, for whoever follows a request. */
  readonly decisions = new Decisions()
  private readonly outside: OutsideNames

  constructor(
    private readonly server: ApiServer,
    readonly hosts: Hosts,
    private readonly servers: PodServers,
  ) {
    const { checkpoints, store, random } = server
    const zoneOf = (node: string) =>
      (store.table('nodes').find('', node) as Node | undefined)?.metadata.labels?.[ZONE_LABEL]
    this.wires = new Wires(checkpoints, zoneOf)
    this.proxy = new Proxy(server, new ServiceTable(server, zoneOf), this.decisions)
    this.policies = new Policies(server, this.decisions)
    this.outside = new OutsideNames(checkpoints)
    this.flows = new Flows(checkpoints)
    this.names = new Zone(
      this.proxy.services,
      this.outside,
      (name) => store.table('namespaces').find('', name) !== undefined,
      (list) => rotated(list, list.length > 1 ? random.stream('dns').below(list.length) : 0),
    )
  }

  // ------------------------------------------------------------------------------------------------ connections

  connect(origin: Origin, address: string, port: number, protocol: Protocol): Connection {
    if (isLoopback(address)) return this.loopback(origin, port, protocol)
    const { nodeName: node, podIP } = origin
    const translation = node === OUTSIDE ? undefined : this.proxy.virtual(node, podIP, address, port, protocol)
    if (translation !== undefined) return this.translated(origin, translation, node, podIP, protocol)
    return this.direct(origin, address, port, protocol, podIP)
  }

  /** Follows a translation that `via` made; the caller is seen as `sourceIP`. */
  translated(origin: Origin, translation: Translation, via: string, sourceIP: string, protocol: Protocol): Connection {
    switch (translation.to) {
      case 'refused':
        return {
          outcome: 'refused',
          delayMs: this.wires.delayMs(origin.nodeName, via) * 2,
          service: keyOf(translation.service),
        }
      case 'nowhere':
        return TIMEOUT
      case 'api':
        return this.toApi(origin)
      default: {
        const { address, port } = translation.endpoint
        return through(this.direct(origin, address, port, protocol, sourceIP), keyOf(translation.service))
      }
    }
  }

  private loopback(origin: Origin, port: number, protocol: Protocol): Connection {
    const process = this.servers.listenerIn(origin.podNamespace, origin.podName, port, protocol, false)
    if (process < 0) return { outcome: 'refused', delayMs: 0 }
    const to: Destination = { kind: 'process', process, port }
    return { outcome: 'connected', to, sourceIP: '127.0.0.1', address: '127.0.0.1', port, delayMs: 0 }
  }

  private toApi(origin: Origin): Connection {
    const address = this.apiAddress()
    const { port } = this.server
    if (!this.wires.reaches(origin.nodeName, CONTROL_PLANE)) return TIMEOUT
    const to = this.policies.party(undefined, address)
    if (!this.policies.allows(this.partyOf(origin), to, { number: port, protocol: 'TCP', owner: undefined }))
      return TIMEOUT
    const delayMs = this.wires.delayMs(origin.nodeName, CONTROL_PLANE)
    return { outcome: 'connected', to: { kind: 'api' }, sourceIP: origin.podIP, address, port, delayMs }
  }

  /** Where the API server listens: the first control-plane node, or the bridge of the machines. */
  private apiAddress(): string {
    return HOST_DNS
  }

  private direct(origin: Origin, address: string, port: number, protocol: Protocol, sourceIP: string): Connection {
    const row = this.hosts.podAt(address)
    if (row >= 0) return this.toPod(origin, row, address, port, protocol, sourceIP)
    const node = this.hosts.nodeAt(address)
    if (node !== undefined) return this.toNode(origin, node, address, port, protocol, sourceIP)
    const host = this.outside.hostAt(address)
    if (host === undefined) return { outcome: 'unreachable', delayMs: NO_ROUTE_MS }
    return this.toOutside(origin, host, address, port, protocol)
  }

  private toOutside(origin: Origin, host: string, address: string, port: number, protocol: Protocol): Connection {
    const to = this.policies.party(undefined, address)
    if (!this.policies.allows(this.partyOf(origin), to, { number: port, protocol, owner: undefined })) return TIMEOUT
    const delayMs = this.wires.delayMs(origin.nodeName, OUTSIDE)
    const destination: Destination = { kind: 'outside', host }
    return { outcome: 'connected', to: destination, sourceIP: origin.podIP, address, port, delayMs }
  }

  private toPod(
    origin: Origin,
    row: number,
    address: string,
    port: number,
    protocol: Protocol,
    sourceIP: string,
  ): Connection {
    const pod = this.server.store.table('pods').get(row) as Pod | undefined
    const node = pod?.spec.nodeName
    if (pod === undefined || node === undefined || !this.isReachable(origin.nodeName, node)) return TIMEOUT
    const to = this.policies.party(pod, address)
    const from: Party = { ...this.partyOf(origin), address: sourceIP }
    if (!this.policies.allows(from, to, { number: port, protocol, owner: pod })) return TIMEOUT
    return this.answer(origin, pod, node, address, port, protocol, sourceIP)
  }

  /** What listens in a Pod, seen from afar. */
  private answer(
    origin: Origin,
    { metadata, status }: Pod,
    node: string,
    address: string,
    port: number,
    protocol: Protocol,
    sourceIP: string,
  ): Connection {
    const delayMs = this.wires.delayMs(origin.nodeName, node)
    const process = this.servers.listenerIn(metadata.namespace as string, metadata.name, port, protocol, true)
    this.decisions.tell?.({
      at: 'pod',
      pod: `${metadata.namespace}/${metadata.name}`,
      node,
      address,
      port,
      listens: process >= 0,
      ready: status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
    })
    if (process < 0) return { outcome: 'refused', delayMs: delayMs * 2 }
    return { outcome: 'connected', to: { kind: 'process', process, port }, sourceIP, address, port, delayMs }
  }

  /** A machine's own address: a Service's node port, a Pod on the host's network, or a host port. */
  private toNode(
    origin: Origin,
    node: string,
    address: string,
    port: number,
    protocol: Protocol,
    sourceIP: string,
  ): Connection {
    if (!this.isReachable(origin.nodeName, node)) return TIMEOUT
    const translation = this.proxy.nodePort(node, sourceIP, port, protocol)
    if (translation !== undefined) return this.throughNode(origin, node, translation, sourceIP, protocol)
    const found = this.onHost(node, port, protocol)
    if (found === undefined) return { outcome: 'refused', delayMs: this.wires.delayMs(origin.nodeName, node) * 2 }
    return this.answer(origin, found.pod, node, address, found.port, protocol, sourceIP)
  }

  /** A node port forwards; without `externalTrafficPolicy: Local` the Pod sees the node as the caller. */
  private throughNode(
    origin: Origin,
    node: string,
    translation: Translation,
    client: string,
    protocol: Protocol,
  ): Connection {
    const local = translation.to === 'endpoint' && translation.service.spec.externalTrafficPolicy === 'Local'
    const source = local ? client : this.hosts.addressOf(node)
    const first = this.wires.delayMs(origin.nodeName, node)
    const rest = this.translated({ ...origin, nodeName: node }, translation, node, source, protocol)
    return rest.outcome === 'timeout' ? rest : { ...rest, delayMs: rest.delayMs + first }
  }

  private onHost(node: string, port: number, protocol: Protocol): { pod: Pod; port: number } | undefined {
    let found: { pod: Pod; port: number } | undefined
    this.hosts.eachOnHost(node, (row) => {
      const pod = this.server.store.table('pods').get(row) as Pod | undefined
      if (pod === undefined || found !== undefined) return
      const inside = pod.spec.hostNetwork ? port : hostPortOf(pod, port, protocol)
      if (inside === undefined) return
      const { name, namespace } = pod.metadata
      if (this.servers.listenerIn(namespace as string, name, inside, protocol, true) >= 0) found = { pod, port: inside }
    })
    return found
  }

  private isReachable(from: string, node: string): boolean {
    const reached = this.hosts.isUp(node) && this.wires.reaches(from, node)
    this.decisions.tell?.({
      at: 'way',
      from,
      to: node,
      reached,
      tookMs: reached ? this.wires.delayMs(from, node) : 0,
    })
    return reached
  }

  private partyOf({ podNamespace, podName, podIP }: Origin): Party {
    const pod =
      podName === '' ? undefined : (this.server.store.table('pods').find(podNamespace, podName) as Pod | undefined)
    return this.policies.party(pod, podIP)
  }

  isOpen(origin: Origin, to: Destination): boolean {
    if (to.kind === 'api') return this.wires.reaches(origin.nodeName, CONTROL_PLANE)
    if (to.kind === 'outside') return true
    const row = this.hosts.podOf(to.process)
    const node = row < 0 ? undefined : (this.server.store.table('pods').get(row) as Pod | undefined)?.spec.nodeName
    return node !== undefined && this.isReachable(origin.nodeName, node)
  }

  saw(origin: Origin, connection: Connection, outcome: string, tookMs: number): void {
    if (origin.podName === '') return
    const pod = this.podBehind(connection)
    const ends: FlowEnds = {
      from: `pod:${origin.podNamespace}/${origin.podName}`,
      service: connection.service ?? '',
      pod: pod === undefined ? '' : keyOf(pod),
      version: pod === undefined ? '' : versionOf(pod),
    }
    this.flows.saw(ends, outcome, tookMs, this.server.clock.nowMs)
  }

  private podBehind(connection: Connection): Pod | undefined {
    if (connection.outcome !== 'connected' || connection.to.kind !== 'process') return undefined
    const row = this.hosts.podOf(connection.to.process)
    return row < 0 ? undefined : (this.server.store.table('pods').get(row) as Pod | undefined)
  }

  ping(origin: Origin, address: string): number | undefined {
    if (isLoopback(address) || address === origin.podIP) return 0
    const row = this.hosts.podAt(address)
    const pod = row < 0 ? undefined : (this.server.store.table('pods').get(row) as Pod | undefined)
    const node = pod?.spec.nodeName ?? this.hosts.nodeAt(address)
    if (node !== undefined)
      return this.isReachable(origin.nodeName, node) ? this.wires.delayMs(origin.nodeName, node) * 2 : undefined
    return this.outside.hostAt(address) === undefined ? undefined : this.wires.delayMs(origin.nodeName, OUTSIDE) * 2
  }

  // ------------------------------------------------------------------------------------------------ names

  resolve(origin: Origin, name: string, type: DnsType, exact = false): DnsAnswer {
    const asked: string[] = []
    const answer = this.answerFor(origin, name, type, exact, asked)
    const { code, records, server, delayMs } = answer
    this.decisions.tell?.({
      at: 'name',
      name,
      server,
      asked,
      code,
      data: records.map(({ data }) => data),
      tookMs: delayMs,
    })
    return answer
  }

  /** @param asked gets the names that were asked for, in order */
  private answerFor(origin: Origin, name: string, type: DnsType, exact: boolean, asked: string[]): DnsAnswer {
    const resolver = this.resolverOf(origin)
    const server = resolver.servers[0] ?? '127.0.0.1'
    const silent = DNS_TIMEOUT_MS * DNS_ATTEMPTS * Math.max(1, resolver.servers.length)
    if (!this.hears(origin, server)) return { code: 'TIMEOUT', records: [], name, server, delayMs: silent }
    const askMs = this.wires.delayMs(origin.nodeName, server === CLUSTER_DNS ? CONTROL_PLANE : OUTSIDE) * 2
    let delayMs = 0
    let code: DnsAnswer['code'] = 'NXDOMAIN'
    for (const candidate of exact ? [name.replace(/\.$/, '')] : searchedNames(name, resolver)) {
      delayMs += askMs
      asked.push(candidate)
      const records = this.lookUp(server, candidate.toLowerCase(), type)
      if (records?.length) return { code: 'NOERROR', records, name: candidate, server, delayMs }
      // The name is there, without a record of this type: the resolver goes on, but will not say that there is no such name.
      if (records !== undefined) code = 'NOERROR'
    }
    return { code, records: [], name, server, delayMs }
  }

  /** Machines' own resolvers know the world, not the cluster. */
  private lookUp(server: string, name: string, type: DnsType) {
    return server !== CLUSTER_DNS && name.endsWith('.local') ? undefined : this.names.find(name, type)
  }

  private resolverOf({ podNamespace, podName }: Origin): Resolver {
    const pod = this.server.store.table('pods').find(podNamespace, podName) as Pod | undefined
    return pod === undefined ? HOST_RESOLVER : resolverOf(pod)
  }

  /** Whether the name server can be asked: the cluster's is Pods of kube-system to a policy. */
  private hears(origin: Origin, server: string): boolean {
    if (server !== CLUSTER_DNS) return server === HOST_DNS
    if (!this.wires.reaches(origin.nodeName, CONTROL_PLANE)) return false
    const to = this.policies.party(DNS_POD, server)
    return this.policies.allows(this.partyOf(origin), to, { number: 53, protocol: 'UDP', owner: DNS_POD })
  }
}

/** The connection as made through a Service. Field by field: it is made for every request there is, and a spread is slow. */
function through(connection: Connection, service: string): Connection {
  if (connection.outcome !== 'connected') return { ...connection, service }
  const { outcome, to, sourceIP, address, port, delayMs } = connection
  return { outcome, to, sourceIP, address, port, delayMs, service }
}

const TIMEOUT: Connection = { outcome: 'timeout', delayMs: 0 }
const HOST_RESOLVER: Resolver = { servers: [HOST_DNS], search: [], options: [] }

/** What network policies see of the name service. */
const DNS_POD = {
  metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  spec: { containers: [{ name: 'coredns', ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] }] },
} as unknown as Pod

const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address === 'localhost'

/** The container's port behind a port of the host. */
function hostPortOf({ spec }: Pod, port: number, protocol: Protocol): number | undefined {
  for (const { ports } of spec.containers) {
    const found = ports?.find((p) => p.hostPort === port && (p.protocol ?? 'TCP') === protocol)
    if (found) return found.containerPort
  }
  return undefined
}

const rotated = <T>(list: readonly T[], by: number): T[] => [...list.slice(by), ...list.slice(0, by)]
