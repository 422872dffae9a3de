/**
 * One sync of one Deployment: the Deployment and its ReplicaSets as they stand, and the writes that move them.
 * The strategies (rolling.ts, recreate.ts) say which writes; sizes and bounds are rules/deployment's.
 */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Deployment, DeploymentCondition, PodTemplateSpec, ReplicaSet } from '../../kinds/types.ts'
import { replicasAnnotationsNeedUpdate, withReplicasAnnotations } from '../../rules/deployment/annotations.ts'
import type { DeploymentStatus } from '../../rules/deployment/conditions.ts'
import { deploymentReplicas, maxSurge } from '../../rules/deployment/fenceposts.ts'
import { equalIgnoringHash } from '../../rules/deployment/replicasets.ts'
import type { ScaleStep } from '../../rules/deployment/scaling.ts'
import { byCreation, desiredReplicas } from '../../rules/replicaset/order.ts'
import { BY_CONTROLLER } from '../indexes.ts'

const COMPONENT = 'deployment-controller'
const NO_SETS: readonly ReplicaSet[] = []

/** Templates of ReplicaSets that were found equal to a Deployment's; templates never change. */
const equals = new WeakMap<PodTemplateSpec, PodTemplateSpec>()

function hasTemplate(set: ReplicaSet, deployment: Deployment): boolean {
  const own = set.spec.template as PodTemplateSpec
  const { template } = deployment.spec
  if (equals.get(own) === template) return true
  if (!equalIgnoringHash(own, template)) return false
  equals.set(own, template)
  return true
}

export class Rollout {
  readonly deployments: Table
  readonly sets: Table
  /** As stored now; every write here refreshes it. */
  deployment: Deployment
  /** ReplicaSet with the Deployment's template. */
  current: ReplicaSet | undefined
  /** All others, oldest first. */
  old: readonly ReplicaSet[] = NO_SETS

  constructor(
    readonly server: ApiServer,
    readonly row: number,
    deployment: Deployment,
  ) {
    this.deployments = server.store.table('deployments.apps')
    this.sets = server.store.table('replicasets.apps')
    this.deployment = deployment
    this.refresh()
  }

  /** Reads the owned ReplicaSets again. */
  refresh(): void {
    const owned: ReplicaSet[] = []
    this.sets.eachIn(BY_CONTROLLER, this.deployment.metadata.uid, (set) => owned.push(set as ReplicaSet))
    if (owned.length > 1) owned.sort(byCreation)
    this.current = owned.find((set) => hasTemplate(set, this.deployment))
    this.old = owned.length === 1 && this.current !== undefined ? NO_SETS : owned.filter((set) => set !== this.current)
  }

  get all(): readonly ReplicaSet[] {
    return this.current === undefined ? this.old : [...this.old, this.current]
  }

  get now(): string {
    return this.server.calendar.seconds(this.server.clock.nowMs)
  }

  get nowUnixMs(): number {
    return this.server.calendar.epochMs + this.server.clock.nowMs
  }

  condition(type: string, status: string, reason: string, message: string): DeploymentCondition {
    const time = this.now
    return { type, status, reason, message, lastUpdateTime: time, lastTransitionTime: time }
  }

  record(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.server.events.record(this.deployment, type, reason, message, { component: COMPONENT })
  }

  /** Writes status and annotations; equal ones write nothing. */
  write(status: DeploymentStatus, annotations = this.deployment.metadata.annotations): void {
    const { deployment } = this
    if (annotations === deployment.metadata.annotations) {
      this.deployment = this.server.verbs.replaceStatus<Deployment>(this.deployments, this.row, status)
      return
    }
    const next = { ...deployment, metadata: { ...deployment.metadata, annotations }, status } as Deployment
    this.deployment = this.server.verbs.update<Deployment>(this.deployments, next, { trusted: true })
  }

  /** Replaces a ReplicaSet and takes over what was stored. */
  updateSet(next: ReplicaSet): ReplicaSet {
    const stored = this.server.verbs.update<ReplicaSet>(this.sets, next, { trusted: true })
    const uid = stored.metadata.uid
    if (this.current?.metadata.uid === uid) this.current = stored
    this.old = this.old.map((set) => (set.metadata.uid === uid ? stored : set))
    return stored
  }

  /** Gives ReplicaSets their new sizes, with the event; returns whether any size changed. */
  scale(steps: readonly ScaleStep[]): boolean {
    let scaled = false
    for (const { set, replicas } of steps) scaled = this.scaleSet(set, replicas) || scaled
    return scaled
  }

  private scaleSet(set: ReplicaSet, replicas: number): boolean {
    const desired = deploymentReplicas(this.deployment)
    const max = desired + maxSurge(this.deployment)
    const before = desiredReplicas(set)
    if (before === replicas && !replicasAnnotationsNeedUpdate(set, desired, max)) return false
    const annotations = withReplicasAnnotations(set.metadata.annotations ?? {}, desired, max)
    this.updateSet({
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, replicas },
    } as ReplicaSet)
    if (before === replicas) return false
    const way = before < replicas ? 'up' : 'down'
    this.record(
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${replicas}`,
    )
    return true
  }

  delete(set: KObject): void {
    const { namespace = '', name } = set.metadata
    this.server.verbs.delete(this.sets, namespace, name)
    this.old = this.old.filter((other) => other !== set)
  }
}
