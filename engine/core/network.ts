/**
 * What processes need of the cluster's network, and what the network needs of processes: the seam between
 * engine/runtime and engine/network.
 *
 * The network only decides: a verdict says at once who will answer and how long the way takes, or how the attempt will
 * fail. Waiting, connections and what is said on them are the runtime's, as events on the clock.
 */

/** Who asks. */
export interface Origin {
  /** The container's process number; -1 for a node's own components. */
  process: number
  podIP: string
  podNamespace: string
  podName: string
  nodeName: string
}

export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'TXT' | 'NS' | 'MX' | 'ANY'

export interface DnsRecord {
  name: string
  type: DnsType
  ttl: number
  /** An address, a name, or `priority weight port name` of an SRV record. */
  data: string
}

export interface DnsAnswer {
  code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'TIMEOUT'
  /** In order of the answer section; CNAMEs first. */
  records: readonly DnsRecord[]
  /** The name that was asked for at last, after the search path. */
  name: string
  /** The name server that answered. */
  server: string
  /** Until the answer is there. */
  delayMs: number
}

/** Who is at the other end. */
export type Destination =
  | { kind: 'process'; process: number; port: number }
  /** The API server's door. */
  | { kind: 'api' }
  /** A host outside the cluster that the simulation knows, by name (git remotes, registries). */
  | { kind: 'outside'; host: string }

export type Connection =
  | {
      outcome: 'connected'
      to: Destination
      /** What the other end sees as the caller's address. */
      sourceIP: string
      /** The address after Service translation. */
      address: string
      port: number
      /** Until the connection stands; the same again for each message either way. */
      delayMs: number
      /** `NAMESPACE/NAME` of the Service that translated it. */
      service?: string
    }
  /** `refused`: nobody listens, at once; `timeout`: silence, the caller waits; `unreachable`: no route. */
  | { outcome: 'refused' | 'timeout' | 'unreachable'; delayMs: number; service?: string }

/** What was decided of a request on its way, in order: who was asked, what was answered, who let it pass. */
export type Decision =
  /** A name became addresses, or nothing. */
  | {
      at: 'name'
      name: string
      server: string
      /** Names of the search path that were asked for, the last one answered. */
      asked: string[]
      code: DnsAnswer['code']
      data: string[]
      tookMs: number
    }
  /** A node's proxy translated the address of a Service. */
  | {
      at: 'service'
      service: string
      node: string
      to: 'endpoint' | 'refused' | 'nowhere' | 'api'
      /** All that the node knows of. */
      endpoints: { address: string; pod: string; ready: boolean; terminating: boolean }[]
      /** How many of them could be taken. */
      candidates: number
      /** `ADDRESS:PORT` of the one that was. */
      taken?: string
    }
  /** What policies say of one end: none isolates it, one lets it pass, or none does. */
  | {
      at: 'policy'
      pod: string
      direction: 'Ingress' | 'Egress'
      /** Policies that isolate the Pod in this direction. */
      isolating: string[]
      /** The first that lets it pass. */
      by?: string
      allowed: boolean
    }
  /** Over the wires, one way. */
  | { at: 'way'; from: string; to: string; reached: boolean; tookMs: number }
  /** Who listens at the address. */
  | { at: 'pod'; pod: string; node: string; address: string; port: number; listens: boolean; ready: boolean }

/** Implemented by engine/network. */
export interface PodNetwork {
  /** Asks as the Pod's resolver would: hosts file apart, with search path and ndots unless `exact`. */
  resolve(origin: Origin, name: string, type: DnsType, exact?: boolean): DnsAnswer
  /** Connects to an address and port; Service addresses are translated. Loopback stays in the Pod. */
  connect(origin: Origin, address: string, port: number, protocol: 'TCP' | 'UDP'): Connection
  /** Whether data still gets through on a connection made before; false once a partition or the end of a Pod cut it. */
  isOpen(origin: Origin, to: Destination): boolean
  /** Round trip of an echo request; undefined when nothing answers (virtual IPs never do). */
  ping(origin: Origin, address: string): number | undefined
  /** A request or connection is over, for whoever watches traffic. @param outcome an HTTP status, `ok`, or how it failed */
  saw(origin: Origin, connection: Connection, outcome: string, tookMs: number): void
}

export interface HttpRequest {
  method: string
  /** With its query, e.g. `/info?x=1`. */
  path: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** Bytes (core/bytes). */
  body: string
  /** `http` or `https`; who is asked may refuse the wrong one. */
  scheme: 'http' | 'https'
  /** The address it comes from. */
  sourceIP: string
}

export interface HttpResponse {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
  /** From the request's arrival to the answer's departure: work, queueing and throttling. */
  latencyMs: number
  /** The server closed the connection without an answer (it crashed on this one). */
  reset?: boolean
}

/** Implemented by engine/runtime; used by engine/network for Services, Ingresses, load and probes. */
export interface PodServers {
  /** The container of a Pod that listens on a port now, or -1. `anyAddress` excludes what listens on loopback only. */
  listenerIn(podNamespace: string, podName: string, port: number, protocol: 'TCP' | 'UDP', anyAddress: boolean): number
  /** Serves one HTTP request at this instant, with its effects; undefined when nothing listens there (refused). */
  serve(process: number, port: number, request: HttpRequest): HttpResponse | undefined
}

/** The API server as Pods reach it: requests of clients with a token, answers and streams. Implemented by cluster.ts. */
export interface ApiAccess {
  /** One request; a watch or a followed log gives a number to poll. */
  request(
    request: HttpRequest,
  ): HttpResponse | { stream: number; status: number; headers: Readonly<Record<string, string>> }
  /** What a stream has to say since the last call, and whether it is over. */
  poll(stream: number): { data: string; ended: boolean }
  close(stream: number): void
  /** Calls back, within the write, when an open stream may have something to say. */
  listen(moved: (stream: number) => void): void
}

/** Where Pods and machines are, as the machines know it at this instant. Implemented by engine/kubelet. */
export interface Hosts {
  /** Row of the Pod that holds an address of a Pod range; -1 for none. Pods on the host's network have none of their own. */
  podAt(address: string): number
  /** Name of the node with this address. */
  nodeAt(address: string): string | undefined
  addressOf(node: string): string
  /** The machine has power; whether anybody reaches it is another question (Links). */
  isUp(node: string): boolean
  /** Row of the Pod whose container a running process is; -1 when it runs no more. */
  podOf(process: number): number
  /** Pods on a node that answer on the node's own address. */
  eachOnHost(node: string, visit: (podRow: number) => void): void
}

/** The control plane's place in a partition: nodes cut off from it are silent. */
export const CONTROL_PLANE = '(control plane)'

/** What disturbs the wires between machines; implemented by engine/network, used by faults. */
export interface Links {
  /** Cuts these nodes off from all others and, unless it stays with them, from the control plane. False when nothing changed. */
  partition(nodes: readonly string[], withControlPlane: boolean): boolean
  /** Makes every message from or to these nodes (all, when empty) slower by this much; 0 ends it. */
  slow(nodes: readonly string[], extraMs: number): boolean
  /** Ends every partition and all slowness. */
  heal(): boolean
}
