/** B10: containers whose shell loops for an hour of virtual time, and what a process costs that sleeps. */
import { Calendar } from '../engine/core/calendar.ts'
import { Checkpoints } from '../engine/core/checkpoint.ts'
import { Clock } from '../engine/core/clock.ts'
import { invariant } from '../engine/core/invariant.ts'
import { Random } from '../engine/core/random.ts'
import type { ProcessSpec } from '../engine/core/runtime.ts'
import { Processes } from '../engine/runtime/processes.ts'
import { cpu, retainedBytes } from './measure.ts'

export interface B10Size {
  containers: number
  minutes: number
}

export interface B10Figures extends B10Size {
  /** Of loops that do the same in every turn. */
  cpuSeconds: number
  bytesPerProcess: number
  /** Of loops that do something else every time: each turn is an event. */
  countingTurnsPerCpuSecond: number
  countingBytesPerProcess: number
}

const LOOP = 'while true; do date; sleep 5; done'
const COUNTING = 'i=0; while true; do i=$((i + 1)); echo "$i"; sleep 5; done'
const SECONDS_A_TURN = 5
/** Of the hour, for what is run in full. */
const COUNTING_SHARE = 1 / 20

export function b10({ containers, minutes }: B10Size): B10Figures {
  const same = loops(LOOP, containers, minutes)
  const counting = loops(COUNTING, containers, minutes * COUNTING_SHARE)
  return {
    containers,
    minutes,
    cpuSeconds: same.seconds,
    bytesPerProcess: same.bytes,
    countingTurnsPerCpuSecond: (containers * minutes * COUNTING_SHARE * 60) / SECONDS_A_TURN / counting.seconds,
    countingBytesPerProcess: counting.bytes,
  }
}

function loops(script: string, containers: number, minutes: number): { seconds: number; bytes: number } {
  const checkpoints = new Checkpoints()
  const clock = new Clock(checkpoints)
  const calendar = new Calendar('2025-01-01T00:00:00Z')
  const runtime = new Processes({ clock, checkpoints, calendar, random: new Random(1, checkpoints) })
  // Every container of a Deployment shares its template; the rest of its specification is the kubelet's.
  const specs = specifications(script, containers)
  runtime.start(specs[0] as ProcessSpec)
  clock.runUntil(1_000)
  const before = retainedBytes()
  const started = cpu(() => {
    for (const spec of specs.slice(1)) runtime.start(spec)
    clock.runUntil(12_000)
  })
  const bytes = (retainedBytes() - before) / (containers - 1)
  const { seconds } = cpu(() => clock.runUntil(clock.nowMs + minutes * 60_000))
  const lines = runtime.log(1).length
  invariant(lines > (minutes * 60) / SECONDS_A_TURN, 'a loop stopped')
  return { seconds: seconds + started.seconds, bytes }
}

function specifications(script: string, count: number): ProcessSpec[] {
  const env: ProcessSpec['env'] = []
  const template: ProcessSpec['template'] = {
    image: 'busybox:1.36',
    command: ['sh', '-c', script],
    args: undefined,
    workingDir: undefined,
    container: 'main',
    memoryLimitBytes: undefined,
    cpuLimitMilli: undefined,
    ports: [],
  }
  return Array.from({ length: count }, (_, i) => ({
    template,
    env,
    podNamespace: 'default',
    podName: `loop-${i}`,
    podIP: '10.0.0.1',
    podAnnotations: undefined,
    nodeName: `node-${i % 100}`,
    restartCount: 0,
    mounts: undefined,
  }))
}

export const B10_SIZE: B10Size = { containers: 10_000, minutes: 60 }
