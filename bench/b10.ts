/** B10: containers whose shell loops for an hour of virtual time, and what a process costs that sleeps. */
import { Calendar } from '../engine/core/calendar.ts'
import { Checkpoints } from '../engine/core/checkpoint.ts'
import { Clock } from '../engine/core/clock.ts'
import { Random } from '../engine/core/random.ts'
import type { ProcessSpec } from '../engine/core/runtime.ts'
import { Processes } from '../engine/runtime/processes.ts'
import { cpu, retainedBytes } from './measure.ts'

export interface B10Size {
  containers: number
  minutes: number
}

export interface B10Figures extends B10Size {
  cpuSeconds: number
  turnsPerCpuSecond: number
  bytesPerProcess: number
}

export const LOOP = 'while true; do date; sleep 5; done'
const SECONDS_A_TURN = 5

export function b10({ containers, minutes }: B10Size): B10Figures {
  const checkpoints = new Checkpoints()
  const clock = new Clock(checkpoints)
  const calendar = new Calendar('2025-01-01T00:00:00Z')
  const runtime = new Processes({ clock, checkpoints, calendar, random: new Random(1, checkpoints) })
  // Every container of a Deployment shares its template; the rest of its specification is the kubelet's.
  const specs = specifications(containers)
  runtime.start(specs[0] as ProcessSpec)
  clock.runUntil(1_000)
  const before = retainedBytes()
  for (const spec of specs.slice(1)) runtime.start(spec)
  clock.runUntil(2_000)
  const bytes = retainedBytes() - before
  const { seconds } = cpu(() => clock.runUntil(clock.nowMs + minutes * 60_000))
  return {
    containers,
    minutes,
    cpuSeconds: seconds,
    turnsPerCpuSecond: (containers * minutes * 60) / SECONDS_A_TURN / seconds,
    bytesPerProcess: bytes / (containers - 1),
  }
}

function specifications(count: number): ProcessSpec[] {
  const template: ProcessSpec['template'] = {
    image: 'busybox:1.36',
    command: ['sh', '-c', LOOP],
    args: undefined,
    workingDir: undefined,
    container: 'main',
    memoryLimitBytes: undefined,
    cpuLimitMilli: undefined,
    ports: [],
  }
  const env: ProcessSpec['env'] = []
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
