/** Geometry and arithmetic of the Autoscale view: load, metric, replicas and nodes on one clock. Data in, numbers out. */
import type { LoadPoint } from '../../engine/protocol/traffic.ts'
import type { Autoscale } from '../../engine/protocol/autoscale.ts'

export type Curve = readonly (readonly [ms: number, value: number])[]

/** The value that holds at an instant; undefined before the first. */
export function valueAt(curve: Curve, ms: number): number | undefined {
  return curve.findLast(([at]) => at <= ms)?.[1]
}

/** A curve as steps up to `untilMs`: each value holds until the next. */
export function stepPath(
  curve: Curve,
  untilMs: number,
  x: (ms: number) => number,
  y: (value: number) => number,
): string {
  const shown = curve.filter(([ms]) => ms <= untilMs)
  const [first] = shown
  if (!first) return ''
  const rest = shown.slice(1).map(([ms, value]) => `H${x(ms).toFixed(1)}V${y(value).toFixed(1)}`)
  return `M${x(first[0]).toFixed(1)} ${y(first[1]).toFixed(1)}${rest.join('')}H${x(untilMs).toFixed(1)}`
}

/** Measurements as a line, from one to the next. */
export function linePath(
  curve: Curve,
  untilMs: number,
  x: (ms: number) => number,
  y: (value: number) => number,
): string {
  const shown = curve.filter(([ms]) => ms <= untilMs)
  if (shown.length === 0) return ''
  const points = shown.map(([ms, value]) => `${x(ms).toFixed(1)} ${y(value).toFixed(1)}`)
  return `M${points.join('L')}H${x(untilMs).toFixed(1)}`
}

/** Closed down to a floor. */
export const areaPath = (path: string, fromX: number, floor: number): string =>
  path ? `${path}V${floor}H${fromX.toFixed(1)}Z` : ''

/** A scale-down that waits: lower is wanted, but something higher was within the window. */
export interface Held {
  /** When the newest of the higher recommendations was made, and when it leaves the window. */
  fromMs: number
  untilMs: number
  /** What would be done then, were the load to hold. */
  to: number
  now: number
}

export function heldAt(
  { recommended, replicas, downWindowSeconds, minReplicas }: Autoscale,
  nowMs: number,
): Held | undefined {
  const now = valueAt(replicas, nowMs)
  const wanted = valueAt(recommended, nowMs)
  if (now === undefined || wanted === undefined || wanted >= now || downWindowSeconds === 0) return undefined
  const to = Math.max(minReplicas, wanted)
  const windowMs = downWindowSeconds * 1000
  const higher = recommended.filter(([ms, value]) => ms <= nowMs && ms > nowMs - windowMs && value > wanted)
  const last = higher.at(-1)
  if (!last || to >= now) return undefined
  return { fromMs: last[0], untilMs: last[0] + windowMs, to, now }
}

/** The rule with its numbers: `⌈16 × 16% ÷ 60%⌉ = 5`. */
export function ruleText(
  { metric, replicas, measured, recommended, tolerance }: Autoscale,
  nowMs: number,
): { rule: string; result: string } | undefined {
  const current = valueAt(replicas, nowMs)
  const value = valueAt(measured, nowMs)
  const wanted = valueAt(recommended, nowMs)
  if (!metric || current === undefined || value === undefined || wanted === undefined) return undefined
  const unit = metric.unit === '%' ? '%' : ''
  const share = metric.unit === 'total' ? value / metric.target / current : value / metric.target
  const asked = `⌈ ${current} × ${amountText(value)}${unit} ÷ ${metric.targetText} ⌉`
  const within = Math.abs(share - 1) <= tolerance
  return {
    rule: within
      ? `${asked}, within ±${Math.round(tolerance * 100)}%: stays`
      : `${asked} = ⌈${(current * share).toFixed(2)}⌉`,
    result: `${wanted}`,
  }
}

/** `16`, `0.25`, `1.2M`. */
export function amountText(value: number): string {
  if (value >= 1e9) return `${+(value / 1e9).toFixed(1)}G`
  if (value >= 1e6) return `${+(value / 1e6).toFixed(1)}M`
  return `${+value.toFixed(value < 10 ? 2 : 0)}`
}

export const SHAPES = ['Hold', 'Step', 'Ramp', 'Spike', 'Wave'] as const
export type Shape = (typeof SHAPES)[number]

const WAVE_POINTS = 12
const WAVE_SECONDS = 120

/** Points of a shape up to a rate: what a load source follows from the moment it starts. */
export function shapeOf(shape: Shape, rate: number): { shape: LoadPoint[]; repeat: boolean } {
  const low = Math.max(1, Math.round(rate / 5))
  const point = (atSeconds: number, ratePerSecond: number): LoadPoint => ({
    atSeconds,
    ratePerSecond: Math.round(ratePerSecond),
  })
  switch (shape) {
    case 'Hold':
      return { shape: [point(0, rate)], repeat: false }
    case 'Step':
      return { shape: [point(0, low), point(60, low), point(61, rate)], repeat: false }
    case 'Ramp':
      return { shape: [point(0, low), point(180, rate)], repeat: false }
    case 'Spike':
      return { shape: [point(0, low), point(30, low), point(35, rate), point(75, rate), point(80, low)], repeat: false }
    case 'Wave': {
      const points = Array.from({ length: WAVE_POINTS + 1 }, (_, i) => {
        const share = (1 - Math.cos((2 * Math.PI * i) / WAVE_POINTS)) / 2
        return point((i * WAVE_SECONDS) / WAVE_POINTS, low + (rate - low) * share)
      })
      return { shape: points, repeat: true }
    }
  }
}

/** `ramp to 250/s`, for the terminal and the flag. */
export function shapeWords(shape: Shape, rate: number): string {
  return shape === 'Hold' ? `hold ${rate}/s` : `${shape.toLowerCase()} ${shape === 'Wave' ? 'up ' : ''}to ${rate}/s`
}
