/** Which events are listed, and which of them are in sight. Pure. */
import type { EventRow } from '../../../engine/protocol/batch.ts'

export interface EventFilter {
  /** Empty for all. */
  namespace: string
  type: '' | 'Normal' | 'Warning'
}

/** Newest first. */
export function shownEvents(events: readonly EventRow[], { namespace, type }: EventFilter): EventRow[] {
  return events
    .filter((event) => (!namespace || event.about?.namespace === namespace) && (!type || event.type === type))
    .sort((a, b) => b.atMs - a.atMs || b.id - a.id)
}

/** Rows drawn beyond either edge. */
const MARGIN = 8

/** First and one-past-last row to draw for a scroll position; heights in CSS pixels. */
export function windowOf(top: number, height: number, row: number, count: number): { first: number; last: number } {
  const first = Math.min(count, Math.max(0, Math.floor(top / row) - MARGIN))
  return { first, last: Math.min(count, Math.ceil((top + height) / row) + MARGIN) }
}
