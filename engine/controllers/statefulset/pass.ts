/**
 * One pass over a StatefulSet's Pods: what is missing is made in order, what is too much goes in reverse order, and
 * only then is a Pod given up for the new revision. Source: stateful_set_control.go updateStatefulSet.
 */
import type { StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Pod, StatefulSet } from '../../kinds/types.ts'
import { revisionTemplate } from '../../rules/history/revisions.ts'
import { storageMatches } from '../../rules/statefulset/claims.ts'
import {
  identityMatches,
  isInRange,
  needsCurrentRevision,
  ordinalOf,
  replicasOf,
  revisionOfPod,
  startOrdinal,
} from '../../rules/statefulset/identity.ts'
import { statefulSetMaxUnavailable } from '../../rules/statefulset/maxunavailable.ts'
import {
  isCreated,
  isHealthy,
  isRunningAndAvailable,
  isRunningAndReady,
  isTerminating,
} from '../../rules/statefulset/podstate.ts'
import { countReplicas, type StatefulSetStatus } from '../../rules/statefulset/status.ts'
import { newPod } from './newpod.ts'
import type { StatefulPodControl } from './podcontrol.ts'
import type { SetRevisions } from './revisions.ts'

/** Whether the pass has to end here. Steps throw the StatusErrors of the server. */
type Step = (pod: Pod) => boolean

const MAX_BATCH = 500

export interface PassResult {
  status: StatefulSetStatus
  /** What the server refused. */
  error?: StatusError
}

export class Pass {
  /** Wanted Pods by ordinal; those the server has not are only thought up. */
  private readonly replicas: Pod[] = []
  /** Pods that are not wanted, highest ordinal first. */
  private readonly condemned: Pod[]
  private readonly monotonic: boolean
  private readonly nowUnixMs: number
  /** Pods an update has given up in this pass. */
  private givenUp = 0

  constructor(
    private readonly server: ApiServer,
    private readonly control: StatefulPodControl,
    private readonly set: StatefulSet,
    private readonly revisions: SetRevisions,
    private readonly pods: readonly Pod[],
  ) {
    this.nowUnixMs = server.calendar.epochMs + server.clock.nowMs
    this.monotonic = set.spec.podManagementPolicy !== 'Parallel'
    const known = new Map(pods.map((pod) => [ordinalOf(pod), pod]))
    for (let i = 0; i < replicasOf(set); i++) {
      const ordinal = startOrdinal(set) + i
      this.replicas.push(known.get(ordinal) ?? this.imagined(ordinal))
    }
    const surplus = pods.filter((pod) => !isInRange(pod, set) && ordinalOf(pod) >= 0)
    this.condemned = surplus.sort((a, b) => ordinalOf(b) - ordinalOf(a))
  }

  /** Runs the pass. The status counts the Pods as they were found, less those given up. */
  run(): PassResult {
    if (this.set.metadata.deletionTimestamp !== undefined) return { status: this.statusOf(this.pods) }
    let error: StatusError | undefined
    try {
      this.steps()
    } catch (thrown) {
      if ((thrown as StatusError).status === undefined) throw thrown
      error = thrown as StatusError
    }
    const status = this.statusOf([...this.replicas, ...this.condemned])
    status.currentReplicas = (status.currentReplicas ?? 0) - this.givenUp
    return error === undefined ? { status } : { status, error }
  }

  private steps(): void {
    if (this.forAll(this.replicas, (pod) => this.tendReplica(pod))) return
    if (this.forAll(this.condemned, (pod) => this.tendClaims(pod))) return
    const unhealthy = this.firstUnhealthy()
    if (this.forAll(this.condemned, (pod) => this.condemn(pod, unhealthy))) return
    if (this.set.spec.updateStrategy?.type === 'OnDelete') return
    if (this.server.features.MaxUnavailableStatefulSet) this.updateSeveral()
    else this.updateOne()
  }

  /** In order until a step ends the pass; or all of them, in batches, of which one with an error is the last. */
  private forAll(pods: readonly Pod[], step: Step): boolean {
    if (this.monotonic) return pods.some(step)
    let failed: StatusError | undefined
    for (let from = 0, size = 1; from < pods.length; from += size, size = Math.min(size * 2, MAX_BATCH)) {
      for (const pod of pods.slice(from, from + size)) {
        try {
          step(pod)
        } catch (error) {
          if ((error as StatusError).status === undefined) throw error
          failed = error as StatusError
        }
      }
      if (failed !== undefined) throw failed
    }
    return false
  }

  private tendReplica(pod: Pod): boolean {
    const { phase } = pod.status
    if (phase === 'Failed' || phase === 'Succeeded') {
      // Its successor is made when it has gone.
      if (!isTerminating(pod)) this.control.delete(this.set, pod)
      return true
    }
    if (!isCreated(pod)) {
      if (this.control.isStale(this.set, pod)) return true
      this.control.create(this.set, pod)
      if (this.monotonic) return true
    }
    if (phase === 'Pending') this.control.createClaims(this.set, pod)
    if (this.monotonic && (isTerminating(pod) || !isRunningAndReady(pod) || !this.isAvailable(pod))) return true
    const { set } = this
    const whole = identityMatches(set, pod) && storageMatches(set, pod) && this.control.ownersMatch(set, pod)
    if (!whole && isCreated(pod)) this.control.update(set, pod)
    return false
  }

  private tendClaims(pod: Pod): boolean {
    if (!this.control.ownersMatch(this.set, pod)) this.control.updateOwners(this.set, pod)
    return false
  }

  /** One at a time and only while all others are well; the first unwell Pod may go itself. */
  private condemn(pod: Pod, unhealthy: Pod | undefined): boolean {
    if (isTerminating(pod)) return this.monotonic
    const well = isRunningAndReady(pod) && this.isAvailable(pod)
    if (this.monotonic && !well && pod !== unhealthy) return true
    this.control.delete(this.set, pod)
    return true
  }

  private firstUnhealthy(): Pod | undefined {
    const unwell = (pod: Pod) => !this.isHealthy(pod)
    return this.replicas.find(unwell) ?? this.condemned.findLast(unwell)
  }

  /** Gives up the last Pod of another revision, and waits while a later one is unwell. */
  private updateOne(): void {
    for (let i = this.replicas.length - 1; i >= this.partition; i--) {
      const pod = this.replicas[i] as Pod
      if (this.isOutdated(pod)) {
        this.control.delete(this.set, pod)
        this.givenUp++
        return
      }
      if (!this.isHealthy(pod)) return
    }
  }

  /** The same for as many Pods as may be unavailable (feature MaxUnavailableStatefulSet). */
  private updateSeveral(): void {
    const { maxUnavailable } = this.set.spec.updateStrategy?.rollingUpdate ?? {}
    const unavailable = this.replicas.filter((pod) => !this.isHealthy(pod)).length
    let left = statefulSetMaxUnavailable(maxUnavailable, this.replicas.length) - unavailable
    for (let i = this.replicas.length - 1; i >= this.partition && left > 0; i--) {
      const pod = this.replicas[i] as Pod
      if (!this.isOutdated(pod)) continue
      this.control.delete(this.set, pod)
      this.givenUp++
      left--
    }
  }

  private get partition(): number {
    return this.set.spec.updateStrategy?.rollingUpdate?.partition ?? 0
  }

  private isOutdated(pod: Pod): boolean {
    return revisionOfPod(pod) !== this.revisions.update.metadata.name && !isTerminating(pod)
  }

  private isAvailable(pod: Pod): boolean {
    return isRunningAndAvailable(pod, this.set.spec.minReadySeconds ?? 0, this.nowUnixMs)
  }

  private isHealthy(pod: Pod): boolean {
    return isHealthy(pod, this.set.spec.minReadySeconds ?? 0, this.nowUnixMs)
  }

  private imagined(ordinal: number): Pod {
    const { current, update } = this.revisions
    const revision = needsCurrentRevision(this.set, ordinal) ? current : update
    const template = revision === update ? this.set.spec.template : revisionTemplate(revision)
    return newPod(this.server, this.set, template, revision.metadata.name, ordinal)
  }

  private statusOf(pods: readonly Pod[]): StatefulSetStatus {
    const { current, update, collisions } = this.revisions
    const names = { current: current.metadata.name, update: update.metadata.name }
    const counts = countReplicas(pods, this.set.spec.minReadySeconds ?? 0, names, this.nowUnixMs)
    return {
      observedGeneration: this.set.metadata.generation ?? 0,
      ...counts,
      currentRevision: names.current,
      updateRevision: names.update,
      collisionCount: collisions,
    }
  }
}
