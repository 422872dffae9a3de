/** The Timeline's axis: a window of time, and lenses in it that have a scale of their own: milliseconds inside minutes. */
import { scaleLinear } from 'd3'
import { axisTime } from '../clock-text.ts'

export interface Lens {
  fromMs: number
  toMs: number
}

/** A stretch of the axis with one scale. */
export interface ScalePart extends Lens {
  x0: number
  x1: number
  lens: boolean
}

export interface TimeTick {
  x: number
  text: string
  lens: boolean
}

export interface TimeScale {
  fromMs: number
  toMs: number
  width: number
  parts: readonly ScalePart[]
  ticks: readonly TimeTick[]
  x(ms: number): number
  /** The instant at a place, clamped to the window. */
  invert(x: number): number
}

/** A lens takes at most this much of the width; all of them at most so much. */
const LENS_WIDTH = 190
const LENSES_SHARE = 0.55
/** Labels stand at least this far apart. */
const TICK_PITCH = 72
/** The nearest one may look. */
export const SHORTEST_MS = 20

/** Lenses inside the window, in order and apart from each other. */
export function lensesWithin(lenses: readonly Lens[], fromMs: number, toMs: number): Lens[] {
  const found: Lens[] = []
  for (const lens of [...lenses].sort((a, b) => a.fromMs - b.fromMs)) {
    const cut = { fromMs: Math.max(lens.fromMs, fromMs), toMs: Math.min(lens.toMs, toMs) }
    const last = found.at(-1)
    if (cut.toMs <= cut.fromMs) continue
    if (last && cut.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, cut.toMs)
    else found.push(cut)
  }
  return found
}

export function timeScale(fromMs: number, toMs: number, width: number, lenses: readonly Lens[] = []): TimeScale {
  const within = lensesWithin(lenses, fromMs, toMs)
  const each = within.length === 0 ? 0 : Math.min(LENS_WIDTH, (width * LENSES_SHARE) / within.length)
  const parts = partsOf(fromMs, toMs, width, within, each)
  const scale = scaleLinear([...parts.map((part) => part.fromMs), toMs], [...parts.map(({ x0 }) => x0), width])
  return {
    fromMs,
    toMs,
    width,
    parts,
    ticks: parts.flatMap(ticksOf),
    x: (ms) => scale(ms),
    invert: (x) => Math.max(fromMs, Math.min(toMs, scale.invert(Math.max(0, Math.min(width, x))))),
  }
}

function partsOf(fromMs: number, toMs: number, width: number, lenses: readonly Lens[], each: number): ScalePart[] {
  const inside = lenses.reduce((sum, lens) => sum + lens.toMs - lens.fromMs, 0)
  const outside = Math.max(1e-6, toMs - fromMs - inside)
  const rate = (width - each * lenses.length) / outside
  const parts: ScalePart[] = []
  let [at, x] = [fromMs, 0]
  const add = (until: number, pixels: number, lens: boolean) => {
    if (until > at) parts.push({ fromMs: at, toMs: until, x0: x, x1: x + pixels, lens })
    if (until > at) x += pixels
    at = until
  }
  for (const lens of lenses) {
    add(lens.fromMs, (lens.fromMs - at) * rate, false)
    // A window that lies in the lens altogether is the lens.
    add(lens.toMs, outside <= 1e-6 ? width : each, true)
  }
  add(toMs, width - x, false)
  return parts
}

function ticksOf({ fromMs, toMs, x0, x1, lens }: ScalePart): TimeTick[] {
  const count = Math.floor((x1 - x0) / TICK_PITCH)
  if (count < 1) return []
  const scale = scaleLinear([fromMs / 1000, toMs / 1000], [x0, x1])
  const seconds = scale.ticks(count)
  const fine = seconds.some((second) => !Number.isInteger(second))
  return seconds
    .map((second, i) => ({ x: scale(second), text: fine ? fineText(second, i === 0) : axisTime(second * 1000), lens }))
    .filter(({ x }) => x >= x0 && x <= x1)
}

/** `02:58.400` first, then `.460`. */
function fineText(second: number, whole: boolean): string {
  const ms = Math.round(second * 1000)
  const fraction = `.${String(ms % 1000).padStart(3, '0')}`
  return whole || ms % 1000 === 0 ? `${axisTime(ms)}${fraction}` : fraction
}

/** A window after a zoom about an instant; factors below 1 come nearer. */
export function zoomed(at: Lens, factor: number, aboutMs: number, mostMs: number): Lens {
  const span = Math.max(SHORTEST_MS, Math.min(mostMs, (at.toMs - at.fromMs) * factor))
  const share = (aboutMs - at.fromMs) / Math.max(1e-6, at.toMs - at.fromMs)
  const fromMs = Math.max(0, aboutMs - span * share)
  return { fromMs, toMs: fromMs + span }
}

export function panned({ fromMs, toMs }: Lens, byMs: number): Lens {
  const by = Math.max(-fromMs, byMs)
  return { fromMs: fromMs + by, toMs: toMs + by }
}

/** Windows that read well, in ms; doubled beyond the last. */
const SPANS = [10, 20, 30, 60, 90, 120, 180, 300, 480, 600, 900, 1200, 1800, 2700, 3600].map((s) => s * 1000)

/** From the beginning to beyond now, in steps, so that the picture holds still while time runs. */
export function fitted(beginMs: number, nowMs: number): Lens {
  const fromMs = Math.max(0, Math.floor((beginMs - 2000) / 1000) * 1000)
  const wanted = (nowMs - fromMs) * 1.04 + 500
  let span = SPANS.find((each) => each >= wanted)
  for (let each = 3_600_000; span === undefined; each *= 2) if (each >= wanted) span = each
  return { fromMs, toMs: fromMs + span }
}
