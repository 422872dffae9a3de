/**
 * Takes victims away: each gets the condition that says why, is deleted with its own grace period, and an event tells who
 * took its place. Source: framework/preemption prepareCandidate.
 */
import { StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Pod, PodCondition } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { podPriority } from '../../rules/priority.ts'
import type { Snapshot } from '../snapshot.ts'
import { withNomination } from '../verdict.ts'

const DISRUPTION_TARGET = 'DisruptionTarget'

export class Preemption {
  private readonly pods: Table

  constructor(
    private readonly server: ApiServer,
    private readonly snapshot: Snapshot,
  ) {
    this.pods = server.store.table('pods')
  }

  /** Makes room for a Pod on a node. */
  makeRoom(pod: Pod, nodeRow: number, victims: readonly number[]): void {
    for (const row of victims) this.preempt(row, pod, nodeRow)
    // Less important Pods that were to go there may no longer fit: they look for another place.
    for (const row of this.snapshot.nominations.on(nodeRow)) {
      const other = this.snapshot.podAt(row)
      if (podPriority(other) >= podPriority(pod)) continue
      this.server.verbs.replaceStatus<Pod>(this.pods, row, withNomination(other.status, ''))
    }
  }

  private preempt(row: number, pod: Pod, nodeRow: number): void {
    const { verbs, events } = this.server
    const component = pod.spec.schedulerName ?? 'default-scheduler'
    const victim = this.pods.get(row) as Pod
    const { namespace = '', name } = victim.metadata
    try {
      verbs.replaceStatus<Pod>(this.pods, row, this.disrupted(victim, component))
      verbs.delete(this.pods, namespace, name)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return
    }
    const text = `Preempted by pod ${pod.metadata.uid} on node ${this.snapshot.nameOf(nodeRow)}`
    events.record(victim, 'Normal', 'Preempted', text, { component })
  }

  private disrupted({ status }: Pod, scheduler: string): Pod['status'] {
    const { clock, calendar } = this.server
    const conditions = status.conditions ?? []
    const old = findCondition(conditions, DISRUPTION_TARGET)
    const now = calendar.seconds(clock.nowMs)
    const fields = {
      type: DISRUPTION_TARGET,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: old?.status === 'True' ? old.lastTransitionTime : now,
      reason: 'PreemptionByScheduler',
      message: `${scheduler}: preempting to accommodate a higher priority pod`,
    }
    const next = fields as unknown as PodCondition
    const all = old === undefined ? [...conditions, next] : conditions.map((c) => (c === old ? next : c))
    return { ...status, conditions: all }
  }
}
