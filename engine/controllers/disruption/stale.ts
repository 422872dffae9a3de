/** Pods that were to be disrupted and were not lose the mark of it. Source: pkg/controller/disruption syncStalePodDisruption. */
import type { ApiServer } from '../../api/server.ts'
import { Alarms } from '../../core/alarms.ts'
import type { Pod, PodCondition } from '../../kinds/types.ts'
import { findCondition, withoutCondition } from '../../rules/conditions.ts'
import { unixMs } from '../../rules/instants.ts'
import { isPodTerminal } from '../../rules/podutil.ts'

const TARGET = 'DisruptionTarget'
const STALE_MS = 2 * 60_000

export class StaleTargets {
  private readonly alarms: Alarms

  constructor(
    private readonly server: ApiServer,
    actor: string,
  ) {
    const { clock, checkpoints, trace } = server
    const self = trace.actorNumber(actor)
    this.alarms = new Alarms(clock, checkpoints, 'disruption/stale', (row) => {
      trace.begin(self, 'timer', 0)
      this.clear(row)
    })
  }

  /** Sets the alarm for a Pod that has the mark; quick, for it sees every write to Pods. */
  podChanged(row: number, pod: Pod | undefined): void {
    const due = pod === undefined ? undefined : this.staleAtMs(pod)
    if (due !== undefined) this.alarms.set(row, Math.max(due, this.server.clock.nowMs))
  }

  private staleAtMs(pod: Pod): number | undefined {
    const mark = findCondition(pod.status.conditions, TARGET)
    if (mark?.status !== 'True' || mark.reason === 'TerminationByKubelet') return undefined
    if (pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined
    return (unixMs(mark.lastTransitionTime) ?? 0) + STALE_MS - this.server.calendar.epochMs
  }

  private clear(row: number): void {
    const { store, verbs, calendar, clock } = this.server
    const pods = store.table('pods')
    const pod = pods.get(row) as Pod | undefined
    const due = pod && this.staleAtMs(pod)
    if (pod === undefined || due === undefined || due > clock.nowMs) return
    const cleared: PodCondition = { type: TARGET, status: 'False', lastTransitionTime: calendar.seconds(clock.nowMs) }
    const conditions = [...withoutCondition(pod.status.conditions ?? [], TARGET), cleared]
    verbs.replaceStatus<Pod>(pods, row, { ...pod.status, conditions })
  }
}
