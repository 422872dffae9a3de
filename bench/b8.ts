/** B8: HTTP requests from outside through the name service, a Service's rules on a node and a Pod, and back. */
import { pod, service } from '../engine/testing/builders.ts'
import { EchoServers } from '../engine/testing/echoservers.ts'
import { workers } from '../engine/boot.ts'
import { Cluster } from '../engine/cluster.ts'
import { cpu } from './measure.ts'

export interface B8Size {
  requests: number
  endpoints: number
}

export interface B8Figures {
  requests: number
  answered: number
  requestsPerCpuSecond: number
}

const PER_SECOND = 10_000
const NAME = 'web'

export function b8({ requests, endpoints }: B8Size): B8Figures {
  const cluster = new Cluster({
    seed: 1,
    nodes: workers(6),
    runtime: (server) => new EchoServers(server, false) as never,
  })
  const { verbs, store, clock } = cluster.server
  const ports = [{ name: 'http', containerPort: 8080, protocol: 'TCP' as const }]
  for (let i = 0; i < endpoints; i++) {
    const built = pod(`web-${i}`).container({ name: 'app', image: 'nginx:1.27', ports }).podLabel('app', NAME).build()
    verbs.create(store.table('pods'), built as never)
  }
  verbs.create(
    store.table('services'),
    service(NAME)
      .port({ port: 80, targetPort: 8080 as never })
      .build() as never,
  )
  cluster.settle()
  const target = { kind: 'service', namespace: 'default', name: NAME } as const
  cluster.load.start({ name: 'bench', target, shape: [{ atSeconds: 0, ratePerSecond: PER_SECOND }], clients: 50 })
  clock.runUntil(clock.nowMs + 2_000)
  const from = Math.floor(clock.nowMs / 1000)
  const { seconds } = cpu(() => clock.runUntil(clock.nowMs + (requests / PER_SECOND) * 1000))
  const answered = cluster.load.report('bench', from).reduce((sum, { outcomes }) => sum + (outcomes['200'] ?? 0), 0)
  return { requests, answered, requestsPerCpuSecond: requests / seconds }
}

export const B8_SIZE: B8Size = { requests: 500_000, endpoints: 30 }
