/** A span in words, for readouts, tables and screen readers. */
import type { SpanState, TimelineSpan, TimelineTrack } from '../../../engine/protocol/timeline.ts'
import { clockText } from '../../draw/clock-text.ts'
import { shortDuration } from '../../draw/countdown.ts'

const WORDS: Record<SpanState, string> = {
  unscheduled: 'unscheduled',
  scheduled: 'starting',
  pulling: 'pulling the image',
  running: 'running',
  ready: 'ready',
  backoff: 'back-off',
  terminating: 'terminating',
  completed: 'completed',
  failed: 'failed',
  evicted: 'evicted',
  unknown: 'unknown',
  settled: '',
  progressing: '',
  empty: '',
  paused: '',
  nodeReady: '',
  nodeCordoned: '',
  nodePressure: '',
  nodeLost: '',
  there: 'there',
}

/** `back-off 20 s, CrashLoopBackOff`; `start 2, exit 143`. */
export function spanText({ state, text, fromMs, untilMs, restart, exitCode }: TimelineSpan): string {
  const counts = Number.isFinite(untilMs) ? ` ${shortDuration(untilMs - fromMs)}` : ''
  const word = state === 'terminating' && restart !== undefined ? 'stopping' : WORDS[state]
  const parts = [
    word && `${word}${state === 'backoff' || state === 'terminating' ? counts : ''}`,
    restart === undefined ? '' : restart === 0 ? 'first start' : `restart ${restart}`,
    text && text !== word ? text : '',
    exitCode === undefined ? '' : `exit ${exitCode}`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** `03:41.200`. */
export function fineTime(ms: number): string {
  const { main, millis } = clockText(ms)
  return `${main.startsWith('00:') ? main.slice(3) : main}${millis}`
}

/** `x2lqp · back-off 20 s · 03:45.120 to 04:05.120`. */
export function spanReadout({ title }: TimelineTrack, span: TimelineSpan): string {
  const until = Number.isNaN(span.toMs) ? 'now' : fineTime(span.toMs)
  return `${title} · ${spanText(span)} · ${fineTime(span.fromMs)} to ${until}`
}
