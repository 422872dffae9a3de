/** Instants and ages as describe prints them. */
import { daysFromCivil, parseInstant } from '../../core/calendar.ts'
import { humanDuration } from '../../kinds/printing/humanduration.ts'

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** RFC 1123 with a numeric zone, e.g. `Sat, 08 Nov 2026 00:38:53 +0000`; the zero time for none. */
export function rfc1123(instant: string): string {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(instant)
  if (found === null) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  const [, year, month, day, clock] = found
  const days = daysFromCivil(Number(year), Number(month), Number(day))
  return `${DAYS[((days % 7) + 7) % 7]}, ${day} ${MONTHS[Number(month) - 1]} ${year} ${clock} +0000`
}

/** How long ago, e.g. `5m12s`; `<unknown>` for no instant. */
export function ago(instant: string, nowMs: number): string {
  const at = instant === '' ? undefined : parseInstant(instant)
  return at === undefined ? '<unknown>' : humanDuration(nowMs - at)
}

/** Between two instants. */
export function between(from: string, to: string): string {
  return humanDuration((parseInstant(to) ?? 0) - (parseInstant(from) ?? 0))
}
