/**
 * Deployment: rolls its template out over ReplicaSets. Source: pkg/controller/deployment.
 *
 * A sync makes one step and is woken for the next by what the step changed. The progress deadline is an alarm that every
 * sync sets anew.
 */
import { StatusError } from '../../api/errors.ts'
import { isEmptySelector } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { controllerOf, type KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import { Alarms } from '../../core/alarms.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Deployment } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { desiredReplicasAnnotation } from '../../rules/deployment/annotations.ts'
import {
  type DeploymentStatus,
  hasProgressDeadline,
  isDeploymentComplete,
  NEW_RS_AVAILABLE,
  PAUSED,
  PROGRESSING,
  progressDeadlineMs,
  RESUMED,
  setDeploymentCondition,
  TIMED_OUT,
} from '../../rules/deployment/conditions.ts'
import { deploymentReplicas } from '../../rules/deployment/fenceposts.ts'
import { scaleSteps } from '../../rules/deployment/scaling.ts'
import { activeReplicaSets } from '../../rules/replicaset/order.ts'
import { indexOwned } from '../indexes.ts'
import { type Controller, type Enqueue, ownRowsButStatus } from '../runtime.ts'
import { SelectorIndex } from '../selectorindex.ts'
import { claimReplicaSets } from './claim.ts'
import { NO_LIMIT, surplusReplicaSets } from './history.ts'
import { syncNewSet } from './newset.ts'
import { Rollout } from './rollout.ts'
import { calculateStatus, rolloutStatus } from './status.ts'
import { recreateStep, rollingStep } from './strategies.ts'

const NAME = 'deployment'
const RESOURCE = 'deployments.apps'
const WORKERS = 5
/** Added to a deadline so that it has surely passed when it is looked at. */
const SKEW_MS = 1000

/** Builds the controller over a server. */
export function deploymentController(server: ApiServer): Controller {
  indexOwned(server, 'pods')
  indexOwned(server, 'replicasets.apps')
  const owners = new Owners(server)
  let wake: Enqueue = () => {}
  const deadlines = new Alarms(server.clock, server.checkpoints, 'deployment/deadline', (row) => wake(row))
  return {
    name: NAME,
    title: 'Deployment',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      ownRowsButStatus(server, RESOURCE, NAME),
      {
        resource: 'replicasets.apps',
        rows: (before, after, enqueue) => owners.setChanged(before, after, enqueue),
      },
      {
        resource: 'pods',
        rows: (before, after, enqueue) => {
          if (before !== undefined && after === undefined) owners.podGone(before, enqueue)
        },
      },
    ],
    begin: (enqueue) => {
      wake = enqueue
    },
    reconcile: (row) => {
      const result = reconcile(server, row)
      setDeadline(server, deadlines, row)
      return result
    },
  }
}

/** Which Deployments a ReplicaSet or Pod concerns. */
class Owners {
  private readonly selectors: SelectorIndex
  private readonly deployments
  private readonly sets

  constructor(server: ApiServer) {
    this.deployments = server.store.table(RESOURCE)
    this.sets = server.store.table('replicasets.apps')
    this.selectors = new SelectorIndex(server, RESOURCE, (deployment) => {
      const selector = labelSelector((deployment as Deployment).spec.selector)
      return isEmptySelector(selector) ? undefined : selector
    })
  }

  setChanged(before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue): void {
    const owner = after === undefined ? -1 : this.ownerOf(after)
    const former = before === undefined ? -1 : this.ownerOf(before)
    if (former >= 0 && former !== owner) enqueue(former)
    if (owner >= 0) enqueue(owner)
    else if (after !== undefined && controllerOf(after) === undefined) this.orphanChanged(before, after, enqueue)
  }

  /** Recreate waits for the last old Pod to go. */
  podGone(pod: KObject, enqueue: Enqueue): void {
    const reference = controllerOf(pod)
    if (reference?.kind !== 'ReplicaSet') return
    const set = this.sets.find(pod.metadata.namespace ?? '', reference.name)
    const owner = set?.metadata.uid === reference.uid ? this.ownerOf(set) : -1
    if (owner >= 0 && (this.deployments.get(owner) as Deployment).spec.strategy?.type === 'Recreate') enqueue(owner)
  }

  private orphanChanged(before: KObject | undefined, after: KObject, enqueue: Enqueue): void {
    const { labels, ownerReferences } = after.metadata
    if (before?.metadata.labels === labels && before?.metadata.ownerReferences === ownerReferences) return
    this.selectors.eachMatching(after, enqueue)
  }

  private ownerOf(set: KObject): number {
    const owner = controllerOf(set)
    if (owner?.kind !== 'Deployment') return -1
    const row = this.deployments.row(set.metadata.namespace ?? '', owner.name)
    return this.deployments.get(row)?.metadata.uid === owner.uid ? row : -1
  }
}

function reconcile(server: ApiServer, row: number): Result {
  const deployment = server.store.table(RESOURCE).get(row) as Deployment | undefined
  if (deployment === undefined) return undefined
  if (isEmptySelector(labelSelector(deployment.spec.selector))) return selectsAll(new Rollout(server, row, deployment))
  try {
    claimReplicaSets(server, deployment)
    return sync(new Rollout(server, row, deployment))
  } catch (error) {
    if (error instanceof StatusError) return 'retry'
    throw error
  }
}

function selectsAll(rollout: Rollout): Result {
  const { status, metadata } = rollout.deployment
  const why = 'This deployment is selecting all pods. A non-empty selector is required.'
  rollout.record('Warning', 'SelectingAll', why)
  const { generation = 0 } = metadata
  if ((status.observedGeneration ?? 0) < generation) rollout.write({ ...status, observedGeneration: generation })
  return undefined
}

function sync(rollout: Rollout): Result {
  const { deployment } = rollout
  if (deployment.metadata.deletionTimestamp !== undefined) {
    syncNewSet(rollout)
    return finish(rollout, calculateStatus(rollout))
  }
  notePause(rollout)
  syncNewSet(rollout)
  if (deployment.spec.paused || isScalingEvent(rollout)) return scaleOnly(rollout)
  const moved = deployment.spec.strategy?.type === 'Recreate' ? recreateStep(rollout) : rollingStep(rollout)
  if (!moved && isDeploymentComplete(rollout.deployment, rollout.deployment.status)) cleanUp(rollout)
  return finish(rollout, rolloutStatus(rollout))
}

/** Says in the Progressing condition that a pause began or ended, so that it does not count as lack of progress. */
function notePause(rollout: Rollout): void {
  const { spec, status } = rollout.deployment
  if (!hasProgressDeadline(rollout.deployment)) return
  const reason = findCondition(status.conditions, PROGRESSING)?.reason
  if (reason === TIMED_OUT || (reason === PAUSED) === Boolean(spec.paused)) return
  const condition = spec.paused
    ? rollout.condition(PROGRESSING, 'Unknown', PAUSED, 'Deployment is paused')
    : rollout.condition(PROGRESSING, 'Unknown', RESUMED, 'Deployment is resumed')
  rollout.write(setDeploymentCondition(status, condition))
}

/** The Deployment was scaled since its ReplicaSets were sized. */
function isScalingEvent({ deployment, all }: Rollout): boolean {
  const wanted = deploymentReplicas(deployment)
  return activeReplicaSets(all).some((set) => {
    const noted = desiredReplicasAnnotation(set)
    return noted !== undefined && noted !== wanted
  })
}

function scaleOnly(rollout: Rollout): Result {
  rollout.scale(scaleSteps(rollout.deployment, rollout.current, rollout.old))
  if (rollout.deployment.spec.paused) cleanUp(rollout)
  return finish(rollout, calculateStatus(rollout))
}

function cleanUp(rollout: Rollout): void {
  for (const set of surplusReplicaSets(rollout.deployment, rollout.old)) rollout.delete(set)
}

/** Writes the status; a rollout that is complete by it comes back for the clean-up, if there is any. */
function finish(rollout: Rollout, status: DeploymentStatus): Result {
  rollout.write(status)
  const { deployment, old } = rollout
  const completed = deployment.status === status && isDeploymentComplete(deployment, status)
  return completed && old.length > (deployment.spec.revisionHistoryLimit ?? NO_LIMIT) ? { afterMs: 0 } : undefined
}

/** Sets the alarm for a rollout under way to when its progress deadline has surely passed. */
function setDeadline(server: ApiServer, deadlines: Alarms, row: number): void {
  const deployment = server.store.table(RESOURCE).get(row) as Deployment | undefined
  const deadline = deployment && progressDeadlineMs(deployment, deployment.status)
  if (deployment === undefined || deadline === undefined || isOver(deployment)) deadlines.clear(row)
  else deadlines.set(row, Math.max(deadline - server.calendar.epochMs, server.clock.nowMs) + SKEW_MS)
}

/** Nothing is under way that could run out of time: a rollout once complete never does. */
function isOver(deployment: Deployment): boolean {
  const reason = findCondition(deployment.status.conditions, PROGRESSING)?.reason
  return reason === TIMED_OUT || reason === NEW_RS_AVAILABLE || Boolean(deployment.spec.paused)
}
