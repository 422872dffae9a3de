/** Why a workload has not the Pods it asks for: what its controller said, and the Pods and sets that are not there yet. */
import type { KObject } from '../../../api/object.ts'
import type {
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  Pod,
  ReplicaSet,
  StatefulSet,
} from '../../../kinds/types.ts'
import { condition, conditionSaid, conditionsOf, type Found, type Said, saidBy, type World } from './world.ts'

const PODS = 'pods'
const REVISION = 'deployment.kubernetes.io/revision'

export function deploymentObstacles(object: KObject, world: World): Found {
  const deployment = object as Deployment
  const { spec, status = {} } = deployment
  const wanted = spec.replicas ?? 1
  const { updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status
  if (updatedReplicas === wanted && availableReplicas === wanted && replicas === wanted) return { said: [], next: [] }
  const said: Said[] = []
  if (spec.paused)
    said.push({
      actor: 'deployment',
      reason: 'DeploymentPaused',
      message: 'Its rollout is paused',
      path: 'spec.paused',
    })
  for (const type of ['ReplicaFailure', 'Progressing'] as const) {
    const found = condition(deployment, type)
    if (found && found.status === (type === 'Progressing' ? 'False' : 'True'))
      said.push(conditionSaid('deployment', found))
  }
  const sets = world.controlled('replicasets.apps', deployment).sort((a, b) => revisionOf(b) - revisionOf(a))
  const short = sets.filter((set) => lacks(set as ReplicaSet))
  const [newest] = sets
  const newestWants = (newest as ReplicaSet | undefined)?.spec.replicas ?? 0
  if (newest && newestWants < wanted && !spec.paused) said.push(boundSaid(deployment, newestWants, wanted))
  return { said, next: short }
}

/** The controller holds back: what the bounds allow depends on Pods that are not available. */
function boundSaid({ spec, status = {} }: Deployment, has: number, wanted: number): Said {
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {}
  const recreate = spec.strategy?.type === 'Recreate'
  const bounds = recreate
    ? 'Recreate waits until all old Pods are gone'
    : `maxSurge ${maxSurge}, maxUnavailable ${maxUnavailable}`
  return {
    actor: 'deployment',
    reason: 'RolloutBound',
    message: `The new ReplicaSet is allowed ${has} of ${wanted} Pods: ${bounds}, ${status.availableReplicas ?? 0} available`,
    path: 'spec.strategy',
  }
}

const revisionOf = ({ metadata }: KObject) => Number(metadata.annotations?.[REVISION] ?? 0)

const lacks = ({ spec, status }: ReplicaSet) =>
  (status?.readyReplicas ?? 0) < (spec.replicas ?? 1) || (status?.replicas ?? 0) !== (spec.replicas ?? 1)

export function replicaSetObstacles(object: KObject, world: World): Found {
  const set = object as ReplicaSet
  const failure = condition(set, 'ReplicaFailure')
  const said = failure?.status === 'True' ? [conditionSaid('replicaset', failure)] : []
  const event = world.warning(set, 'FailedCreate')
  if (said.length === 0 && event && (set.status?.replicas ?? 0) < (set.spec.replicas ?? 1)) said.push(saidBy(event))
  return { said, next: unready(world.controlled(PODS, set)) }
}

/** OrderedReady: one that is not ready keeps all later ones away. */
export function statefulSetObstacles(object: KObject, world: World): Found {
  const set = object as StatefulSet
  const { replicas = 1, podManagementPolicy = 'OrderedReady' } = set.spec
  const pods = world.controlled(PODS, set)
  const waiting = unready(pods)
  const said: Said[] = []
  const event = world.warning(set, 'FailedCreate')
  if (event && pods.length < replicas) said.push(saidBy(event))
  const [first] = waiting
  if (first && pods.length < replicas && podManagementPolicy === 'OrderedReady')
    said.push({
      actor: 'statefulset',
      reason: 'OrderedReady',
      message: `${first.metadata.name} has to be ready before the next of ${replicas} is made`,
      path: 'spec.replicas',
    })
  return { said, next: waiting }
}

export function daemonSetObstacles(object: KObject, world: World): Found {
  const set = object as DaemonSet
  const { desiredNumberScheduled = 0, numberReady = 0 } = set.status ?? {}
  const event = world.warning(set, 'FailedCreate', 'FailedDaemonPod')
  const said = event && numberReady < desiredNumberScheduled ? [saidBy(event)] : []
  if (desiredNumberScheduled === 0)
    said.push({
      actor: 'daemonset',
      reason: 'NoEligibleNode',
      message: 'No node has the labels it selects, or it tolerates the taints of none',
      path: 'status.desiredNumberScheduled',
    })
  return { said, next: unready(world.controlled(PODS, set)) }
}

export function jobObstacles(object: KObject, world: World): Found {
  const job = object as Job
  const failed = conditionsOf(job).find(
    ({ type, status }) => (type === 'Failed' || type === 'FailureTarget') && status === 'True',
  )
  const said = failed ? [conditionSaid('job', failed)] : []
  if (job.spec.suspend)
    said.push({ actor: 'job', reason: 'Suspended', message: 'It is suspended', path: 'spec.suspend' })
  const event = world.warning(job, 'FailedCreate')
  if (event) said.push(saidBy(event))
  const done = condition(job, 'Complete')?.status === 'True'
  return { said, next: done ? [] : unready(world.controlled(PODS, job)) }
}

export function cronJobObstacles(object: KObject, world: World): Found {
  const { spec } = object as CronJob
  const said: Said[] = spec.suspend
    ? [{ actor: 'cronjob', reason: 'Suspended', message: 'It is suspended', path: 'spec.suspend' }]
    : []
  for (const event of world.warnings(object).slice(0, 2)) said.push(saidBy(event))
  const jobs = world.controlled('jobs.batch', object)
  if (said.length === 0 && jobs.length === 0)
    said.push({
      actor: 'cronjob',
      reason: 'NotDueYet',
      message: `Its schedule is ${spec.schedule}`,
      path: 'spec.schedule',
    })
  return { said, next: jobs.filter((job) => condition(job, 'Complete')?.status !== 'True').slice(-2) }
}

const SCALING: Record<string, string> = { AbleToScale: 'False', ScalingActive: 'False', ScalingLimited: 'True' }

/** An autoscaler says in its conditions what keeps it; what it would do otherwise are the metrics. */
export function autoscalerObstacles(object: KObject, world: World): Found {
  const autoscaler = object as HorizontalPodAutoscaler
  const said = conditionsOf(autoscaler)
    .filter(({ type, status }) => SCALING[type] === status)
    .map((each) => conditionSaid('horizontalpodautoscaler', each))
  const { spec, status } = autoscaler
  const { currentReplicas = 0, desiredReplicas = 0, currentMetrics } = status ?? {}
  if (!status || conditionsOf(autoscaler).length === 0)
    said.push({
      actor: 'horizontalpodautoscaler',
      reason: 'NotSyncedYet',
      message: 'It looks every 15 s and has not yet',
    })
  else if (said.length === 0 && currentReplicas === desiredReplicas)
    said.push({
      actor: 'horizontalpodautoscaler',
      reason: condition(autoscaler, 'AbleToScale')?.reason ?? 'WithinTolerance',
      message: `It wants ${desiredReplicas} and has ${currentReplicas}: ${metricWords(currentMetrics)}`,
      path: 'status.currentMetrics',
    })
  const target = world.find({
    apiVersion: spec.scaleTargetRef.apiVersion ?? 'apps/v1',
    kind: spec.scaleTargetRef.kind,
    namespace: object.metadata.namespace ?? '',
    name: spec.scaleTargetRef.name,
  })
  return { said, next: target && currentReplicas !== desiredReplicas ? [target] : [] }
}

/** Whatever a metric measures, its current values in one line. */
function metricWords(metrics: readonly object[] | undefined): string {
  const words = (metrics ?? []).map((metric) => {
    const { type } = metric as { type?: string }
    const source = Object.values(metric).find((value) => typeof value === 'object') as
      | { name?: string; current?: { averageUtilization?: number; averageValue?: string; value?: string } }
      | undefined
    const { averageUtilization, averageValue, value } = source?.current ?? {}
    const now = averageUtilization === undefined ? (averageValue ?? value ?? 'unknown') : `${averageUtilization} %`
    return `${source?.name ?? type ?? 'metric'} is at ${now}`
  })
  return words.length > 0 ? words.join(', ') : 'no metric was measured'
}

const unready = (pods: readonly KObject[]): KObject[] =>
  pods.filter((pod) => {
    const { phase } = (pod as Pod).status
    return phase !== 'Succeeded' && condition(pod, 'Ready')?.status !== 'True'
  })
