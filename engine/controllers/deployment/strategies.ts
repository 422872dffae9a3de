/** The two ways to replace Pods. Source: pkg/controller/deployment rolling.go, recreate.go. */
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { deploymentReplicas } from '../../rules/deployment/fenceposts.ts'
import { totalActualReplicas, totalReplicas } from '../../rules/deployment/replicasets.ts'
import { cleanupUnhealthy, maxScaledDown, scaleDownOld } from '../../rules/deployment/rolling.ts'
import { newReplicaSetSize } from '../../rules/deployment/scaling.ts'
import { isPodTerminal } from '../../rules/podutil.ts'
import { activeReplicaSets, desiredReplicas } from '../../rules/replicaset/order.ts'
import { BY_CONTROLLER } from '../indexes.ts'
import { ensureNewSet } from './newset.ts'
import type { Rollout } from './rollout.ts'

/** One step of a rolling update: the new ReplicaSet up or, when that needs nothing, the old ones down. True when a size changed. */
export function rollingStep(rollout: Rollout): boolean {
  ensureNewSet(rollout)
  return scaleNew(rollout) || scaleOld(rollout)
}

function scaleNew(rollout: Rollout): boolean {
  const current = rollout.current as ReplicaSet
  const desired = deploymentReplicas(rollout.deployment)
  const size = desiredReplicas(current)
  if (size === desired) return false
  const replicas = size > desired ? desired : newReplicaSetSize(rollout.deployment, rollout.all, current)
  return replicas !== size && rollout.scale([{ set: current, replicas }])
}

function scaleOld(rollout: Rollout): boolean {
  if (totalReplicas(rollout.old) === 0) return false
  const limit = maxScaledDown(rollout.deployment, rollout.all, rollout.current)
  if (limit <= 0) return false
  const cleaned = rollout.scale(cleanupUnhealthy(activeReplicaSets(rollout.old), limit))
  const active = activeReplicaSets(rollout.old)
  const scaled = rollout.scale(scaleDownOld(rollout.deployment, [...active, rollout.current as ReplicaSet], active))
  return cleaned || scaled
}

/** One step of Recreate: all old Pods down, and only when the last is gone the new ones up. True when it must wait or a size changed. */
export function recreateStep(rollout: Rollout): boolean {
  const { old } = rollout
  if (rollout.scale(activeReplicaSets(old).map((set) => ({ set, replicas: 0 })))) return true
  if (oldPodsRunning(rollout)) return true
  ensureNewSet(rollout)
  const current = rollout.current as ReplicaSet
  const replicas = deploymentReplicas(rollout.deployment)
  return desiredReplicas(current) !== replicas && rollout.scale([{ set: current, replicas }])
}

function oldPodsRunning({ server, old }: Rollout): boolean {
  const pods = server.store.table('pods')
  return mayStillRun(old, (set) => {
    const own: Pod[] = []
    pods.eachIn(BY_CONTROLLER, set.metadata.uid, (pod) => own.push(pod as Pod))
    return own
  })
}

/** Whether any Pod of an old ReplicaSet may still run: also one that is being deleted (oldPodsRunning). */
export function mayStillRun(old: readonly ReplicaSet[], podsOf: (set: ReplicaSet) => readonly Pod[]): boolean {
  return totalActualReplicas(old) > 0 || old.some((set) => podsOf(set).some((pod) => !isPodTerminal(pod)))
}
