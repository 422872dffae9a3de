/** A track as it is written: one span follows the other. */
import type { SpanState, TimelineSpan, TimelineTrack } from '../../../protocol/timeline.ts'

/** The latest of each track; a crash loop of a day has more. */
const MOST_SPANS = 400
const MOST_TICKS = 600

/** From here on it stands so; the same again is nothing new. Returns whether anything changed. */
export function turn(
  track: TimelineTrack,
  atMs: number,
  state: SpanState,
  text: string,
  untilMs = Number.NaN,
): boolean {
  const last = openSpan(track)
  if (last && last.state === state && last.text === text && Object.is(last.untilMs, untilMs)) return false
  // What was corrected within one instant was never seen.
  if (last && last.fromMs === atMs) {
    Object.assign(last, { state, text, untilMs })
    return true
  }
  if (last) last.toMs = atMs
  track.spans.push({ fromMs: atMs, toMs: Number.NaN, state, text, untilMs })
  if (track.spans.length > MOST_SPANS) track.spans.shift()
  return true
}

/** The span that lasts; undefined where nothing does. */
export function openSpan({ spans }: TimelineTrack): TimelineSpan | undefined {
  const last = spans.at(-1)
  return last && Number.isNaN(last.toMs) ? last : undefined
}

/** Nothing is said from here on. */
export function close(track: TimelineTrack, atMs: number): void {
  const last = openSpan(track)
  if (last) last.toMs = atMs
  if (track.ticks) release(track, atMs)
}

/** A probe answered. */
export function tick(track: TimelineTrack, atMs: number, deed: 'passed' | 'holds' | 'missed', said: string): void {
  const { ticks } = track
  if (!ticks) return
  const held = ticks.held.at(-1)
  const holding = held !== undefined && Number.isNaN(held[1])
  if (deed === 'holds') {
    if (!holding) ticks.held.push([atMs, Number.NaN])
    return
  }
  release(track, atMs)
  const list = deed === 'passed' ? ticks.passedMs : ticks.missedMs
  list.push(atMs)
  if (list.length > MOST_TICKS) list.shift()
  if (deed === 'missed') ticks.said = said
}

function release({ ticks }: TimelineTrack, atMs: number): void {
  const held = ticks?.held.at(-1)
  if (held && Number.isNaN(held[1])) held[1] = atMs
}
