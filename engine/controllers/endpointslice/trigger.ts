/**
 * The instant whose change a slice is written for: what latency of endpoint programming is measured from.
 * Source: endpointslice/trigger_time_tracker.go.
 */
import type { ApiServer } from '../../api/server.ts'
import type { Pod, Service } from '../../kinds/types.ts'
import { unixMs } from '../../rules/instants.ts'
import { podReadyCondition } from '../../rules/podutil.ts'

/**
 * The earliest change since the Service was last looked at: a Pod's readiness, the Service's creation. RFC 3339;
 * undefined when nothing is newer. `syncedMs` is virtual time, 0 for never.
 */
export function triggerTime(
  { store, calendar }: ApiServer,
  service: Service,
  pods: readonly number[],
  syncedMs: number,
): string | undefined {
  // Instants of objects are whole seconds: the second of the last look still counts as new.
  const since = syncedMs === 0 ? Number.NEGATIVE_INFINITY : calendar.epochMs + Math.floor(syncedMs / 1000) * 1000
  const table = store.table('pods')
  let earliest = syncedMs === 0 ? service.metadata.creationTimestamp : undefined
  for (const row of pods) {
    const time = podReadyCondition((table.get(row) as Pod | undefined)?.status)?.lastTransitionTime
    const ms = unixMs(time)
    if (ms === undefined || ms < since) continue
    if (earliest === undefined || ms < (unixMs(earliest) as number)) earliest = time as string
  }
  return earliest
}
