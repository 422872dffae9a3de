/**
 * The Pod mark on a 28 × 28 grid: body = lifecycle, ring = countdown, badge = verdict (design language, section 4).
 * Shapes are path strings with the names of inks, so that SVG and Canvas draw the very same thing.
 */
import type { PodState } from '../../engine/protocol/pods.ts'

/** A design token's name without dashes, or `own`: the workload's colour. */
export type Ink = 'own' | 'raised' | 'ink-2' | 'ink-3' | 'on-ink' | 'line' | 'ok' | 'wait' | 'bad' | 'bad-tint'

export interface Shape {
  d: string
  fill?: Ink
  stroke?: Ink
  /** Stroke width; 1 when absent. */
  width?: number
  dash?: readonly number[]
  round?: boolean
  opacity?: number
}

export interface Letter {
  ink: Ink
  /** Baseline. */
  y: number
  size: number
  /** Said instead of the workload's letter. */
  text?: string
}

export interface Ring {
  ink: Ink
  width: number
}

/** Everything fixed about a state's mark; the ring's length and the fill's height come with the clock. */
export interface MarkForm {
  /** Back to front, under the letter. */
  body: readonly Shape[]
  letter: Letter
  ring?: Ring
  /** Over everything. */
  badge: readonly Shape[]
  /** The fill rises by progress. */
  fills?: boolean
}

export const MARK = 28
export const RING_RADIUS = 12.5
/** Highest and lowest waterline of a filling body. */
export const FILL_TOP = 3.8
export const FILL_BOTTOM = 24.2
/** Side of the body, for hit areas and for the block that small marks shrink to. */
export const BODY_INSET = 3

/** Rounded square, `inset` from each edge of the grid. */
export function square(inset: number, radius = 3.5): string {
  const side = MARK - 2 * inset - 2 * radius
  const r = radius
  const arc = (x: number, y: number) => `a${r} ${r} 0 0 1 ${x} ${y}`
  return `M${inset + r} ${inset}h${side}${arc(r, r)}v${side}${arc(-r, r)}h${-side}${arc(-r, -r)}v${-side}${arc(r, -r)}z`
}

/** The outlined body. */
export const BODY = square(3.8)
const SMALL = square(6.5, 2.5)
const OCTAGON = 'M9 3.8h10l5.2 5.2v10l-5.2 5.2H9L3.8 19V9z'
const OPEN_CORNER = 'M17 3.8H7.5A3.7 3.7 0 0 0 3.8 7.5v13a3.7 3.7 0 0 0 3.7 3.7h13a3.7 3.7 0 0 0 3.7-3.7V11'
/** Falling diagonals x + y = c, cut off at the body's edge. */
const HATCH = [12, 16.5, 21, 25.5, 30, 34.5, 39, 43.5].map(diagonal).join('')
const LETTER_GROUND =
  'M10 8h8a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-8a1.5 1.5 0 0 1-1.5-1.5v-9a1.5 1.5 0 0 1 1.5-1.5z'
const BADGE_DISC = 'M22.5 16.7a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 1 1 0-11.6z'

const GLYPH = {
  cross: 'M20.6 20.6l3.8 3.8M24.4 20.6l-3.8 3.8',
  check: 'M19.9 22.7l1.9 1.8 3.3-3.7',
  loop: 'M25.2 22.5a2.7 2.7 0 1 1-1-2.1M24.5 18.8v1.8h-1.8',
  stop: 'M20.9 20.9h3.2v3.2h-3.2z',
} as const

const badge = (ink: Ink, glyph: keyof typeof GLYPH): Shape[] => [
  { d: BADGE_DISC, fill: ink, stroke: 'raised', width: 1.5 },
  { d: GLYPH[glyph], stroke: 'on-ink', width: 1.5, round: true },
]
const outline = (d: string, width: number, extra: Partial<Shape> = {}): Shape => ({ d, stroke: 'own', width, ...extra })
const letter = (ink: Ink, y = 18.2, size = 11.5): Letter => ({ ink, y, size })
const bare: readonly Shape[] = []

const OUTLINED: MarkForm = {
  body: [{ d: BODY, fill: 'raised' }, outline(BODY, 1.5)],
  letter: letter('own'),
  badge: bare,
}

const FORMS: Record<PodState, MarkForm> = {
  unscheduled: { body: [outline(BODY, 1.5, { dash: [3, 2.6] })], letter: letter('own'), badge: bare },
  scheduled: OUTLINED,
  pulling: { ...OUTLINED, fills: true },
  running: {
    body: [
      { d: BODY, fill: 'raised' },
      outline(HATCH, 1.3, { opacity: 0.75 }),
      outline(BODY, 2),
      { d: LETTER_GROUND, fill: 'raised' },
    ],
    letter: letter('own'),
    badge: bare,
  },
  ready: { body: [{ d: square(BODY_INSET), fill: 'own' }], letter: letter('on-ink'), badge: bare },
  backoff: {
    body: [outline(SMALL, 1.5, { fill: 'raised' })],
    letter: letter('own', 17.8, 10.5),
    ring: { ink: 'bad', width: 2.8 },
    badge: badge('bad', 'loop'),
  },
  terminating: {
    body: [outline(SMALL, 1.3, { fill: 'raised', dash: [2, 1.8] })],
    letter: letter('own', 17.8, 10.5),
    ring: { ink: 'ink-2', width: 2.2 },
    badge: badge('ink-2', 'stop'),
  },
  completed: {
    body: [outline(BODY, 1.3, { fill: 'raised' })],
    letter: letter('own', 17.5),
    badge: badge('ok', 'check'),
  },
  failed: {
    body: [{ d: OCTAGON, fill: 'bad-tint', stroke: 'bad', width: 1.8 }],
    letter: letter('own', 17.5),
    badge: badge('bad', 'cross'),
  },
  evicted: {
    body: [
      { d: OPEN_CORNER, stroke: 'ink-2', width: 1.5, dash: [3, 2.4] },
      { d: 'M18.5 9.5 25 3M20 2.8h5.2V8', stroke: 'wait', width: 2 },
    ],
    letter: letter('own', 19.5),
    badge: bare,
  },
  unknown: {
    body: [{ d: BODY, stroke: 'ink-3', width: 1.5, dash: [1, 2.5], round: true }],
    letter: { ...letter('ink-2', 18.2, 12), text: '?' },
    badge: bare,
  },
}

function diagonal(c: number): string {
  const low = Math.max(FILL_TOP, c - FILL_BOTTOM)
  const high = Math.min(FILL_BOTTOM, c - FILL_TOP)
  return `M${low} ${c - low}L${high} ${c - high}`
}

/** The fixed part of a state's mark. */
export function markForm(state: PodState): MarkForm {
  return FORMS[state]
}

/** Both ends of the waterline, at y = 0. */
export const WATERLINE = 'M3.8 0h4.7M19.5 0h4.7'

/** Height of the waterline for a progress of 0…1. */
export function waterline(progress: number): number {
  return FILL_BOTTOM - (FILL_BOTTOM - FILL_TOP) * clamp01(progress)
}

/** The ring's arc for what is left (0…1): it empties clockwise from noon, so the arc ends at noon. Radians for Canvas. */
export function ringArc(left: number): { start: number; end: number } {
  const noon = -Math.PI / 2
  return { start: noon + (1 - clamp01(left)) * 2 * Math.PI, end: noon + 2 * Math.PI }
}

export function clamp01(value: number): number {
  return value > 0 ? Math.min(1, value) : 0
}
