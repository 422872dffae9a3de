/** The rate of a load source over time: points joined by straight lines. */

export interface Point {
  readonly atSeconds: number
  readonly ratePerSecond: number
}

/** Requests due from the start until `seconds`. */
export function dueUntil(shape: readonly Point[], repeat: boolean, seconds: number): number {
  const last = shape.at(-1)
  if (last === undefined) return 0
  if (!repeat || last.atSeconds === 0) return dueOnce(shape, seconds)
  const rounds = Math.floor(seconds / last.atSeconds)
  return rounds * dueOnce(shape, last.atSeconds) + dueOnce(shape, seconds - rounds * last.atSeconds)
}

function dueOnce(shape: readonly Point[], seconds: number): number {
  let due = 0
  let before: Point = { atSeconds: 0, ratePerSecond: shape[0]?.ratePerSecond ?? 0 }
  for (const point of shape) {
    const end = Math.min(seconds, point.atSeconds)
    if (end > before.atSeconds)
      due += ((rateBetween(before, point, end) + before.ratePerSecond) / 2) * (end - before.atSeconds)
    if (seconds <= point.atSeconds) return due
    before = point
  }
  return due + before.ratePerSecond * (seconds - before.atSeconds)
}

function rateBetween(a: Point, b: Point, at: number): number {
  const span = b.atSeconds - a.atSeconds
  return span <= 0
    ? b.ratePerSecond
    : a.ratePerSecond + ((b.ratePerSecond - a.ratePerSecond) * (at - a.atSeconds)) / span
}

/** The rate at a time. */
export function rateAt(shape: readonly Point[], repeat: boolean, seconds: number): number {
  const last = shape.at(-1)
  if (last === undefined) return 0
  const at = repeat && last.atSeconds > 0 ? seconds % last.atSeconds : seconds
  let before: Point = { atSeconds: 0, ratePerSecond: shape[0]?.ratePerSecond ?? 0 }
  for (const point of shape) {
    if (at < point.atSeconds) return rateBetween(before, point, at)
    before = point
  }
  return before.ratePerSecond
}
