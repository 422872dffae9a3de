/** The benchmarks' workload: Deployments of small Pods with a readiness probe every ten seconds. */
import type { NodeGroup } from '../engine/boot.ts'
import { Cluster } from '../engine/cluster.ts'

export interface Size {
  pods: number
  nodes: number
  /** Pods a Deployment. */
  replicas: number
}

const ZONES = ['a', 'b', 'c']

export function benchNodes(count: number): NodeGroup[] {
  return [{ name: 'node-#', count, cpu: '4', memory: '8Gi', pods: 110, zone: ZONES }]
}

export function benchCluster(size: Size, features: Record<string, boolean> = {}): Cluster {
  const cluster = new Cluster({ seed: 7, nodes: benchNodes(size.nodes), features })
  cluster.settle()
  return cluster
}

/** Creates the Deployments through the verbs, defaulted and validated as a client's would be. */
export function apply(cluster: Cluster, size: Size): number {
  const { verbs, store } = cluster.server
  const table = store.table('deployments.apps')
  const all = manifests(size)
  for (const manifest of all) verbs.create(table, manifest as never)
  return all.length * size.replicas
}

/** The Deployments of a size, as a person would write them. */
export function manifests(size: Size) {
  const deployments = Math.max(1, Math.round(size.pods / size.replicas))
  return Array.from({ length: deployments }, (_, i) => deployment(`app-${i}`, size.replicas))
}

function deployment(name: string, replicas: number) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'app',
              image: 'registry.test/app:1.0',
              ports: [{ containerPort: 8080 }],
              resources: { requests: { cpu: '10m', memory: '16Mi' } },
              readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
            },
          ],
        },
      },
    },
  }
}

const WARM_UP: Size = { pods: 1_000, nodes: 20, replicas: 50 }
/** From the eighth run of a process on, a thousand Pods cost what they will cost: everything hot is compiled. */
export const WARM_UP_ROUNDS = 8

/** Lets the engine be compiled before it is measured, so that a small size is not charged for it. */
export function warmUp(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const cluster = benchCluster(WARM_UP)
    runToReady(cluster, apply(cluster, WARM_UP))
  }
}

/** Runs until nothing but periodic work is left; throws when not every Pod became available. */
export function runToReady(cluster: Cluster, pods: number): void {
  const { clock } = cluster.server
  const limitMs = clock.nowMs + 24 * 3_600_000
  while (available(cluster) < pods) {
    if (clock.nowMs > limitMs || clock.pending === 0) {
      throw new Error(`${available(cluster)} of ${pods} Pods available at ${clock.nowMs} ms`)
    }
    clock.runUntil(clock.nowMs + 10_000)
  }
}

function available(cluster: Cluster): number {
  let sum = 0
  cluster.server.store.table('deployments.apps').each(undefined, (object) => {
    sum += (object as { status?: { availableReplicas?: number } }).status?.availableReplicas ?? 0
  })
  return sum
}
