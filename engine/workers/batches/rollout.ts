/**
 * One Deployment's rollout: its ReplicaSets and its Pods over time, out of the history of writes. What was compacted away before
 * the view was opened is not shown; from then on nothing is missed.
 */
import type { Deployment, Pod, ReplicaSet } from '../../kinds/types.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { Rollout, RolloutPod, RolloutSet } from '../../protocol/rollout.ts'
import { revisionOf } from '../../rules/deployment/annotations.ts'
import { progressDeadlineMs } from '../../rules/deployment/conditions.ts'
import { isRollingUpdate, maxSurge, maxUnavailable } from '../../rules/deployment/fenceposts.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { OneObject } from './oneobject.ts'

const HASH = 'pod-template-hash'
/** Pods gone for longer than this are left out, unless they are among the latest. */
const MOST_PODS = 400

export class RolloutBatches extends OneObject<Rollout> {
  /** By uid, in order of creation. */
  private readonly pods = new Map<string, RolloutPod>()

  protected forget(): void {
    this.pods.clear()
  }

  protected look(ref: ObjectRef): Rollout | undefined {
    const { store } = this.cluster.server
    const found = store.table('deployments.apps').find(ref.namespace, ref.name) as Deployment | undefined
    if (!found) return undefined
    const sets = this.setsOf(found)
    this.follow(new Set(sets.map(({ metadata }) => metadata.uid)))
    return this.rolloutOf(ref, found, sets)
  }

  private setsOf({ metadata }: Deployment): ReplicaSet[] {
    const all = this.cluster.server.store.table('replicasets.apps').list(metadata.namespace) as ReplicaSet[]
    return all.filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
  }

  /** Reads what was written to Pods since it last looked. */
  private follow(owners: ReadonlySet<string>): void {
    const { store } = this.cluster.server
    const number = store.tableNumber(store.table('pods'))
    this.eachWrite(({ table, before, after, atMs }) => {
      if (table === number) this.note(before as Pod, after as Pod, atMs, owners)
    })
  }

  private note(before: Pod | undefined, after: Pod | undefined, atMs: number, owners: ReadonlySet<string>): void {
    const pod = (after ?? before) as Pod
    if (!pod.metadata.ownerReferences?.some(({ uid }) => owners.has(uid))) return
    const row = this.rowOf(pod, atMs)
    if (after === undefined) row.goneMs = atMs
    else {
      const ready = isPodReady(after) && after.metadata.deletionTimestamp === undefined
      if (ready !== (row.turnsMs.length % 2 === 1)) row.turnsMs.push(atMs)
      if (after.metadata.deletionTimestamp !== undefined && Number.isNaN(row.endingMs)) row.endingMs = atMs
    }
  }

  private rowOf({ metadata }: Pod, atMs: number): RolloutPod {
    const known = this.pods.get(metadata.uid)
    if (known) return known
    const row: RolloutPod = {
      name: metadata.name,
      set: metadata.labels?.[HASH] ?? '',
      createdMs: atMs,
      turnsMs: [],
      endingMs: Number.NaN,
      goneMs: Number.NaN,
    }
    this.pods.set(metadata.uid, row)
    return row
  }

  private rolloutOf(ref: ObjectRef, deployment: Deployment, sets: readonly ReplicaSet[]): Rollout {
    const { spec, status } = deployment
    const { calendar } = this.cluster.server
    const replicas = spec.replicas ?? 1
    const rolling = spec.strategy?.rollingUpdate
    const rolls = isRollingUpdate(deployment)
    const deadlineMs = status && progressDeadlineMs(deployment, status)
    const revisions = sets.map((set) => revisionOf(set) ?? 0)
    return {
      ref,
      replicas,
      strategy: rolls ? 'RollingUpdate' : 'Recreate',
      maxSurge: String(rolling?.maxSurge ?? ''),
      maxUnavailable: String(rolling?.maxUnavailable ?? ''),
      surge: maxSurge(deployment),
      unavailable: rolls ? maxUnavailable(deployment) : replicas,
      minReadySeconds: spec.minReadySeconds ?? 0,
      paused: spec.paused ?? false,
      updated: status?.updatedReplicas ?? 0,
      ready: status?.readyReplicas ?? 0,
      conditions: (status?.conditions ?? []).map(({ type, status: is, reason = '', message = '' }) => ({
        type,
        status: is,
        reason,
        message,
      })),
      deadlineMs: deadlineMs === undefined ? Number.NaN : deadlineMs - calendar.epochMs,
      sets: sets.map((set, i) => this.setRow(set, revisions[i] === Math.max(...revisions))),
      pods: [...this.pods.values()].slice(-MOST_PODS),
    }
  }

  private setRow(set: ReplicaSet, current: boolean): RolloutSet {
    const { metadata, spec } = set
    return {
      set: metadata.labels?.[HASH] ?? '',
      name: metadata.name,
      revision: revisionOf(set) ?? 0,
      image: spec.template?.spec?.containers[0]?.image ?? '',
      createdMs: this.cluster.server.calendar.virtualMs(metadata.creationTimestamp) ?? 0,
      current,
    }
  }
}
