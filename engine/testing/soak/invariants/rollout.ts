/**
 * A rollout keeps its word: as long as nobody else takes Pods away, the ReplicaSets of a Deployment never delete a ready
 * Pod when then fewer than replicas − maxUnavailable would be left. (With minReadySeconds upstream's choice of victims tells
 * the ready from the unready, but not the available among the ready: the node's crowd comes first. So readiness is what holds,
 * and only where no Pod of the shrinking ReplicaSet is ready but not available yet: those it may give up first, as unhealthy.)
 */
import { scaledIntOrPercent } from '../../../api/intstr.ts'
import { controllerOf } from '../../../api/object.ts'
import type { ApiServer } from '../../../api/server.ts'
import type { Deployment, Pod, ReplicaSet } from '../../../kinds/types.ts'
import { isPodActive, isPodAvailable, isPodReady } from '../../../rules/podutil.ts'
import type { Invariant } from '../invariant.ts'

/** Time in which controllers may not have heard yet of a Pod lost, or of other wishes. */
const HEARSAY_MS = 2_000

export const rollout: Invariant = {
  name: 'rollouts keep their bound',
  watch: ({ server }, { broken, tried }) => {
    const { store, trace, clock } = server
    const deleter = trace.actorNumber('replicaset')
    /** When something but its rollout changed a Deployment's Pods, or its spec; by the Deployment's uid. */
    const disturbedMs = new Map<string, number>()
    store.watch('deployments.apps', (_row, before, after) => {
      if ((before as Deployment | undefined)?.spec !== (after as Deployment | undefined)?.spec)
        disturbedMs.set(((after ?? before) as Deployment).metadata.uid, clock.nowMs)
    })
    store.watch('pods', (_row, before, after) => {
      const deployment = before && deploymentOf(server, before as Pod)
      if (before === undefined || deployment === undefined) return
      const { uid, name } = deployment.metadata
      if (!isServing(before as Pod)) return
      const byRollout = trace.actor === deleter && after !== undefined && isGoing(after as Pod)
      if (!byRollout) {
        const stays = after !== undefined && isServing(after as Pod)
        if (!stays || before.metadata.labels !== after.metadata.labels) disturbedMs.set(uid, clock.nowMs)
        return
      }
      if (clock.nowMs - (disturbedMs.get(uid) ?? -HEARSAY_MS) < HEARSAY_MS || !isRolling(deployment)) return
      if (isSettling(server, before as Pod, deployment)) return
      tried()
      const left = servingOf(server, deployment)
      const bound = boundOf(deployment)
      if (left < bound) broken(`${name} is left with ${left} ready Pods of at least ${bound}`)
    })
    return undefined
  },
}

const isGoing = (pod: Pod) => pod.metadata.deletionTimestamp !== undefined

const isRolling = ({ spec, metadata }: Deployment) =>
  metadata.deletionTimestamp === undefined && spec.strategy?.type === 'RollingUpdate'

/** Whether a Pod beside this one, or it itself, was ready but not available when its ReplicaSet was told to shrink. */
function isSettling({ store, calendar, clock }: ApiServer, shrunk: Pod, { spec }: Deployment): boolean {
  const { minReadySeconds = 0 } = spec
  if (minReadySeconds === 0) return false
  const owner = controllerOf(shrunk)?.uid
  const heardMs = calendar.epochMs + clock.nowMs - HEARSAY_MS
  return (store.table('pods').list(shrunk.metadata.namespace) as Pod[]).some(
    (pod) => controllerOf(pod)?.uid === owner && isPodReady(pod) && !isPodAvailable(pod, minReadySeconds, heardMs),
  )
}

function boundOf({ spec }: Deployment): number {
  const { replicas = 1, strategy } = spec
  const { maxUnavailable = '25%', maxSurge = '25%' } = strategy?.rollingUpdate ?? {}
  const unavailable = scaledIntOrPercent(maxUnavailable as number | string, replicas, false)
  const surge = scaledIntOrPercent(maxSurge as number | string, replicas, true)
  // Both nothing would be a standstill: then one may be missing.
  return Math.max(0, replicas - (unavailable === 0 && surge === 0 ? 1 : unavailable))
}

function deploymentOf({ store }: ApiServer, pod: Pod): Deployment | undefined {
  const { namespace = '' } = pod.metadata
  const set = ownedBy<ReplicaSet>(pod, 'ReplicaSet', (name) => store.table('replicasets.apps').find(namespace, name))
  return set && ownedBy<Deployment>(set, 'Deployment', (name) => store.table('deployments.apps').find(namespace, name))
}

function ownedBy<T extends { metadata: { uid: string } }>(
  child: Parameters<typeof controllerOf>[0],
  kind: string,
  find: (name: string) => unknown,
): T | undefined {
  const owner = controllerOf(child)
  if (owner?.kind !== kind) return undefined
  const found = find(owner.name) as T | undefined
  return found?.metadata.uid === owner.uid ? found : undefined
}

const isServing = (pod: Pod) => isPodActive(pod) && isPodReady(pod)

function servingOf(server: ApiServer, deployment: Deployment): number {
  let count = 0
  server.store.table('pods').each(deployment.metadata.namespace, (object) => {
    const pod = object as Pod
    if (deploymentOf(server, pod)?.metadata.uid === deployment.metadata.uid && isServing(pod)) count++
  })
  return count
}
