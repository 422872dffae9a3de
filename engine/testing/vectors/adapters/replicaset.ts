/** Adapter of replicaset.json: pkg/controller/replicaset. */
import type { Pod } from '../../../kinds/types.ts'
import { findCondition } from '../../../rules/conditions.ts'
import { unixMs } from '../../../rules/instants.ts'
import { removeReplicaSetCondition, setReplicaSetCondition } from '../../../rules/replicaset/conditions.ts'
import { podsToDelete } from '../../../rules/replicaset/deletion.ts'
import { calculateReplicaSetStatus } from '../../../rules/replicaset/status.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { podOf, replicaSetOf } from '../objects.ts'

const TEST = 'replicaset/replica_set_test.go'

function readable(value: unknown): Fields {
  return plain(value) as Fields
}

export const replicaSetAdapters: Adapters = {
  [`${TEST}:TestSetCondition`]: ({ in: input, out }) => {
    same(setReplicaSetCondition(readable(input.status), readable(input.cond)), out.expectedStatus)
  },
  [`${TEST}:TestRemoveCondition`]: ({ in: input, out }) => {
    same(removeReplicaSetCondition(readable(input.status), input.condType), out.expectedStatus)
  },
  [`${TEST}:TestGetPodsToDelete`]: (row) => {
    const pods: Pod[] = row.in.pods.map(podOf)
    const related: Pod[] = (row.in.related ?? []).map(podOf)
    const deleted = podsToDelete(pods, related, row.in.diff, unixMs(row.recordedAt) ?? 0)
    const key = (pod: Fields) => `${pod.metadata.name} ${pod.metadata.uid}`
    same(deleted.map(key).sort(), row.out.expectedPodsToDelete.map(key).sort())
  },
  [`${TEST}:TestGetCondition`]: ({ in: input, out }) => {
    same(findCondition(input.status.conditions, input.condType) !== undefined, out.expected)
  },
  'replicaset/replica_set_utils_test.go:TestCalculateStatusConditions': (row) => {
    const message: string | undefined = row.in.manageReplicasErr?.$error
    const failure = message === undefined ? undefined : { message, now: row.recordedAt }
    const set = replicaSetOf(row.in.replicaset)
    const pods = (row.in.activePods ?? []).map(podOf)
    const { conditions = [] } = calculateReplicaSetStatus(set, pods, failure, unixMs(row.recordedAt) ?? 0)
    const timeless = (condition: Fields) => ({ ...condition, lastTransitionTime: undefined })
    same(conditions.map(timeless), (row.out.expectedReplicaSetConditions ?? []).map(timeless))
  },
  'replicaset/replica_set_utils_test.go:TestCalculateStatus': (row) => {
    const { activePods, terminatingPods, controllerFeatures, enableDeploymentReplicaSetTerminatingReplicas } = row.in
    const reports =
      enableDeploymentReplicaSetTerminatingReplicas && controllerFeatures?.EnableStatusTerminatingReplicas !== false
    const now = unixMs(row.recordedAt) ?? 0
    const terminating = reports ? (terminatingPods ?? []).length : undefined
    const pods = (activePods ?? []).map(podOf)
    const status = calculateReplicaSetStatus(replicaSetOf(row.in.replicaset), pods, undefined, now, terminating)
    same(status, row.out.expectedReplicaSetStatus)
  },
}
