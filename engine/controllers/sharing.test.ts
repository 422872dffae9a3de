/** Pods that have a field of their own share the rest of their template's spec, after admission too. */
import { describe, expect, it } from 'vitest'
import { workers } from '../boot.ts'
import { Cluster } from '../cluster.ts'
import type { Pod } from '../kinds/types.ts'

const labels = { app: 'many' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } }
const selector = { matchLabels: labels }
const job = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } }

describe.each([
  ['jobs.batch', { completions: 2, parallelism: 2, completionMode: 'Indexed', template: job }, 'hostname'],
  ['daemonsets.apps', { selector, template }, 'affinity'],
  [
    'statefulsets.apps',
    { selector, template, replicas: 2, serviceName: 'many', podManagementPolicy: 'Parallel' },
    'hostname',
  ],
] as const)('Pods of %s', (resource, spec, own) => {
  it('share containers, volumes and tolerations, and keep what is their own', () => {
    const cluster = new Cluster({ seed: 3, nodes: workers(2) })
    cluster.settle()
    const { verbs, store } = cluster.server
    verbs.create(store.table(resource), { metadata: { name: 'many', namespace: 'default' }, spec } as never)
    cluster.server.clock.runUntil(cluster.nowMs + 20_000)
    const pods = (store.table('pods').list() as Pod[]).filter(({ metadata }) => metadata.name.startsWith('many-'))
    expect(pods).toHaveLength(2)
    const [first, second] = pods.map((pod) => pod.spec) as [Pod['spec'], Pod['spec']]
    for (const field of ['containers', 'volumes', 'tolerations'] as const) {
      expect(first[field]).toBeDefined()
      expect(second[field]).toBe(first[field])
    }
    expect(first[own]).toBeDefined()
    expect(second[own]).not.toEqual(first[own])
  })
})
