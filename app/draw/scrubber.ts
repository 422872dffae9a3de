/** Geometry of the scrubber strip: density of events, the user's flags, ticks and the playhead. CSS pixels. */
import { axisTime } from './clock-text.ts'

export interface ScrubberBar {
  x: number
  width: number
  /** Height of all events and, stacked on it, of the warnings. */
  height: number
  warnings: number
}

export interface Scrubber {
  width: number
  spanMs: number
  headX: number
  bars: ScrubberBar[]
  ticks: { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[]
  xOf(ms: number): number
}

export const BASELINE = 24
const BAR_PITCH = 6
const TALLEST = 19
/** Spans that read well, in seconds; doubled beyond the last. */
const SPANS = [60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400]

/** Lays the run out over a width. The span leaves the future blank and only jumps when the head nears its end. */
export function scrubber(
  width: number,
  nowMs: number,
  density: readonly (readonly [number, number, number])[],
): Scrubber {
  const spanMs = spanFor(nowMs)
  const xOf = (ms: number) => (ms / spanMs) * width
  return { width, spanMs, headX: xOf(nowMs), bars: barsOf(width, spanMs, density), ticks: ticksOf(width, spanMs), xOf }
}

/** The smallest good span that keeps the head in the first 85 %. */
export function spanFor(nowMs: number): number {
  const wanted = nowMs / 1000 / 0.85
  const span = SPANS.find((seconds) => seconds >= wanted)
  if (span !== undefined) return span * 1000
  let beyond = SPANS.at(-1) as number
  while (beyond < wanted) beyond *= 2
  return beyond * 1000
}

function barsOf(width: number, spanMs: number, density: readonly (readonly [number, number, number])[]): ScrubberBar[] {
  const count = Math.max(1, Math.floor(width / BAR_PITCH))
  const sums = new Float64Array(count)
  const warned = new Float64Array(count)
  for (const [startMs, events, warnings] of density) {
    const at = Math.min(count - 1, Math.floor((startMs / spanMs) * count))
    sums[at] = (sums[at] as number) + events
    warned[at] = (warned[at] as number) + warnings
  }
  const most = Math.max(8, ...sums)
  const scale = (value: number) => (value > 0 ? Math.max(1.5, (Math.sqrt(value) / Math.sqrt(most)) * TALLEST) : 0)
  const pitch = width / count
  return Array.from(sums, (sum, i) => {
    const height = scale(sum)
    return { x: i * pitch, width: pitch - 1, height, warnings: sum > 0 ? (height * (warned[i] as number)) / sum : 0 }
  }).filter((bar) => bar.height > 0)
}

function ticksOf(width: number, spanMs: number): Scrubber['ticks'] {
  const parts = width < 360 ? 2 : 5
  return Array.from({ length: parts + 1 }, (_, i) => ({
    x: (i / parts) * width,
    text: axisTime((spanMs * i) / parts),
    anchor: i === 0 ? ('start' as const) : i === parts ? ('end' as const) : ('middle' as const),
  }))
}
