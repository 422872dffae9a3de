/** What happens to a cluster during a soak: users at work, administrators at work, machines that fail. */
import { controllerOf } from '../../api/object.ts'
import type { Cluster } from '../../cluster.ts'
import type { Stream } from '../../core/random.ts'
import type { Deployment, Pod } from '../../kinds/types.ts'
import type { UserAction } from '../../protocol/run.ts'
import { isPodReady, isPodTerminal } from '../../rules/podutil.ts'
import { APPS, BATCH, CORE, create, evict, fault, merge, NODES, POLICY, remove, strategic } from './actions.ts'
import * as manifests from './manifests.ts'

const { NAMES, pick } = manifests

/** Makes what happens next; several actions happen at one instant. */
type Deed = (chance: Stream, cluster: Cluster) => readonly UserAction[]

const ROLLED = ['deployments', 'statefulsets', 'daemonsets'] as const
const SCALED = ['deployments', 'statefulsets'] as const
const FOLDERS = [
  ...ROLLED.map((plural) => `${APPS}/${plural}`),
  `${BATCH}/jobs`,
  `${BATCH}/cronjobs`,
  `${POLICY}/poddisruptionbudgets`,
  `${CORE}/services`,
]

/** Creates, in the plan's first moments likelier than anything else. */
export const BEGINNINGS: readonly Deed[] = [
  (chance) => [create(`${APPS}/deployments`, manifests.deployment(chance))],
  (chance) => [create(`${APPS}/deployments`, manifests.deployment(chance))],
  (chance) => [create(`${APPS}/statefulsets`, manifests.statefulSet(chance))],
  (chance) => [create(`${APPS}/statefulsets`, manifests.statefulSet(chance))],
  (chance) => [create(`${APPS}/daemonsets`, manifests.daemonSet(chance))],
  (chance) => [create(`${BATCH}/jobs`, manifests.job(chance))],
  (chance) => [create(`${BATCH}/jobs`, manifests.job(chance))],
  (chance) => [create(`${BATCH}/cronjobs`, manifests.cronJob(chance))],
  (chance) => [create(`${POLICY}/poddisruptionbudgets`, manifests.budget(chance))],
  (chance) => [create(`${POLICY}/poddisruptionbudgets`, manifests.budget(chance))],
  (chance) => [create(`${CORE}/services`, manifests.service(chance))],
  (chance) => [create(`${CORE}/services`, manifests.service(chance))],
  (chance) => [create(`${CORE}/pods`, manifests.barePod(chance))],
]

const USERS: readonly Deed[] = [
  (chance) => [merge(`${APPS}/${pick(chance, SCALED)}/${pick(chance, NAMES)}`, replicas(chance.below(8)))],
  (chance) => [merge(`${APPS}/${pick(chance, SCALED)}/${pick(chance, NAMES)}/scale`, replicas(chance.below(6)))],
  ...ROLLED.map(
    (plural): Deed =>
      (chance, cluster) =>
        rollOut(plural, chance, cluster),
  ),
  (chance) => [merge(`${APPS}/deployments/${pick(chance, NAMES)}`, { spec: { paused: chance.below(2) === 0 } })],
  (chance, cluster) => rollOut('deployments', chance, cluster),
  (chance) => [merge(`${BATCH}/jobs/${pick(chance, NAMES)}`, { spec: { suspend: chance.below(2) === 0 } })],
  (chance) => [remove(`${pick(chance, FOLDERS)}/${pick(chance, NAMES)}`, deletion(chance))],
  (chance, cluster) => [remove(`${CORE}/pods/${somePod(chance, cluster)}`)],
  (chance, cluster) => [remove(`${CORE}/pods/${somePod(chance, cluster)}`, { gracePeriodSeconds: 0 })],
  // A Pod is taken out of its workload, or (its label given back) into it again.
  (chance, cluster) => [merge(`${CORE}/pods/${somePod(chance, cluster)}`, label(pick(chance, [...NAMES, 'nobody'])))],
]

const ADMINISTRATORS: readonly Deed[] = [
  (chance, cluster) => [evict(somePod(chance, cluster)), evict(somePod(chance, cluster))],
  // Everything at once: only budgets keep something standing.
  (_chance, cluster) => namesOf(cluster, 'pods').map(evict),
  (chance, cluster) => drain(someNode(chance, cluster), cluster),
  (chance, cluster) => [cordon(someNode(chance, cluster), chance.below(3) === 0)],
  (chance, cluster) => [taint(someNode(chance, cluster), chance.below(2) === 0)],
]

const FAULTS: readonly Deed[] = [
  (chance, cluster) => [fault({ name: 'killPod', namespace: 'default', pod: somePod(chance, cluster) })],
  (chance, cluster) => [
    fault({ name: 'crashContainer', namespace: 'default', pod: somePod(chance, cluster), exitCode: chance.below(3) }),
  ],
  (chance, cluster) => [fault({ name: 'nodeDown', node: someNode(chance, cluster) })],
  (chance, cluster) => [fault({ name: 'nodeUp', node: someNode(chance, cluster) })],
]

/** How rough a run is: without faults what happens is by the controllers' own doing. */
export const TEMPERS: readonly (readonly Deed[])[] = [
  [...BEGINNINGS, ...USERS],
  [...ADMINISTRATORS, ...ADMINISTRATORS, ...BEGINNINGS],
  [...BEGINNINGS, ...USERS, ...ADMINISTRATORS],
  [...BEGINNINGS, ...USERS, ...ADMINISTRATORS, ...FAULTS],
]

const replicas = (count: number) => ({ spec: { replicas: count } })
const label = (app: string) => ({ metadata: { labels: { app } } })
const deletion = (chance: Stream) => ({ propagationPolicy: pick(chance, ['Background', 'Foreground', 'Orphan']) })
const cordon = (node: string, unschedulable: boolean) => merge(`${NODES}/${node}`, { spec: { unschedulable } })
const taint = (node: string, isSet: boolean) =>
  merge(`${NODES}/${node}`, { spec: { taints: isSet ? [{ key: 'soak', effect: 'NoExecute' }] : null } })

/** A new template for everything of a kind at once. */
function rollOut(plural: string, chance: Stream, cluster: Cluster): UserAction[] {
  const image = manifests.newImage(chance)
  return namesOf(cluster, `${plural}.apps`).map((name) => strategic(`${APPS}/${plural}/${name}`, image))
}

function drain(node: string, cluster: Cluster): UserAction[] {
  const there = podsOf(cluster).filter((pod) => pod.spec.nodeName === node && !isDaemon(pod))
  return [cordon(node, true), ...there.map(({ metadata }) => evict(metadata.name))]
}

const isDaemon = ({ metadata }: Pod) => metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet') ?? false

const podsOf = (cluster: Cluster): Pod[] => cluster.server.store.table('pods').list('default') as Pod[]
const namesOf = (cluster: Cluster, resource: string): string[] =>
  cluster.server.store
    .table(resource)
    .list(resource === 'nodes' ? undefined : 'default')
    .map(({ metadata }) => metadata.name)
const rollingDeployments = (cluster: Cluster): string[] =>
  (cluster.server.store.table('deployments.apps').list('default') as Deployment[])
    .filter(({ spec }) => spec.strategy?.type === 'RollingUpdate')
    .map(({ metadata }) => metadata.name)
const orphanedSets = (cluster: Cluster): string[] =>
  cluster.server.store
    .table('replicasets.apps')
    .list('default')
    .filter((set) => controllerOf(set) === undefined)
    .map(({ metadata }) => metadata.name)
const somePod = (chance: Stream, cluster: Cluster): string => pick(chance, namesOf(cluster, 'pods')) ?? 'nobody'
const someNode = (chance: Stream, cluster: Cluster): string => pick(chance, namesOf(cluster, 'nodes'))

const isWell = (pod: Pod) =>
  isPodReady(pod) && !pod.status.containerStatuses?.some(({ state }) => state?.terminated ?? state?.waiting)

/** The end of all inputs: every machine works, nothing is kept from running, no schedule goes on. */
export function calm(cluster: Cluster): UserAction[] {
  const good = {
    spec: { template: { spec: { containers: [{ name: 'app', image: manifests.GOOD_IMAGE, command: null }] } } },
  }
  return [
    ...namesOf(cluster, 'nodes').flatMap((node) => [
      fault({ name: 'nodeUp', node }),
      cordon(node, false),
      taint(node, false),
    ]),
    ...ROLLED.flatMap((plural) =>
      namesOf(cluster, `${plural}.apps`).map((name) => strategic(`${APPS}/${plural}/${name}`, good)),
    ),
    // Those whose Deployment was taken away from over them.
    ...orphanedSets(cluster).map((name) => strategic(`${APPS}/replicasets/${name}`, good)),
    ...namesOf(cluster, 'deployments.apps').map((name) =>
      merge(`${APPS}/deployments/${name}`, { spec: { paused: false } }),
    ),
    // One that may lose few finds no place for good Pods beside its broken ones on machines that are full, as upstream's would.
    ...rollingDeployments(cluster).map((name) =>
      merge(`${APPS}/deployments/${name}`, {
        spec: { strategy: { rollingUpdate: { maxUnavailable: '100%' } } },
      }),
    ),
    ...namesOf(cluster, 'statefulsets.apps').map((name) =>
      merge(`${APPS}/statefulsets/${name}`, {
        spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
      }),
    ),
    ...namesOf(cluster, 'cronjobs.batch').map((name) =>
      merge(`${BATCH}/cronjobs/${name}`, { spec: { suspend: true } }),
    ),
    ...namesOf(cluster, 'jobs.batch').map((name) => merge(`${BATCH}/jobs/${name}`, { spec: { suspend: false } })),
  ]
}

/**
 * Pods that will not become well by themselves: bare ones, those a StatefulSet waits for, and those that were taken out of
 * one and stand in their successor's place.
 */
export function cleanUp(cluster: Cluster): UserAction[] {
  return podsOf(cluster)
    .filter((pod) => controllerOf(pod) === undefined || (!isPodTerminal(pod) && !isWell(pod)))
    .filter((pod) => controllerOf(pod)?.kind !== 'Job')
    .map(({ metadata }) => remove(`${CORE}/pods/${metadata.name}`))
}
