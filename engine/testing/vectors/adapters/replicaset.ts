/** Adapter of replicaset.json: pkg/controller/replicaset. */
import type { Pod } from '../../../kinds/types.ts'
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
