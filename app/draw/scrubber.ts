/** Geometry of the scrubber strip: density of events, the user's flags, ticks and the playhead. CSS pixels. */
import { axisTime } from './clock-text.ts'
import { linear, type Scale } from './scale.ts'

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
/** One event is still seen. */
const LOWEST = 1.5
/** A bar of so many events reaches the top when no other has more. */
const FEW = 8
/** Spans that read well, in seconds; doubled beyond the last. */
const SPANS = [60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400]

/** Lays the run out over a width. The span leaves the future blank and only jumps when the head nears its end. */
export function scrubber(
  width: number,
  nowMs: number,
  density: readonly (readonly [number, number, number])[],
): Scrubber {
  const spanMs = spanFor(nowMs)
  const xOf = linear([0, spanMs], [0, width])
  const ticks = ticksOf(width, spanMs, xOf)
  return { width, spanMs, headX: xOf(nowMs), bars: barsOf(width, spanMs, density), ticks, xOf }
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
  const tall = linear([0, Math.sqrt(Math.max(FEW, ...sums))], [0, TALLEST])
  const pitch = width / count
  return Array.from(sums, (sum, i) => {
    const height = sum > 0 ? Math.max(LOWEST, tall(Math.sqrt(sum))) : 0
    return { x: i * pitch, width: pitch - 1, height, warnings: sum > 0 ? (height * (warned[i] as number)) / sum : 0 }
  }).filter((bar) => bar.height > 0)
}

/** Edge to edge: the spans are made to be cut in two and in five. */
function ticksOf(width: number, spanMs: number, xOf: Scale): Scrubber['ticks'] {
  const parts = width < 360 ? 2 : 5
  return Array.from({ length: parts + 1 }, (_, i) => ({
    x: xOf((spanMs * i) / parts),
    text: axisTime((spanMs * i) / parts),
    anchor: i === 0 ? ('start' as const) : i === parts ? ('end' as const) : ('middle' as const),
  }))
}
