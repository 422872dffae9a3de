/** What the API server needs of the network to call what runs in the cluster: webhooks, aggregated APIs, proxied requests. */
import type { HttpRequest, HttpResponse } from './network.ts'

export interface CallRequest extends Omit<HttpRequest, 'sourceIP'> {
  /** The caller hears nothing for longer than this: it gives up. */
  timeoutMs: number
}

export type CallOutcome =
  | { response: HttpResponse }
  /** `noService`, `noPort`, `noEndpoints`: nobody was called. The message is the caller's, as Go words it. */
  | { failure: 'noService' | 'noPort' | 'noEndpoints' | 'refused' | 'timeout' | 'reset'; message: string }

export interface ClusterCalls {
  /** One of the ready endpoints behind a Service's port (a number, a name, '' for the only one). */
  service(namespace: string, name: string, port: number | string, request: CallRequest): CallOutcome
  address(ip: string, port: number, request: CallRequest): CallOutcome
}

/** Where nothing runs that could be called. */
export const NO_CALLS: ClusterCalls = {
  service: (_namespace, name) => ({ failure: 'noService', message: `service "${name}" not found` }),
  address: (ip, port) => ({ failure: 'refused', message: `dial tcp ${ip}:${port}: connect: connection refused` }),
}
