/** Geometry of a rollout: Pods over time stacked by version, between the bounds the strategy allows. Data in, numbers out. */
import { range, type ScaleLinear, scaleLinear } from 'd3'
import type { Rollout, RolloutPod } from '../../engine/protocol/rollout.ts'
import { axisTime } from './clock-text.ts'

/** What a Pod is at an instant. */
export type PodPhase = 'starting' | 'ready' | 'ending'

/** One of the layers, from the floor up: the top of the ready ones is the availability line. */
export interface Layer {
  id: 'new-ready' | 'old-ready' | 'new-starting' | 'old-starting'
  /** Steps: [time, lower edge, upper edge], held until the next. */
  steps: [ms: number, from: number, to: number][]
}

export interface RolloutChart {
  fromMs: number
  toMs: number
  /** Top of the scale, in Pods. */
  most: number
  layers: Layer[]
  /** Bounds and what they are made of; undefined under Recreate. */
  bounds: { least: number; leastText: string; most: number; mostText: string } | undefined
  lowestReady: number
  mostPods: number
  ticks: { ms: number; text: string }[]
}

export interface Bar {
  name: string
  isNew: boolean
  spans: { phase: PodPhase; fromMs: number; toMs: number }[]
}

/** Shown before the newest ReplicaSet came. */
const LEAD_MS = 3000
/** Shortest window; the future stays blank. */
const LEAST_MS = 30_000
const ROOM = 1.3

/** What a Pod was over time, up to now. */
export function spansOf({ createdMs, turnsMs, endingMs, goneMs }: RolloutPod, nowMs: number): Bar['spans'] {
  const end = Number.isNaN(goneMs) ? nowMs : goneMs
  const lived = Number.isNaN(endingMs) ? end : Math.min(endingMs, end)
  const marks = [createdMs, ...turnsMs.filter((ms) => ms < lived), lived]
  const spans = marks.slice(1).map((toMs, i): Bar['spans'][number] => ({
    phase: i % 2 === 0 ? 'starting' : 'ready',
    fromMs: marks[i] as number,
    toMs,
  }))
  if (lived < end) spans.push({ phase: 'ending', fromMs: lived, toMs: end })
  return spans.filter(({ fromMs, toMs }) => toMs > fromMs)
}

/** The bars of the Pods that lived in the window, old versions first, each in order of creation. */
export function barsOf({ pods, sets }: Rollout, fromMs: number, nowMs: number): Bar[] {
  const current = currentSet(sets)
  const bars = pods
    .filter(({ goneMs }) => !(goneMs < fromMs))
    .map((pod): Bar => ({ name: pod.name, isNew: pod.set === current, spans: spansOf(pod, nowMs) }))
  return [...bars.filter(({ isNew }) => !isNew), ...bars.filter(({ isNew }) => isNew)]
}

const currentSet = (sets: Rollout['sets']): string => sets.find(({ current }) => current)?.set ?? ''

/** Lays out the rollout since its newest ReplicaSet came. */
export function rolloutChart(rollout: Rollout, nowMs: number): RolloutChart {
  const newest = Math.max(0, ...rollout.sets.filter(({ current }) => current).map(({ createdMs }) => createdMs))
  const fromMs = Math.max(0, newest - LEAD_MS)
  const toMs = Math.max(fromMs + LEAST_MS, fromMs + (nowMs - fromMs) * ROOM)
  const counted = count(rollout, fromMs, nowMs)
  const bounds = boundsOf(rollout)
  const mostPods = Math.max(0, ...counted.map(({ total }) => total))
  return {
    fromMs,
    toMs,
    most: Math.max(rollout.replicas, bounds?.most ?? 0, mostPods) + 1,
    layers: layersOf(counted),
    bounds,
    lowestReady: lowestReady(rollout, counted, newest),
    mostPods,
    ticks: scaleLinear([fromMs / 1000, toMs / 1000], [0, 1])
      .ticks(6)
      .map((second) => ({ ms: second * 1000, text: axisTime(second * 1000) })),
  }
}

/** Fewest ready Pods since the newest ReplicaSet came: what was before is no part of the rollout. */
function lowestReady({ replicas }: Rollout, counted: readonly Count[], newest: number): number {
  const since = counted.filter(({ ms }) => ms >= newest)
  return Math.min(replicas, ...since.map(({ newReady, oldReady }) => newReady + oldReady))
}

function boundsOf({
  strategy,
  replicas,
  surge,
  unavailable,
  maxSurge,
  maxUnavailable,
}: Rollout): RolloutChart['bounds'] {
  if (strategy === 'Recreate') return undefined
  return {
    least: Math.max(0, replicas - unavailable),
    leastText: `least ready: ${replicas} − maxUnavailable ${maxUnavailable}`,
    most: replicas + surge,
    mostText: `most: ${replicas} + maxSurge ${maxSurge}`,
  }
}

interface Count {
  ms: number
  newReady: number
  oldReady: number
  newStarting: number
  oldStarting: number
  /** Pods that count against maxSurge: all that are not ending. */
  total: number
}

/** How many Pods of each sort there were, at each instant at which that changed. */
function count(rollout: Rollout, fromMs: number, nowMs: number): Count[] {
  const bars = barsOf(rollout, fromMs, nowMs)
  const instants = new Set([fromMs, nowMs])
  for (const { spans } of bars)
    for (const span of spans) for (const ms of [span.fromMs, span.toMs]) if (ms >= fromMs) instants.add(ms)
  return [...instants].sort((a, b) => a - b).map((ms) => countAt(bars, ms, nowMs))
}

function countAt(bars: readonly Bar[], ms: number, nowMs: number): Count {
  const at = Math.min(ms, nowMs - 1e-6)
  const here = bars.map(({ isNew, spans }) => ({
    isNew,
    phase: spans.find(({ fromMs, toMs }) => fromMs <= at && at < toMs)?.phase,
  }))
  const of = (isNew: boolean, phase: PodPhase) =>
    here.filter((bar) => bar.isNew === isNew && bar.phase === phase).length
  const counted = {
    newReady: of(true, 'ready'),
    oldReady: of(false, 'ready'),
    newStarting: of(true, 'starting'),
    oldStarting: of(false, 'starting'),
  }
  return { ms, ...counted, total: Object.values(counted).reduce((sum, n) => sum + n, 0) }
}

function layersOf(counted: readonly Count[]): Layer[] {
  const layer = (id: Layer['id'], below: (c: Count) => number, own: (c: Count) => number): Layer => ({
    id,
    steps: counted.map((c) => [c.ms, below(c), below(c) + own(c)]),
  })
  return [
    layer(
      'new-ready',
      () => 0,
      (c) => c.newReady,
    ),
    layer(
      'old-ready',
      (c) => c.newReady,
      (c) => c.oldReady,
    ),
    layer(
      'new-starting',
      (c) => c.newReady + c.oldReady,
      (c) => c.newStarting,
    ),
    layer(
      'old-starting',
      (c) => c.newReady + c.oldReady + c.newStarting,
      (c) => c.oldStarting,
    ),
  ]
}

/** An SVG path of a layer; empty where the layer never has a height. */
export function layerPath({ steps }: Layer, x: ScaleLinear<number, number>, y: ScaleLinear<number, number>): string {
  if (steps.every(([, from, to]) => from === to)) return ''
  const edge = (at: 1 | 2) =>
    steps.flatMap((step, i): [number, number][] => {
      const next = steps[i + 1]?.[0] ?? step[0]
      return [
        [x(step[0]), y(step[at])],
        [x(next), y(step[at])],
      ]
    })
  const points = [...edge(2), ...edge(1).reverse()]
  return `M${points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join('L')}Z`
}

/** Whole numbers of Pods for the axis, at most about eight. */
export const podTicks = (most: number): number[] => range(0, most + 0.5, Math.max(1, Math.ceil(most / 8)))
