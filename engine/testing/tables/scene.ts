/** Scenes of the comparison tables: manifests as plain data, lines as typed, and the few words in which a claim reads the cluster. */
import { expect } from 'vitest'
import type { NodeGroup } from '../../boot.ts'
import type { EndpointSlice, Pod } from '../../kinds/types.ts'
import { doMove } from '../../workers/lesson/moves.ts'
import { isReady, podsOf } from '../corpus/asking.ts'
import { STILL_RUNNING, typed } from '../lessons/typed.ts'
import { SmallCluster } from '../scenarios/smallcluster.ts'

/** Column by column, what a row says; each plays a scene and throws where the cluster does something else. */
export type Claims = Readonly<Record<string, readonly (() => void)[]>>

export const MINUTE_MS = 60_000

/** A cluster with these manifests applied; three nodes unless told. */
export function scene(manifests: readonly object[], nodes?: NodeGroup[]): SmallCluster {
  const w = new SmallCluster(nodes ? { nodes } : {})
  apply(w, ...manifests)
  return w
}

/** @throws Error when one is refused */
export function apply(w: SmallCluster, ...manifests: readonly object[]): void {
  for (const manifest of manifests)
    doMove(w.cluster, { do: 'apply', text: JSON.stringify(manifest), file: 'scene.yaml' })
}

/** What a line of kubectl prints. @throws when it fails */
export function k(w: SmallCluster, line: string): string {
  const { status, said } = typed(w.cluster, `kubectl ${line}`)
  if (status !== 0) throw new Error(`kubectl ${line}: ${said}`)
  return said.trim()
}

/** What a line of kubectl that goes on waiting has printed. @throws when it ends */
export function waiting(w: SmallCluster, line: string): string {
  const { status, said } = typed(w.cluster, `kubectl ${line}`)
  if (status !== STILL_RUNNING) throw new Error(`kubectl ${line} ended with ${status}: ${said}`)
  return said.trim()
}

export const refused = (w: SmallCluster, line: string): boolean => typed(w.cluster, `kubectl ${line}`).status !== 0

/** Pods of `app: web` that are not on their way out. */
export const living = (w: SmallCluster): Pod[] =>
  podsOf(w, 'web').filter(({ metadata }) => metadata.deletionTimestamp === undefined)

export const ready = (w: SmallCluster): Pod[] => living(w).filter(isReady)

export const namesOf = (pods: readonly Pod[]): string[] => pods.map(({ metadata }) => metadata.name).sort()

export const untilReady = (w: SmallCluster, count: number): number =>
  w.until(`${count} ready`, () => ready(w).length === count && living(w).length === count, 10 * MINUTE_MS)

export const restarts = (pod: Pod | undefined, container = 'app'): number =>
  [...(pod?.status.initContainerStatuses ?? []), ...(pod?.status.containerStatuses ?? [])].find(
    ({ name }) => name === container,
  )?.restartCount ?? 0

/** Addresses of a Service that get new requests. */
export const serving = (w: SmallCluster, service = 'web'): string[] =>
  (w.table('endpointslices.discovery.k8s.io').list('default') as EndpointSlice[])
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .map(({ targetRef }) => targetRef?.name ?? '')

/** Looks at every instant for so long. */
export function during(w: SmallCluster, ms: number, look: () => void): void {
  const { clock } = w.cluster.server
  const untilMs = w.nowMs + ms
  while (clock.nextMs <= untilMs) {
    clock.step()
    look()
  }
  clock.runUntil(untilMs)
}

/** For so long, at every instant. */
export const always = (w: SmallCluster, ms: number, what: string, holds: () => boolean): void =>
  during(w, ms, () => {
    if (!holds()) expect.fail(`${what}: not at ${w.nowMs} ms`)
  })

export const LABELS = { app: 'web' }

export const template = (container: object = {}, spec: object = {}, labels: object = {}) => ({
  metadata: { labels: { ...LABELS, ...labels } },
  spec: { containers: [{ name: 'app', image: 'nginx:1.27', ...container }], ...spec },
})

export const pod = (container: object = {}, spec: object = {}, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: LABELS },
  spec: { containers: [{ name: 'app', image: 'nginx:1.27', ...container }], ...spec },
})

export const deployment = (spec: object = {}, name = 'web', labels: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 3,
    selector: { matchLabels: { ...LABELS, ...labels } },
    template: template({}, {}, labels),
    ...spec,
  },
})

export const service = (spec: object = {}, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: LABELS, ports: [{ port: 80 }], ...spec },
})

export const sh = (script: string): object => ({ image: 'busybox:1.36', command: ['sh', '-c', script] })
