/** What each benchmark must reach, what it should, and how it is read from its figures (PERFORMANCE, issue "The spine"). */
import type { B1Figures } from './b1.ts'
import type { B2Figures } from './b2.ts'
import type { B3Figures } from './b3.ts'
import type { B4Figures } from './b4.ts'
import type { B5Figures } from './b5.ts'
import type { B6Figures } from './b6.ts'
import type { B8Figures } from './b8.ts'
import type { B9Figures } from './b9.ts'
import type { B10Figures } from './b10.ts'
import type { B11Figures } from './b11.ts'
import type { B12Figures } from './b12.ts'
import type { B13Figures } from './b13.ts'
import type { B14Figures } from './b14.ts'
import type { B15Figures } from './b15.ts'

/** One line of the table. */
export interface Line {
  benchmark: string
  what: string
  measured: number
  unit: string
  /** Undefined: shown for information. */
  gate?: number
  stretch?: number
  /** Whether more is better. */
  more?: boolean
}

export type Verdict = 'stretch' | 'gate' | 'MISSED' | ''

export function verdictOf({ measured, gate, stretch, more = false }: Line): Verdict {
  const reaches = (bound: number | undefined) => bound !== undefined && (more ? measured >= bound : measured <= bound)
  if (gate === undefined) return ''
  return reaches(stretch) ? 'stretch' : reaches(gate) ? 'gate' : 'MISSED'
}

const LARGE = 100_000

/** Lines of B1 over all sizes; growth compares the largest size with the middle one of the same shape. */
export function b1Lines(all: readonly B1Figures[]): Line[] {
  return all.flatMap((figures): Line[] => {
    const benchmark = 'B1'
    const what = `${figures.pods} Pods, ${figures.nodes} nodes, sets of ${figures.replicas}`
    const speed = { benchmark, what, measured: figures.podsPerCpuSecond, unit: 'Pods/CPU s', more: true }
    const bytes = { benchmark, what, measured: figures.bytesPerPod, unit: 'B/Pod' }
    const loops = { benchmark, what, measured: (figures.loops / figures.pods) * 1e6, unit: 'µloops/Pod' }
    const rss = { benchmark, what, measured: figures.peakRssBytes / 1e9, unit: 'GB peak RSS' }
    if (figures.pods < LARGE) return [speed, loops]
    const grown = growth(figures, all)
    return [
      { ...speed, gate: 7_500, stretch: 12_500 },
      loops,
      { ...bytes, gate: 3_500, stretch: 2_500 },
      { ...rss, gate: 1.3, stretch: 0.9 },
      ...(grown === undefined
        ? []
        : [{ benchmark, what, measured: grown, unit: '× cost at 10,000', gate: 1.25, stretch: 1.1 }]),
    ]
  })
}

/** Cost a Pod against the middle size of the same shape, in loops: the machine's speed of the moment divides out. */
function growth(large: B1Figures, all: readonly B1Figures[]): number | undefined {
  const many = large.replicas >= 1_000
  const middle = all.find(({ pods, replicas }) => pods < LARGE && pods >= LARGE / 20 && replicas >= 1_000 === many)
  return middle && large.loops / large.pods / (middle.loops / middle.pods)
}

export function b2Lines({ pods, ratio, coldRatio, ourCpuSeconds, theirCpuSeconds }: B2Figures): Line[] {
  const benchmark = 'B2'
  const what = `${pods} Pods, webernetes ÷ drydock`
  return [
    { benchmark, what, measured: ratio, unit: '× CPU', gate: 200, more: true },
    { benchmark, what: `${what}, our first run`, measured: coldRatio, unit: '× CPU' },
    { benchmark, what: 'drydock', measured: ourCpuSeconds, unit: 'CPU s' },
    { benchmark, what: 'webernetes', measured: theirCpuSeconds, unit: 'CPU s' },
  ]
}

/** Pods a CPU second, by what the Pods ask for. */
const B3_GATES: Readonly<Record<string, { gate: number; stretch: number }>> = {
  spread: { gate: 30_000, stretch: 60_000 },
  affinity: { gate: 3_500, stretch: 20_000 },
  antiAffinity: { gate: 3_500, stretch: 20_000 },
  preemption: { gate: 2_000, stretch: 10_000 },
}

export function b3Lines(figures: B3Figures): Line[] {
  const benchmark = 'B3'
  const what = `${figures.pods} Pods, ${figures.nodes} nodes, ${figures.workload}`
  const speed = { benchmark, what, measured: figures.podsPerCpuSecond, unit: 'Pods/CPU s', more: true }
  return [
    { ...speed, ...B3_GATES[figures.workload.split(',')[0] as string] },
    {
      benchmark,
      what,
      measured: Number(figures.placementsEqual),
      unit: 'as the oracle (1 = yes)',
      gate: 1,
      more: true,
    },
  ]
}

export function b4Lines({ pods, hourCpuSeconds, virtualSecondsPerCpuSecond, events }: B4Figures): Line[] {
  const benchmark = 'B4'
  const what = `an hour of ${pods} Pods at rest`
  return [
    { benchmark, what, measured: hourCpuSeconds, unit: 'CPU s', gate: 1, stretch: 0.1 },
    { benchmark, what, measured: virtualSecondsPerCpuSecond, unit: 'virtual s/CPU s' },
    { benchmark, what, measured: events, unit: 'events' },
  ]
}

const FRAME_MS = 1000 / 60

/** As measured, and (times in calibration loops) as they compare with another machine's. */
export function b5Lines(figures: B5Figures): Line[] {
  const benchmark = 'B5'
  const { pods, frames, taskMs, scriptMs, interactiveSeconds, interactiveTaskSeconds, virtualSeconds } = figures
  const loops = (seconds: number) => seconds / figures.calibrationSeconds
  const busy = `${pods} Pods at 10×, ${frames} frames`
  const until = 'until interactive, CPU at a quarter'
  const grown = (figures.heapAfter - figures.heapBefore) / 2 ** 20
  const frame = 'main-thread ms a frame'
  return [
    { benchmark, what: busy, measured: taskMs, unit: frame, gate: FRAME_MS, stretch: FRAME_MS / 2 },
    { benchmark, what: `${busy}, scripts alone`, measured: scriptMs, unit: frame },
    { benchmark, what: `${busy}, scaled`, measured: loops(taskMs / 1000), unit: 'loops a frame' },
    { benchmark, what: until, measured: interactiveSeconds, unit: 's', gate: 2, stretch: 1.5 },
    { benchmark, what: `${until}, main thread`, measured: interactiveTaskSeconds, unit: 's' },
    { benchmark, what: `${until}, scaled`, measured: loops(interactiveSeconds), unit: 'loops' },
    {
      benchmark,
      what: `heap grown in ${virtualSeconds} virtual s at 60×`,
      measured: grown,
      unit: 'MB',
      gate: 8,
      stretch: 2,
    },
  ]
}

export function b6Lines({ pods, checkpointMs, overheadRatio }: B6Figures): Line[] {
  const benchmark = 'B6'
  return [
    { benchmark, what: `checkpoint of ${pods} Pods`, measured: checkpointMs, unit: 'ms', gate: 1, stretch: 0.01 },
    {
      benchmark,
      what: 'writes with a checkpoint every 100,000',
      measured: overheadRatio,
      unit: '×',
      gate: 1.3,
      stretch: 1.2,
    },
  ]
}

export function b8Lines({ requests, requestsPerCpuSecond }: B8Figures): Line[] {
  const what = `${requests} requests through DNS, a Service and a Pod`
  return [{ benchmark: 'B8', what, measured: requestsPerCpuSecond, unit: 'requests/CPU s', gate: 100_000, more: true }]
}

export function b9Lines({ autoscalers, syncsPerCpuSecond, restEvents }: B9Figures): Line[] {
  const benchmark = 'B9'
  const what = `${autoscalers} autoscalers`
  return [
    { benchmark, what, measured: syncsPerCpuSecond, unit: 'looks/CPU s' },
    { benchmark, what: `${what}, an hour at rest`, measured: restEvents, unit: 'events' },
  ]
}

export function b10Lines(figures: B10Figures): Line[] {
  const { containers, minutes, cpuSeconds, bytesPerProcess } = figures
  const benchmark = 'B10'
  const what = `${containers} containers that print the date every 5 s`
  return [
    { benchmark, what: `${what}, ${minutes} min`, measured: cpuSeconds, unit: 'CPU s', gate: 5 },
    { benchmark, what: 'one of them while it sleeps', measured: bytesPerProcess, unit: 'B', gate: 1_000 },
    {
      benchmark,
      what: 'the same, counting',
      measured: figures.countingTurnsPerCpuSecond,
      unit: 'turns/CPU s',
      more: true,
    },
    ...(
      [
        ['one of those while it sleeps', figures.countingBytesPerProcess],
        ['one with variables, a function and a trap', figures.workingBytesPerProcess],
        ['one of two: a shell that waits for its child', figures.parentBytesPerProcess],
        ['a shell and its `nc -l` at the end of a pipe', figures.listeningBytesPerProcess],
        ['a `tail -f` of a file of its own', figures.followingBytesPerProcess],
      ] as const
    ).map(([each, measured]) => ({ benchmark, what: each, measured, unit: 'B', gate: 1_000 })),
  ]
}

export function b11Lines({ kind, pods, nodes, cpuSeconds, podsPerCpuSecond, loops, growth }: B11Figures): Line[] {
  const benchmark = 'B11'
  const what = `a ${kind} of ${pods} Pods on ${nodes} nodes`
  return [
    { benchmark, what, measured: cpuSeconds, unit: 'CPU s' },
    { benchmark, what, measured: podsPerCpuSecond, unit: 'Pods/CPU s', more: true },
    { benchmark, what, measured: (loops / pods) * 1e6, unit: 'µloops/Pod' },
    { benchmark, what, measured: growth, unit: '× cost at a tenth', gate: 1.25, stretch: 1.1 },
  ]
}

const VIEW_MS = 8
const STORM_MS = 6
const BATCH_MS = 2

/** JavaScript a frame, for each view and for the Cluster view at its limits. */
export function b12Lines({ views, storms, pods, stormPods, changes, calibrationSeconds }: B12Figures): Line[] {
  const benchmark = 'B12'
  const unit = 'ms of JS a frame'
  return [
    ...views.map(({ view, frames, jsMs }) => ({
      benchmark,
      what: `${view}, ${pods} Pods at 10×, ${frames} frames`,
      measured: jsMs,
      unit,
      gate: VIEW_MS,
      stretch: VIEW_MS / 2,
    })),
    ...storms.map(({ zoom, frames, jsMs }) => ({
      benchmark,
      what: `cluster as ${zoom}, ${stormPods} Pods, ${changes} changes a frame, ${frames} frames`,
      measured: jsMs,
      unit,
      gate: STORM_MS,
      stretch: STORM_MS / 2,
    })),
    { benchmark, what: 'one loop to compare with', measured: calibrationSeconds * 1000, unit: 'ms' },
  ]
}

export function b14Lines(figures: B14Figures): Line[] {
  const { interactiveSeconds, interactiveTaskSeconds, bareBytes, embedsBytes, embeds, calibrationSeconds } = figures
  const benchmark = 'B14'
  const until = 'an embed until it can be used, CPU at a quarter'
  return [
    { benchmark, what: until, measured: interactiveSeconds, unit: 's', gate: 1.5 },
    { benchmark, what: `${until}, main thread`, measured: interactiveTaskSeconds, unit: 's' },
    { benchmark, what: `${until}, scaled`, measured: interactiveSeconds / calibrationSeconds, unit: 'loops' },
    { benchmark, what: `${embeds} embeds on a page`, measured: embedsBytes / 2 ** 20, unit: 'MB', gate: 300 },
    { benchmark, what: 'that page before they are seen', measured: bareBytes / 2 ** 20, unit: 'MB' },
  ]
}

export function b13Lines(figures: B13Figures): Line[] {
  const { objects, watches, listSeconds, pages, writesPerCpuSecond, writesPerLoop, eventsPerCpuSecond } = figures
  const benchmark = 'B13'
  const writes = { benchmark, more: true, what: 'writes through the door' }
  return [
    { ...writes, measured: writesPerCpuSecond, unit: 'writes/CPU s', gate: 5_000 },
    { ...writes, measured: writesPerLoop, unit: 'writes/loop' },
    { benchmark, what: `${objects} objects in ${pages} pages`, measured: listSeconds, unit: 'CPU s' },
    { benchmark, what: `events to ${watches} watches`, measured: eventsPerCpuSecond, unit: 'events/CPU s', more: true },
    { benchmark, what: 'a watcher that slept is told', measured: figures.sleeperCode, unit: 'as code' },
  ]
}

export function b15Lines({ pods, newMs, changedMs, calibrationSeconds }: B15Figures): Line[] {
  const benchmark = 'B15'
  const unit = 'ms of the main thread'
  return [
    { benchmark, what: `a batch of ${pods} Pods that changed`, measured: changedMs, unit, gate: BATCH_MS },
    { benchmark, what: `a batch of ${pods} Pods that are new`, measured: newMs, unit },
    { benchmark, what: 'one loop to compare with', measured: calibrationSeconds * 1000, unit: 'ms' },
  ]
}
