/** What a kubelet remembers between its looks while its machine is short of something, or was lately. */
import type { Owned } from '../../core/records.ts'
import type { NodeCondition, Threshold } from './thresholds.ts'

/** The Pod that was ended last: nobody else is before it is gone, for half a minute at most. */
export interface Victim {
  readonly row: number
  readonly uid: string
  readonly sinceMs: number
}

/** Its maps and lists are replaced, never changed. */
export class EvictionState implements Owned<EvictionState> {
  epoch = 0
  /** Crossed thresholds and when each was first. */
  firstSeen: ReadonlyMap<Threshold, number> = new Map()
  /** Those that were acted upon: they count until their minimum is got back. */
  met: readonly Threshold[] = []
  lastSeen: ReadonlyMap<NodeCondition, number> = new Map()
  conditions: readonly NodeCondition[] = []
  victim: Victim | undefined = undefined

  copy(): EvictionState {
    return Object.assign(new EvictionState(), this)
  }
}
