/** A small cluster with Pods that answer, and the words to ask its network. */
import type { Connection, DnsAnswer, DnsType, Origin } from '../core/network.ts'
import type { Pod } from '../kinds/types.ts'
import { EchoServers } from './echoservers.ts'
import { pod, service } from './builders.ts'
import { SmallCluster } from './scenarios/smallcluster.ts'
import type { ClusterOptions } from '../cluster.ts'

/** A connection in a line: `web-1:8080`, `refused`, `api`, `outside example.com`. */
export type Said = string

export class NetworkWorld extends SmallCluster {
  servers!: EchoServers

  constructor(options: Partial<ClusterOptions> = {}) {
    const made: EchoServers[] = []
    super({
      ...options,
      runtime: (server) => {
        made.push(new EchoServers(server))
        return made[0] as never
      },
    })
    this.servers = made[0] as EchoServers
  }

  /** Starts a Pod that answers on 8080 and waits until it is ready. */
  runPod(name: string, labels: Record<string, string> = {}, node?: string, more: Partial<Pod['spec']> = {}): Pod {
    const builder = pod(name).container({
      name: 'app',
      image: 'nginx:1.27',
      ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    })
    for (const [key, value] of Object.entries(labels)) builder.podLabel(key, value)
    if (node !== undefined) builder.node(node)
    this.create(builder.pod(more).build())
    this.untilState(name, '1/1 Running 0')
    return this.pod(name)
  }

  /** A Service of these Pods on port 80, and time for everybody to hear of it. */
  serve(name: string, selector: Record<string, string>, spec: Record<string, unknown> = {}): void {
    this.create(
      service(name)
        .selector(selector)
        .with({ ports: [{ name: 'http', port: 80, targetPort: 'http' as never, protocol: 'TCP' }], ...spec } as never)
        .build(),
    )
    this.run(2_000)
  }

  origin(name: string): Origin {
    const { metadata, spec, status } = this.pod(name)
    return {
      process: 0,
      podIP: status.podIP as string,
      podNamespace: metadata.namespace as string,
      podName: name,
      nodeName: spec.nodeName as string,
    }
  }

  connect(from: string, address: string, port: number): Connection {
    return this.cluster.network.connect(this.origin(from), address, port, 'TCP')
  }

  /** Connects and says who is at the other end. */
  says(from: string, address: string, port: number): Said {
    return this.told(this.connect(from, address, port))
  }

  told(connection: Connection): Said {
    if (connection.outcome !== 'connected') return connection.outcome
    const { to } = connection
    if (to.kind === 'api') return 'api'
    if (to.kind === 'outside') return `outside ${to.host}`
    const row = this.cluster.kubelets.podOf(to.process)
    return `${this.table('pods').keyOfRow(row)[1]}:${to.port}`
  }

  resolve(from: string, name: string, type: DnsType = 'A'): DnsAnswer {
    return this.cluster.network.resolve(this.origin(from), name, type)
  }

  /** The data of an answer's records, or its code. */
  named(from: string, name: string, type: DnsType = 'A'): string {
    const { code, records } = this.resolve(from, name, type)
    return records.length === 0 ? code : records.map(({ data }) => data).join(' ')
  }

  clusterIP(name: string): string {
    return (this.find('services', name) as never as { spec: { clusterIP: string } }).spec.clusterIP
  }
}
