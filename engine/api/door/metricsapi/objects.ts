/** Samples as the objects of metrics.k8s.io/v1beta1. Source: metrics-server pkg/api. */
import type { NodeUsage, PodUsage } from '../../../core/metrics.ts'
import { formatMilliseconds } from '../../duration.ts'
import type { KObject } from '../../object.ts'
import { formatQuantity, quantityOf } from '../../quantity.ts'
import type { Store } from '../../store.ts'

/** An amount of CPU and memory, written as metrics-server does: nanocores and Ki. */
export interface Usage {
  cpu: string
  memory: string
}

export interface MetricsObject extends KObject {
  timestamp: string
  window: string
  usage?: Usage
  containers?: { name: string; usage: Usage }[]
}

const usageOf = ({ cpuMilli, memoryBytes }: { cpuMilli: number; memoryBytes: number }): Usage => ({
  cpu: formatQuantity(quantityOf(Math.round(cpuMilli * 1e6), 'DecimalSI', -9)),
  memory: formatQuantity(quantityOf(Math.ceil(memoryBytes / 1024) * 1024, 'BinarySI')),
})

function base(kind: string, store: Store, of: KObject, sample: { atMs: number; windowMs: number }) {
  const { name, namespace, labels } = of.metadata
  const metadata = {
    name,
    ...(namespace ? { namespace } : {}),
    creationTimestamp: store.calendar.seconds(store.clock.nowMs),
    ...(labels ? { labels } : {}),
  }
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: metadata as KObject['metadata'],
    timestamp: store.calendar.seconds(sample.atMs),
    window: formatMilliseconds(sample.windowMs),
  }
}

export const podMetrics = (store: Store, pod: KObject, sample: PodUsage): MetricsObject => ({
  ...base('PodMetrics', store, pod, sample),
  containers: sample.containers.map((container) => ({ name: container.name, usage: usageOf(container) })),
})

export const nodeMetrics = (store: Store, node: KObject, sample: NodeUsage): MetricsObject => ({
  ...base('NodeMetrics', store, node, sample),
  usage: usageOf(sample),
})

/** What all containers of a Pod use together, for a row of a table. */
export function totalOf(sample: PodUsage): Usage {
  const sum = { cpuMilli: 0, memoryBytes: 0 }
  for (const { cpuMilli, memoryBytes } of sample.containers) {
    sum.cpuMilli += cpuMilli
    sum.memoryBytes += memoryBytes
  }
  return usageOf(sum)
}
