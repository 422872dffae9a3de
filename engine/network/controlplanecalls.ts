/** The control plane calls into the cluster: over the same wires and to the same endpoints as everybody else. */
import type { ApiServer } from '../api/server.ts'
import type { CallOutcome, CallRequest, ClusterCalls } from '../core/calls.ts'
import { CONTROL_PLANE, type Origin, type PodServers } from '../core/network.ts'
import type { Service } from '../kinds/types.ts'
import type { ClusterNetwork } from './network.ts'

const ORIGIN: Origin = { process: -1, podIP: '', podNamespace: '', podName: '', nodeName: CONTROL_PLANE }

export class ControlPlaneCalls implements ClusterCalls {
  constructor(
    private readonly server: ApiServer,
    private readonly network: ClusterNetwork,
    private readonly servers: PodServers,
  ) {}

  service(namespace: string, name: string, port: number | string, request: CallRequest): CallOutcome {
    const { services } = this.network.proxy
    const service = services.table.find(namespace, name) as Service | undefined
    if (service === undefined) return { failure: 'noService', message: `service "${name}" not found` }
    const found = portOf(service, port)
    if (found === undefined)
      return { failure: 'noPort', message: `no service port "${port}" found for service "${name}"` }
    const row = services.table.row(namespace, name)
    const { cluster } = services.candidates(row, CONTROL_PLANE, found.name ?? '')
    if (cluster.length === 0) {
      return { failure: 'noEndpoints', message: `no endpoints available for service "${name}"` }
    }
    const chance = this.server.random.stream('apiserver/calls')
    const endpoint = cluster[cluster.length === 1 ? 0 : chance.below(cluster.length)] as (typeof cluster)[number]
    return this.address(endpoint.address, endpoint.port, request)
  }

  address(ip: string, port: number, request: CallRequest): CallOutcome {
    const connection = this.network.connect(ORIGIN, ip, port, 'TCP')
    const { timeoutMs, ...asked } = request
    const target = `${ip}:${port}`
    if (connection.outcome === 'timeout') return { failure: 'timeout', message: `dial tcp ${target}: i/o timeout` }
    if (connection.outcome === 'unreachable')
      return { failure: 'refused', message: `dial tcp ${target}: connect: no route to host` }
    const refused = { failure: 'refused', message: `dial tcp ${target}: connect: connection refused` } as const
    if (connection.outcome !== 'connected' || connection.to.kind !== 'process') return refused
    const { process } = connection.to
    const response = this.servers.serve(process, connection.to.port, { ...asked, sourceIP: connection.sourceIP })
    if (response === undefined) return refused
    const tookMs = connection.delayMs * 2 + response.latencyMs
    this.network.saw(ORIGIN, connection, response.reset ? 'reset' : String(response.status), tookMs)
    if (response.reset) return { failure: 'reset', message: 'EOF' }
    return tookMs > timeoutMs ? { failure: 'timeout', message: 'context deadline exceeded' } : { response }
  }
}

/** By number or name; a Service of one port needs neither. */
function portOf({ spec }: Service, wanted: number | string) {
  const ports = spec.ports ?? []
  if (wanted === '') return ports.length === 1 ? ports[0] : ports.find(({ name }) => name === undefined)
  return ports.find(({ port, name }) => String(port) === String(wanted) || name === wanted)
}
