/** What the page is told for the Network view: who can be asked, under which names, and who answers. Types only. */

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
