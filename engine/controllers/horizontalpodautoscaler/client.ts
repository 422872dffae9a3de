/** The metrics APIs as an autoscaler asks them. Source: pkg/controller/podautoscaler/metrics/client.go. */
import type { ApiServer } from '../../api/server.ts'
import type { ContainerUsage } from '../../core/metrics.ts'
import type { Pod } from '../../kinds/types.ts'
import type { MetricsClient } from '../../rules/hpa/client.ts'
import type { PodMetric, PodMetrics } from '../../rules/hpa/podgroups.ts'

const NOT_SERVED = 'the server could not find the requested resource'
const [RESOURCE, CUSTOM, EXTERNAL] = ['resource', 'custom', 'external'].map(
  (api) => `unable to fetch metrics from ${api} metrics API: `,
) as [string, string, string]

export function metricsClient(server: ApiServer, namespace: string, pods: readonly Pod[]): MetricsClient {
  const { epochMs } = server.calendar
  const { custom, external } = server.metrics
  return {
    resource: (resource, container) => resourceMetrics(server, namespace, pods, resource, container),
    pods(metric, selector) {
      if (!custom) return `${CUSTOM}no custom metrics API (custom.metrics.k8s.io) registered`
      const names = pods.map(({ metadata }) => metadata.name)
      const values = custom.pods(namespace, names, metric, selector)
      if (typeof values === 'string') return `${CUSTOM}${values}`
      if (values.size === 0) return 'no metrics returned from custom metrics API'
      const metrics = new Map<string, PodMetric>()
      for (const [name, { milli, atMs, windowMs }] of values) {
        metrics.set(name, { value: milli, atMs: epochMs + atMs, windowMs })
      }
      return metrics
    },
    object(metric, object, selector) {
      if (!custom) return `${CUSTOM}no custom metrics API (custom.metrics.k8s.io) registered`
      const value = custom.object(namespace, object, metric, selector)
      return typeof value === 'string' ? `${CUSTOM}${value}` : value.milli
    },
    external(metric, selector) {
      if (!external) return `${EXTERNAL}${NOT_SERVED} (get ${metric}.external.metrics.k8s.io)`
      const values = external.values(namespace, metric, selector)
      if (typeof values === 'string') return `${EXTERNAL}${values}`
      if (values.length === 0) return 'no metrics returned from external metrics API'
      return values.reduce((sum, { milli }) => sum + milli, 0)
    },
  }
}

function resourceMetrics(
  { store, metrics, calendar }: ApiServer,
  namespace: string,
  pods: readonly Pod[],
  resource: string,
  container: string,
): PodMetrics | string {
  if (!metrics.resource) return `${RESOURCE}${NOT_SERVED} (get pods.metrics.k8s.io)`
  const table = store.table('pods')
  const found = new Map<string, PodMetric>()
  let sampled = false
  for (const { metadata } of pods) {
    const sample = metrics.resource.pod(table.row(namespace, metadata.name))
    if (sample === undefined) continue
    sampled = true
    const chosen = container === '' ? sample.containers : sample.containers.filter(({ name }) => name === container)
    if (chosen.length === 0)
      return `container ${container} not present in metrics for pod ${namespace}/${metadata.name}`
    const value = sum(chosen, resource)
    if (value === undefined) continue
    found.set(metadata.name, { value, atMs: calendar.epochMs + sample.atMs, windowMs: sample.windowMs })
  }
  return sampled ? found : 'no metrics returned from resource metrics API'
}

/** Thousandths; undefined for what is not measured. */
function sum(containers: readonly ContainerUsage[], resource: string): number | undefined {
  if (resource === 'cpu') return containers.reduce((total, { cpuMilli }) => total + cpuMilli, 0)
  if (resource === 'memory') return containers.reduce((total, { memoryBytes }) => total + memoryBytes * 1000, 0)
  return undefined
}
