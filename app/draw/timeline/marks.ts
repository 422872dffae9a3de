/** Marks of one row as SVG paths: ticks of probes. Data in, numbers out. */
import type { ProbeTicks } from '../../../engine/protocol/timeline.ts'
import type { TimeScale } from './scale.ts'

/** Ticks nearer than this run together to a band. */
const LEAST_PITCH = 4

const n = (value: number) => value.toFixed(1)

export interface TickMarks {
  /** Short ticks that stand on the base line. */
  passed: string
  /** Taller stems, each with a cross. */
  missed: string
  /** [x0, x1] where it passed too often to tell the ticks apart. */
  bands: [number, number][]
}

/** A probe's answers within the shown window. @param base the line they stand on */
export function tickMarks(ticks: ProbeTicks, scale: TimeScale, nowMs: number, base: number): TickMarks {
  const bands: TickMarks['bands'] = []
  let passed = ''
  const pass = (ms: number) => {
    if (ms >= scale.fromMs && ms <= scale.toMs) passed += `M${n(scale.x(ms))} ${base}v-7`
  }
  for (const ms of ticks.passedMs) pass(ms)
  for (const [from, to] of ticks.held) {
    const end = Math.min(Number.isNaN(to) ? nowMs : to, scale.toMs)
    for (const part of scale.parts) {
      const [a, b] = [Math.max(from, part.fromMs), Math.min(end, part.toMs)]
      if (b < a) continue
      const pitch = ((part.x1 - part.x0) / (part.toMs - part.fromMs)) * ticks.periodMs
      if (pitch < LEAST_PITCH) bands.push([scale.x(a), scale.x(b)])
      else
        for (let ms = from + Math.ceil((a - from) / ticks.periodMs) * ticks.periodMs; ms <= b; ms += ticks.periodMs)
          pass(ms)
    }
  }
  let missed = ''
  for (const ms of ticks.missedMs) {
    if (ms < scale.fromMs || ms > scale.toMs) continue
    const x = scale.x(ms)
    missed += `M${n(x)} ${base}v-11M${n(x - 2.5)} ${base - 16}l5 5m-5 0l5 -5`
  }
  return { passed, missed, bands }
}
