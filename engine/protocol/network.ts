/** What the page is told for the Network view: who can be asked, under which names, and who answers. Types only. */
import type { Decision } from '../core/network.ts'

export type { Decision }

/** One request to be followed. */
export interface FollowAsk {
  namespace: string
  service: string
  port: number
  /** Begins with a slash. */
  path: string
  /** The Pod that asks; somebody outside of the cluster when it is left out. */
  from?: { namespace: string; name: string }
}

/** What became of it, in a copy of the cluster. */
export interface Followed {
  ask: FollowAsk
  /** Virtual time at which it was sent. */
  atMs: number
  /** What was decided on the way, in order. */
  hops: Decision[]
  /** An HTTP status, or how it failed: `refused`, `timeout`, `unreachable`, `reset`, `name` (nobody has it). */
  outcome: string
  /** The answer's first line; empty where there is none. */
  said: string
  /** From the name lookup to the answer, in virtual ms; of a timeout, what the caller waits. */
  tookMs: number
  /** Of these, what the program took. */
  servedMs: number
}

export interface NetworkPath {
  host: string
  path: string
  /** `NAMESPACE/NAME` of the Service behind it. */
  service: string
}

export interface NetworkIngress {
  namespace: string
  name: string
  tls: boolean
  paths: NetworkPath[]
}

export interface NetworkEndpoint {
  /** Name of the EndpointSlice. */
  slice: string
  address: string
  port: number
  ready: boolean
  serving: boolean
  terminating: boolean
  /** Name of the Pod; empty for an address from elsewhere. */
  pod: string
  node: string
}

export interface NetworkService {
  namespace: string
  name: string
  type: string
  /** `None` for a headless one. */
  clusterIP: string
  ports: { port: number; target: string }[]
  /** False where somebody else keeps the endpoints. */
  selects: boolean
  endpoints: NetworkEndpoint[]
  /** Endpoints that found no room. */
  left: number
}

export interface NetworkMap {
  ingresses: NetworkIngress[]
  services: NetworkService[]
  /** Services that found no room. */
  left: number
}
