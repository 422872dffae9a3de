/** The counts of two runs as words. Pure. */
import type { RunCounts } from '../../../engine/protocol/time.ts'

export const COUNT_ROWS: readonly { key: keyof RunCounts; title: string; always?: boolean }[] = [
  { key: 'podsCreated', title: 'Pods made', always: true },
  { key: 'pods', title: 'Pods at the end', always: true },
  { key: 'ready', title: 'Ready at the end', always: true },
  { key: 'secondsToReady', title: 'Until all is ready', always: true },
  { key: 'restarts', title: 'Restarts', always: true },
  { key: 'requests', title: 'Requests' },
  { key: 'failedRequests', title: 'Failed requests' },
  { key: 'writes', title: 'Writes', always: true },
]

export function countText(key: keyof RunCounts, value: number): string {
  if (key !== 'secondsToReady') return String(value)
  return Number.isNaN(value) ? 'not yet' : `${value} s`
}

/** How much more the second has; empty when both are the same. */
export function differenceText(key: keyof RunCounts, a: number, b: number): string {
  if (Object.is(a, b)) return ''
  const unit = key === 'secondsToReady' ? ' s' : ''
  if (Number.isNaN(a)) return 'only the second'
  if (Number.isNaN(b)) return 'only the first'
  return `${b > a ? '+' : '−'}${Math.abs(b - a)}${unit}`
}
