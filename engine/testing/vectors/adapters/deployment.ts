/** Adapter of deployment_util.json: pkg/controller/deployment/util. */
import { IntOrStringError } from '../../../api/intstr.ts'
import type { Deployment, ReplicaSet } from '../../../kinds/types.ts'
import { findCondition } from '../../../rules/conditions.ts'
import { readReplicasAnnotation, replicasAnnotationsNeedUpdate } from '../../../rules/deployment/annotations.ts'
import {
  hasProgressDeadline,
  isDeploymentComplete,
  isDeploymentProgressing,
  isDeploymentTimedOut,
  NEW_RS_AVAILABLE,
  PROGRESSING,
  removeDeploymentCondition,
  setDeploymentCondition,
  TIMED_OUT,
} from '../../../rules/deployment/conditions.ts'
import { maxUnavailable, minAvailable, resolveFenceposts } from '../../../rules/deployment/fenceposts.ts'
import {
  deploymentsForReplicaSet,
  equalIgnoringHash,
  findNewReplicaSet,
  findOldReplicaSets,
  totalActualReplicas,
  totalReplicas,
  totalTerminatingReplicas,
} from '../../../rules/deployment/replicasets.ts'
import { newReplicaSetSize, replicaSetFraction } from '../../../rules/deployment/scaling.ts'
import { type Adapters, attempt, contains, type Fields, plain, same, skip } from '../adapter.ts'
import { deploymentOf, replicaSetOf } from '../objects.ts'

const FILE = 'util/deployment_util_test.go'

/** The sizes the test notes on the ReplicaSet. */
const NOTED = { desired: 10, max: 20 }

function readable(value: unknown): Fields {
  return plain(value) as Fields
}

function namesOf(sets: readonly Fields[] | null): string[] {
  return (sets ?? []).map(({ metadata }) => metadata.name).sort()
}

function rolling(replicas: number, maxSurge: number, type = 'RollingUpdate', status: Fields = {}): Deployment {
  return deploymentOf({
    spec: { replicas, strategy: { type, rollingUpdate: { maxSurge, maxUnavailable: 0 } } },
    status,
  })
}

/** The Deployments upstream's test sets up: three, each selecting one app. */
const SELECTING: readonly Deployment[] = [0, 1, 2].map((number) =>
  deploymentOf({
    metadata: { name: `deployment-${number}`, namespace: 'test' },
    spec: { selector: { matchLabels: { app: `test-${number}` } } },
  }),
)

export const deploymentAdapters: Adapters = {
  [`${FILE}:TestEqualIgnoreHash`]: ({ in: input, out }) => {
    const [former, latter] = [readable(input.former), readable(input.latter)]
    same(equalIgnoringHash(former, latter), out.expected)
    same(equalIgnoringHash(latter, former), out.expected)
  },
  [`${FILE}:TestFindNewReplicaSet`]: ({ in: input, out }) => {
    const found = findNewReplicaSet(deploymentOf(input.deployment), input.rsList.map(replicaSetOf))
    same(found?.metadata.uid, out.expected?.metadata.uid)
  },
  [`${FILE}:TestFindOldReplicaSets`]: ({ in: input, out }) => {
    const { all, active } = findOldReplicaSets(deploymentOf(input.deployment), input.rsList.map(replicaSetOf))
    same([namesOf(all), namesOf(active)], [namesOf(out.expected), namesOf(out.expectedRequire)])
  },
  [`${FILE}:TestGetReplicaCountForReplicaSets`]: ({ in: input, out }) => {
    const sets: ReplicaSet[] = input.sets.map(replicaSetOf)
    same(
      [totalReplicas(sets), totalActualReplicas(sets), totalTerminatingReplicas(sets)],
      [out.expectedCount, out.expectedActual, out.expectedTerminating],
    )
  },
  [`${FILE}:TestResolveFenceposts`]: ({ in: input, out }) => {
    const resolved = attempt(
      () => resolveFenceposts(input.maxSurge, input.maxUnavailable, input.desired),
      out.expectError,
    )
    if (resolved === undefined) return
    same([resolved.maxSurge, resolved.maxUnavailable], [out.expectSurge, out.expectUnavailable], IntOrStringError.name)
  },
  [`${FILE}:TestNewRSNewReplicas`]: ({ in: input, out }) => {
    const set = replicaSetOf({ spec: { replicas: input.newRSReplicas } })
    const deployment = rolling(input.depReplicas, input.maxSurge, input.strategyType)
    same(newReplicaSetSize(deployment, [set], set), out.expected)
  },
  [`${FILE}:TestGetCondition`]: ({ in: input, out }) => {
    same(findCondition(input.status.conditions, input.condType) !== undefined, out.expected)
  },
  [`${FILE}:TestSetCondition`]: ({ in: input, out }) => {
    same(setDeploymentCondition(readable(input.status), readable(input.cond)), out.expectedStatus)
  },
  [`${FILE}:TestRemoveCondition`]: ({ in: input, out }) => {
    same(removeDeploymentCondition(readable(input.status), input.condType), out.expectedStatus)
  },
  [`${FILE}:TestDeploymentComplete`]: ({ in: input, out }) => {
    const deployment = deploymentOf(input.d)
    same(isDeploymentComplete(deployment, deployment.status), out.expected)
  },
  [`${FILE}:TestDeploymentProgressing`]: ({ in: input, out }) => {
    same(isDeploymentProgressing(deploymentOf(input.d), readable(input.newStatus)), out.expected)
  },
  [`${FILE}:TestDeploymentTimedOut`]: ({ in: input, out }) => {
    const deployment = deploymentOf(input.d)
    const reason = findCondition(deployment.status.conditions, PROGRESSING)?.reason ?? NEW_RS_AVAILABLE
    const needsClock = hasProgressDeadline(deployment) && reason !== NEW_RS_AVAILABLE && reason !== TIMED_OUT
    if (needsClock && input.nowFn === null) skip('the row does not carry the time of its clock')
    same(isDeploymentTimedOut(deployment, deployment.status, 0), out.expected)
  },
  [`${FILE}:TestMaxUnavailable`]: ({ in: input, out }) => {
    same(maxUnavailable(deploymentOf(input.deployment)), out.expected)
  },
  [`${FILE}:TestMinAvailable`]: ({ in: input, out }) => {
    same(minAvailable(deploymentOf(input.deployment)), out.expected)
  },
  [`${FILE}:TestGetNonNegativeInt32FromAnnotation`]: ({ in: input, out }) => {
    const { value, error } = readReplicasAnnotation(input.annotations, 'test')
    same([value !== undefined, value ?? 0], [out.expectedValid, out.expectedValue])
    if (out.expectedErr) contains(error ?? '', out.expectedErr)
    else same(error, undefined)
  },
  [`${FILE}:TestReplicasAnnotationsNeedUpdate`]: ({ in: input, out }) => {
    same(replicasAnnotationsNeedUpdate(replicaSetOf(input.replicaSet), NOTED.desired, NOTED.max), out.expected)
  },
  [`${FILE}:TestGetDeploymentsForReplicaSet`]: ({ in: input, out }) => {
    same(namesOf(deploymentsForReplicaSet(SELECTING, replicaSetOf(input.rs))), namesOf(out.expect))
  },
  [`${FILE}:TestGetReplicaSetFraction`]: ({ in: input, out }) => {
    const set = replicaSetOf({ metadata: { annotations: input.rsAnnotations }, spec: { replicas: input.rsReplicas } })
    const deployment = rolling(input.deploymentReplicas, input.deploymentMaxSurge, 'RollingUpdate', {
      replicas: input.deploymentStatusReplicas,
    })
    same(replicaSetFraction(set, deployment), out.expectedFraction)
  },
}
