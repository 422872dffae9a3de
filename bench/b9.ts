/** B9: autoscalers: what a look at one costs while their Pods are young, and what an hour of them costs at rest. */
import { cpu } from './measure.ts'
import { apply, benchCluster, runToReady, type Size } from './workload.ts'

export interface B9Figures {
  autoscalers: number
  syncsPerCpuSecond: number
  /** Events on the clock in an hour at rest. */
  restEvents: number
}

const SYNC_MS = 15_000
const HOUR_MS = 3_600_000
/** Looks measured: all within the five minutes in which a Pod counts as starting. */
const LOOKS = 12
const SETTLED_MS = 600_000

export function b9(size: Size): B9Figures {
  const cluster = benchCluster(size)
  runToReady(cluster, apply(cluster, size))
  const { verbs, store, clock } = cluster.server
  const autoscalers = store.table('horizontalpodautoscalers.autoscaling')
  store.table('deployments.apps').each(undefined, ({ metadata }) => {
    verbs.create(autoscalers, autoscaler(metadata.name) as never)
  })
  clock.runUntil(clock.nowMs + 2 * SYNC_MS)
  const { seconds } = cpu(() => clock.runUntil(clock.nowMs + LOOKS * SYNC_MS))
  clock.runUntil(clock.nowMs + SETTLED_MS)
  const before = clock.nextSeq
  clock.runUntil(clock.nowMs + HOUR_MS)
  const count = autoscalers.count()
  return { autoscalers: count, syncsPerCpuSecond: (count * LOOKS) / seconds, restEvents: clock.nextSeq - before }
}

const autoscaler = (name: string) => ({
  metadata: { name, namespace: 'default' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  },
})

export const B9_SIZE: Size = { pods: 3000, nodes: 60, replicas: 3 }
