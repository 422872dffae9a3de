/** A runtime without a cluster: containers by a line, on a clock of their own. */
import { Calendar } from '../core/calendar.ts'
import { Checkpoints } from '../core/checkpoint.ts'
import { Clock } from '../core/clock.ts'
import { Random } from '../core/random.ts'
import type { ProcessExit, ProcessSpec } from '../core/runtime.ts'
import { Processes } from '../runtime/processes.ts'

export class Containers {
  readonly checkpoints = new Checkpoints()
  readonly clock = new Clock(this.checkpoints)
  readonly runtime: Processes
  /** What containers ended with, by their number. */
  readonly exits = new Map<number, ProcessExit>()

  /** @param more commands beside those that images have */
  constructor(seed = 1, more?: ConstructorParameters<typeof Processes>[1]) {
    const calendar = new Calendar('2025-01-01T00:00:00Z')
    const { clock, checkpoints } = this
    this.runtime = new Processes({ clock, checkpoints, calendar, random: new Random(seed, checkpoints) }, more)
    this.runtime.listen({ exited: (number, exit) => this.exits.set(number, exit), changed() {} })
  }

  /** Starts a shell with a script as process 1. */
  script(script: string, template: Partial<ProcessSpec['template']> = {}, image?: string): number {
    return this.runtime.start(specifications(script, 1, template, image)[0] as ProcessSpec)
  }

  run(ms: number): void {
    this.clock.runUntil(this.clock.nowMs + ms)
  }

  lines(number: number): string[] {
    return this.runtime.log(number).map(({ atMs, stream, text }) => `${atMs} ${stream} ${text}`)
  }
}

/** Containers of one template, as a Deployment makes them: they share it, and their environment. */
export function specifications(
  script: string,
  count: number,
  template: Partial<ProcessSpec['template']> = {},
  image = 'busybox:1.36',
): ProcessSpec[] {
  const env: ProcessSpec['env'] = []
  const shared: ProcessSpec['template'] = {
    image,
    command: ['sh', '-c', script],
    args: undefined,
    workingDir: undefined,
    container: 'main',
    memoryLimitBytes: undefined,
    cpuLimitMilli: undefined,
    ports: [],
    ...template,
  }
  return Array.from({ length: count }, (_, i) => ({
    template: shared,
    env,
    podNamespace: 'default',
    podName: `pod-${i}`,
    podIP: '10.0.0.1',
    podAnnotations: undefined,
    nodeName: `node-${i % 100}`,
    restartCount: 0,
    mounts: undefined,
  }))
}
