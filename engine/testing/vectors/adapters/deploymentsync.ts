/** Adapter of deployment_controller.json: status, history and names (pkg/controller/deployment progress, sync, recreate). */
import { surplusReplicaSets } from '../../../controllers/deployment/history.ts'
import { replicaSetName } from '../../../controllers/deployment/newset.ts'
import { rolloutStatus } from '../../../controllers/deployment/status.ts'
import { mayStillRun } from '../../../controllers/deployment/strategies.ts'
import type { Deployment, DeploymentCondition, Pod, ReplicaSet } from '../../../kinds/types.ts'
import { findCondition } from '../../../rules/conditions.ts'
import { isDeploymentComplete, progressDeadlineMs } from '../../../rules/deployment/conditions.ts'
import { type Adapters, type Fields, same } from '../adapter.ts'
import { deploymentOf, replicaSetOf } from '../objects.ts'

const PROGRESS = 'deployment/progress_test.go'
const SYNC = 'deployment/sync_test.go'
const NOW = '2026-11-20T00:00:00Z'

/** What upstream's test calls calculateStatus on: the old ReplicaSets and the new one. */
function view(deployment: Deployment, old: readonly ReplicaSet[], current: ReplicaSet | undefined) {
  const condition = (type: string, status: string, reason: string, message: string): DeploymentCondition => ({
    type,
    status,
    reason,
    message,
    lastUpdateTime: NOW,
    lastTransitionTime: NOW,
  })
  const all = current === undefined ? old : [...old, current]
  return { deployment, all, current, condition, nowUnixMs: Date.parse(NOW) }
}

const sets = (objects: Fields): ReplicaSet[] => (objects ?? []).filter(Boolean).map(replicaSetOf)

function surplus(input: Fields): string[] {
  const deployment = deploymentOf({ spec: { revisionHistoryLimit: input.revisionHistoryLimit } })
  return surplusReplicaSets(deployment, sets(input.oldRSs)).map(({ metadata }) => metadata.name)
}

export const deploymentSyncAdapters: Adapters = {
  [`${PROGRESS}:TestSyncRolloutStatus`]: ({ in: input, out }) => {
    const current = input.newRS ? replicaSetOf(input.newRS) : undefined
    const status = rolloutStatus(view(deploymentOf(input.d), sets(input.allRSs), current))
    const condition = findCondition(status.conditions, 'Progressing')
    const { type = '', status: value = '', reason = '' } = condition ?? {}
    same([type, value, reason], [out.conditionType, out.conditionStatus, out.conditionReason])
    if (out.lastTransition) same(condition?.lastTransitionTime, out.lastTransition)
  },
  [`${PROGRESS}:TestRequeueStuckDeployment`]: ({ in: input, out }) => {
    const deployment = deploymentOf(input.d)
    const never =
      isDeploymentComplete(deployment, input.status) || progressDeadlineMs(deployment, deployment.status) === undefined
    same(never, out.expected === '-1ns')
  },
  [`deployment/recreate_test.go:TestOldPodsRunning`]: ({ in: input, out }) => {
    const pods = Object.values(input.podMap ?? {}).flat() as Pod[]
    same(
      mayStillRun(sets(input.oldRSs), () => pods),
      out.hasOldPodsRunning,
    )
  },
  [`${SYNC}:TestDeploymentController_cleanupDeployment`]: ({ in: input, out }) => {
    same(surplus(input).length, out.expectedDeletions)
  },
  [`${SYNC}:TestDeploymentController_cleanupDeploymentOrder`]: ({ in: input, out }) => {
    same(surplus(input), out.expectedDeletedRSs ?? [])
  },
  [`${SYNC}:TestDeploymentController_generateReplicaSetName`]: ({ in: input, out }) => {
    const name = replicaSetName(input.deploymentName, 'abcde12345')
    same(name, `${out.wantDeploymentPortion}-abcde12345`)
  },
  [`${SYNC}:TestGenerateReplicaSetName`]: ({ in: input, out }) => {
    same(replicaSetName(input.deploymentName, input.hash), out.want)
  },
}
