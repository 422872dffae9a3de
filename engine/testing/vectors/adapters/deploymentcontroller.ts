/** Adapter of deployment_controller.json: the arithmetic of pkg/controller/deployment. */
import type { Deployment, ReplicaSet } from '../../../kinds/types.ts'
import { maxSurge } from '../../../rules/deployment/fenceposts.ts'
import { cleanupUnhealthy, maxScaledDown, scaleDownOld } from '../../../rules/deployment/rolling.ts'
import { newReplicaSetSize, type ScaleStep, scaleSteps } from '../../../rules/deployment/scaling.ts'
import { desiredReplicas } from '../../../rules/replicaset/order.ts'
import { type Adapters, type Fields, same } from '../adapter.ts'
import { deploymentOf, replicaSetOf } from '../objects.ts'

const ROLLING = 'deployment/rolling_test.go'
const SYNC = 'deployment/sync_test.go'

const DESIRED = 'deployment.kubernetes.io/desired-replicas'
const MAX = 'deployment.kubernetes.io/max-replicas'

function deployment(replicas: number, surge: Fields, unavailable: Fields): Deployment {
  const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable }
  return deploymentOf({ spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } } })
}

function set(name: string, replicas: number, available = 0): ReplicaSet {
  return replicaSetOf({ metadata: { name, uid: name }, spec: { replicas }, status: { availableReplicas: available } })
}

function sizeAfter(steps: readonly ScaleStep[], of: ReplicaSet): number {
  return steps.findLast((step) => step.set.metadata.name === of.metadata.name)?.replicas ?? desiredReplicas(of)
}

/** Sizes after the steps, by name. */
function sizes(steps: readonly ScaleStep[], sets: readonly (ReplicaSet | undefined)[]): Record<string, number> {
  const present = sets.filter((one) => one !== undefined)
  return Object.fromEntries(present.map((one) => [one.metadata.name, sizeAfter(steps, one)]))
}

function expectedSizes(sets: readonly Fields[]): Record<string, number> {
  const present = sets.filter((one) => one !== null && one !== undefined)
  return Object.fromEntries(present.map((one) => [one.metadata.name, one.spec.replicas ?? 1]))
}

/** Upstream's test notes the old sizes on the ReplicaSets before it scales. */
function noted(object: Fields, input: Fields): ReplicaSet {
  const before = deploymentOf(input.oldDeployment)
  const desired = input.desiredReplicasAnnotations?.[object.metadata.name] ?? before.spec.replicas
  const annotations = { [DESIRED]: String(desired), [MAX]: String(desired + maxSurge(before)) }
  return replicaSetOf({ ...object, metadata: { ...object.metadata, annotations } })
}

export const deploymentControllerAdapters: Adapters = {
  [`${ROLLING}:TestDeploymentController_reconcileNewReplicaSet`]: ({ in: input, out }) => {
    const [old, current] = [set('foo-v2', input.oldReplicas), set('foo-v1', input.newReplicas)]
    const rolling = deployment(input.deploymentReplicas, input.maxSurge, 0)
    const tooLarge = input.newReplicas > input.deploymentReplicas
    const size = tooLarge ? input.deploymentReplicas : newReplicaSetSize(rolling, [old, current], current)
    same(size !== input.newReplicas, out.scaleExpected)
    if (out.scaleExpected) same(size, out.expectedNewReplicas)
  },
  [`${ROLLING}:TestDeploymentController_reconcileOldReplicaSets`]: ({ in: input, out }) => {
    const current = set('foo-new', input.newReplicas, input.readyPodsFromNewRS)
    const old = set('foo-old', input.oldReplicas, input.readyPodsFromOldRS)
    const rolling = deployment(input.deploymentReplicas, 0, input.maxUnavailable)
    const limit = maxScaledDown(rolling, [old, current], current)
    const cleaned = limit > 0 ? cleanupUnhealthy([old], limit) : []
    const shrunk = { ...old, spec: { ...old.spec, replicas: sizeAfter(cleaned, old) } }
    const steps = limit > 0 ? [...cleaned, ...scaleDownOld(rolling, [shrunk, current], [shrunk])] : []
    same(sizeAfter(steps, old) !== input.oldReplicas, out.scaleExpected)
    if (out.scaleExpected) same(sizeAfter(steps, old), out.expectedOldReplicas)
  },
  [`${ROLLING}:TestDeploymentController_cleanupUnhealthyReplicas`]: ({ in: input, out }) => {
    const old = set('foo-v2', input.oldReplicas, input.readyPods)
    const steps = cleanupUnhealthy([old], input.maxCleanupCount)
    same(input.oldReplicas - sizeAfter(steps, old), out.cleanupCountExpected)
  },
  [`${ROLLING}:TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate`]: ({ in: input, out }) => {
    const old = set('foo-v2', input.oldReplicas, input.readyPods)
    const steps = scaleDownOld(deployment(input.deploymentReplicas, 0, input.maxUnavailable), [old], [old])
    same(steps.length > 0, out.scaleExpected)
    if (out.scaleExpected) same(sizeAfter(steps, old), out.expectedOldReplicas)
  },
  [`${SYNC}:TestScale`]: ({ in: input, out }) => {
    const current = input.newRS ? noted(input.newRS, input) : undefined
    const old = (input.oldRSs ?? []).filter(Boolean).map((object: Fields) => noted(object, input))
    const scaled = deploymentOf({ ...input.deployment, status: input.deployment.status ?? input.oldDeployment?.status })
    const steps = scaleSteps(scaled, current, old)
    same(sizes(steps, [current, ...old]), expectedSizes([out.expectedNew, ...(out.expectedOld ?? [])]))
  },
}
