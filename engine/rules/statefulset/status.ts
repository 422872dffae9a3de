/** A StatefulSet's status from its Pods. Source: pkg/controller/statefulset computeReplicaStatus, completeRollingUpdate. */
import type { Pod, StatefulSet } from '../../kinds/types.ts'
import { replicasOf, revisionOfPod } from './identity.ts'
import { isCreated, isRunningAndAvailable, isRunningAndReady, isTerminating } from './podstate.ts'

export type StatefulSetStatus = StatefulSet['status']

/** Names of the two revisions a status speaks of. */
export interface Revisions {
  readonly current: string
  readonly update: string
}

export interface ReplicaCounts {
  replicas: number
  readyReplicas: number
  availableReplicas: number
  currentReplicas: number
  updatedReplicas: number
}

export function countReplicas(
  pods: readonly Pod[],
  minReadySeconds: number,
  revisions: Revisions,
  nowUnixMs: number,
): ReplicaCounts {
  const counts = { replicas: 0, readyReplicas: 0, availableReplicas: 0, currentReplicas: 0, updatedReplicas: 0 }
  for (const pod of pods) {
    if (isCreated(pod)) counts.replicas++
    if (isRunningAndReady(pod)) {
      counts.readyReplicas++
      if (isRunningAndAvailable(pod, minReadySeconds, nowUnixMs)) counts.availableReplicas++
    }
    if (!isCreated(pod) || isTerminating(pod)) continue
    if (revisionOfPod(pod) === revisions.current) counts.currentReplicas++
    if (revisionOfPod(pod) === revisions.update) counts.updatedReplicas++
  }
  return counts
}

/** An update that has reached every Pod makes its revision the current one. */
export function completedStatus(set: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const wanted = replicasOf(set)
  const complete =
    set.spec.updateStrategy?.type === 'RollingUpdate' &&
    status.updatedReplicas === wanted &&
    status.readyReplicas === wanted &&
    status.replicas === wanted
  if (!complete) return status
  return { ...status, currentReplicas: status.updatedReplicas, currentRevision: status.updateRevision }
}

const COMPARED = [
  'observedGeneration',
  'replicas',
  'currentReplicas',
  'readyReplicas',
  'updatedReplicas',
  'availableReplicas',
  'currentRevision',
  'updateRevision',
] as const

/** Whether a status says anything new; the collision count alone is not worth a write. */
export function saysMore(next: StatefulSetStatus, present: StatefulSetStatus): boolean {
  if ((next.observedGeneration ?? 0) < (present.observedGeneration ?? 0)) return false
  return COMPARED.some((field) => (next[field] || 0) !== (present[field] || 0))
}
