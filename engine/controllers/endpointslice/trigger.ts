/**
 * The instant whose change a slice is written for: what latency of endpoint programming is measured from.
 * Source: endpointslice/trigger_time_tracker.go.
 */
import type { ApiServer } from '../../api/server.ts'
import type { Pod, Service } from '../../kinds/types.ts'
import { unixMs } from '../../rules/instants.ts'
import { podReadyCondition } from '../../rules/podutil.ts'
import type { DirtyPods } from './dirty.ts'

/**
 * The earliest turn of a Pod's readiness since the Service was last looked at; at the first look the Service's creation.
 * RFC 3339; undefined when nothing turned. `syncedMs` is virtual time, 0 for never.
 */
export function triggerTime(
  { store }: ApiServer,
  dirty: DirtyPods,
  service: Service,
  pods: readonly number[],
  syncedMs: number,
): string | undefined {
  if (syncedMs === 0) return service.metadata.creationTimestamp
  const table = store.table('pods')
  let earliest: string | undefined
  for (const row of pods) {
    if (!dirty.turnedAfter(row, syncedMs)) continue
    const time = podReadyCondition((table.get(row) as Pod | undefined)?.status)?.lastTransitionTime
    const ms = unixMs(time)
    if (ms !== undefined && (earliest === undefined || ms < (unixMs(earliest) as number))) earliest = time as string
  }
  return earliest
}
