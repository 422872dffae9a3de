/** The logarithmic speed slider: 0.01× … 1000×, then `max`. */
import { logarithmic } from './scale.ts'

/** Slider values are decades: -2 … 3, and MAX_AT for "as fast as possible". */
export const SLOWEST_AT = -2
export const FASTEST_AT = 3
export const MAX_AT = 4
/** Between the fastest number and `max` the thumb snaps to the nearer. */
const SNAP_AT = (FASTEST_AT + MAX_AT) / 2

/** Speeds to slider values; a speed or a value out of range goes to the end. */
const scale = logarithmic([0.01, 1000], [SLOWEST_AT, FASTEST_AT])

/** Marks under the slider: one a decade. */
export const SPEED_TICKS: readonly { at: number; text: string }[] = [
  ...[-2, -1, 0, 1, 2, 3].map((at) => ({ at, text: String(Number(`1e${at}`)) })),
  { at: MAX_AT, text: 'max' },
]

/** Virtual ms a real ms at a slider value, rounded to two digits so that it reads well. */
export function speedAt(value: number): number {
  if (value > SNAP_AT) return Number.POSITIVE_INFINITY
  return Number(scale.invert(value).toPrecision(2))
}

/** Where a speed stands on the slider. */
export function sliderAt(speed: number): number {
  if (speed === Number.POSITIVE_INFINITY) return MAX_AT
  return scale(speed)
}

/** `0.05×`, `1000×`, `max`. */
export function speedText(speed: number): string {
  return speed === Number.POSITIVE_INFINITY ? 'max' : `${Number(speed.toPrecision(2))}×`
}

/** The next slower or faster step of the 1-2-5 series. */
export function nextSpeed(speed: number, direction: 1 | -1): number {
  if (direction > 0) return SERIES.find((each) => each > speed * 1.001) ?? Number.POSITIVE_INFINITY
  return SERIES.findLast((each) => each < speed * 0.999) ?? (SERIES[0] as number)
}

const SERIES = [-2, -1, 0, 1, 2]
  .flatMap((decade) => [1, 2, 5].map((digit) => Number(`${digit}e${decade}`)))
  .concat(1000)
