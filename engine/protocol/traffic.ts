/** What the page is told of traffic: load sources and what they saw, and who asked whom. */

/** Where requests from outside of the cluster go. */
export type LoadTarget =
  /** A Service by its port's number or name (the first port when left out): by load balancer, node port, or a gateway to its address. */
  | { kind: 'service'; namespace: string; name: string; port?: number | string }
  /** The Ingress controller, asked for this host. */
  | { kind: 'ingress'; host: string }

/** A rate at a time since the start; between two points it changes steadily, after the last it stays. */
export interface LoadPoint {
  atSeconds: number
  ratePerSecond: number
}

export interface LoadSpec {
  name: string
  target: LoadTarget
  /** At most 1,000 points, in order of time; one point is a constant rate. At most 10,000 requests a second. */
  shape: LoadPoint[]
  /** Begin again after the last point. */
  repeat?: boolean
  /** With its query; `/` unless said. */
  path?: string
  method?: string
  /** A caller gives up after this; 5,000 unless said. */
  timeoutMs?: number
  /** So many callers with addresses of their own; 1 unless said. */
  clients?: number
}

/** What a load source saw in one second, by the second in which requests were sent. */
export interface LoadBucket {
  /** Virtual second since the epoch of the run. */
  second: number
  sent: number
  /** Requests that are over, by outcome: an HTTP status, `refused`, `timeout`, `unreachable`, `reset` or `name`. */
  outcomes: Record<string, number>
  /** Answers by version (label `version`, else the image's tag) and by Pod. */
  versions: Record<string, number>
  pods: Record<string, number>
  latencySumMs: number
  latencyMaxMs: number
  /** Answers by latency: up to 1, 2, 5, 10, 20, 50, 100, 200, 500, 1,000, 2,000, 5,000 ms, and above. */
  latencies: number[]
}

/** Requests of one caller that one Pod answered (or nobody), over within one second. */
export interface FlowRow {
  /** `load:NAME` or `pod:NAMESPACE/NAME`. */
  from: string
  /** `NAMESPACE/NAME` of the Service it went through; '' for none. */
  service: string
  /** `NAMESPACE/NAME` of the Pod that answered; '' for nobody. */
  pod: string
  /** The Pod's label `version`, else its image's tag; '' for nobody. */
  version: string
  requests: number
  /** By HTTP status, or `ok` (a connection that is no HTTP), `refused`, `timeout`, `unreachable`, `reset`, `name`. */
  outcomes: Record<string, number>
  latencySumMs: number
  latencyMaxMs: number
}

/** Traffic of one second of virtual time. */
export interface FlowSecond {
  /** Virtual second since the epoch of the run. */
  second: number
  flows: FlowRow[]
}

/** What is new since the last batch; seconds told before are told again, whole, when they changed. */
export interface TrafficNews {
  /** Load sources that send, when the list changed. */
  sources?: LoadSpec[]
  load: { source: string; buckets: LoadBucket[] }[]
  flows: FlowSecond[]
}
