/** Questions to the scheduler: what it decided, and what it would decide. None of them changes the cluster. */
import type { Placement, SchedulingAttempt } from '../../engine/protocol/api.ts'
import type { LiveRun } from './live-run.ts'

export interface SchedulingTools {
  /** Newest first. */
  attempts(namespace: string, name: string): Promise<SchedulingAttempt[]>
  /** Where a Pod would go now, by its name or as a manifest. */
  place(pod: { namespace: string; name: string } | { manifest: unknown }): Promise<Placement>
}

export function schedulingTools(live: LiveRun): SchedulingTools {
  return {
    attempts: async (namespace, name) => (await live.ready()).schedulingAttempts(namespace, name),
    place: async (pod) => (await live.ready()).whereWouldItGo(pod),
  }
}
