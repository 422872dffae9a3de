/**
 * `drydock.dev/…` annotations of a Pod, by which a manifest tunes how its containers behave; `drydock.dev/latency.web`
 * speaks of the container `web` only.
 *
 * | annotation    | value                                   |
 * | ------------- | --------------------------------------- |
 * | start-delay   | seconds until it listens                |
 * | latency       | milliseconds added to each answer       |
 * | error-rate    | share of requests answered 500, 0 to 1  |
 * | cpu-request   | CPU milliseconds a request costs        |
 * | memory-leak   | bytes lost a request, as a quantity     |
 * | memory        | bytes held at rest, as a quantity       |
 * | cpu           | CPU used at rest, as a quantity         |
 * | crash-after   | seconds after which it exits 1          |
 */
import { milliValue, value } from '../../api/quantityvalue.ts'
import type { ProcessSpec } from '../../core/runtime.ts'

export interface Tuning {
  startDelayMs: number
  latencyMs: number
  errorRate: number
  /** Undefined: what the program says. */
  cpuMicros: number | undefined
  leakBytes: number
  memoryBytes: number | undefined
  cpuMilli: number | undefined
  /** Undefined: never. */
  crashAfterMs: number | undefined
}

const NOTHING: Tuning = {
  startDelayMs: 0,
  latencyMs: 0,
  errorRate: 0,
  cpuMicros: undefined,
  leakBytes: 0,
  memoryBytes: undefined,
  cpuMilli: undefined,
  crashAfterMs: undefined,
}
const PREFIX = 'drydock.dev/'
const known = new WeakMap<object, Map<string, Tuning>>()

export function tuningOf({ podAnnotations, template }: ProcessSpec): Tuning {
  if (podAnnotations === undefined) return NOTHING
  let byContainer = known.get(podAnnotations)
  if (byContainer === undefined) known.set(podAnnotations, (byContainer = new Map()))
  let tuning = byContainer.get(template.container)
  if (tuning === undefined) byContainer.set(template.container, (tuning = read(podAnnotations, template.container)))
  return tuning
}

function read(annotations: Readonly<Record<string, string>>, container: string): Tuning {
  const of = (name: string) => annotations[`${PREFIX}${name}.${container}`] ?? annotations[PREFIX + name]
  const number = (name: string): number | undefined => {
    const text = of(name)
    const n = text === undefined ? Number.NaN : Number(text)
    return Number.isFinite(n) && n >= 0 ? n : undefined
  }
  const quantity = (name: string, convert: (text: string) => number): number | undefined => {
    const text = of(name)
    if (text === undefined) return undefined
    let n: number
    try {
      n = convert(text)
    } catch {
      return undefined
    }
    return Number.isFinite(n) && n >= 0 ? n : undefined
  }
  const scaled = (name: string, factor: number): number | undefined => {
    const n = number(name)
    return n === undefined ? undefined : n * factor
  }
  if (!Object.keys(annotations).some((key) => key.startsWith(PREFIX))) return NOTHING
  return {
    startDelayMs: scaled('start-delay', 1000) ?? 0,
    latencyMs: number('latency') ?? 0,
    errorRate: Math.min(1, number('error-rate') ?? 0),
    cpuMicros: scaled('cpu-request', 1000),
    leakBytes: quantity('memory-leak', value) ?? 0,
    memoryBytes: quantity('memory', value),
    cpuMilli: quantity('cpu', milliValue),
    crashAfterMs: scaled('crash-after', 1000),
  }
}
