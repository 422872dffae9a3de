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

  constructor(seed = 1) {
    const calendar = new Calendar('2025-01-01T00:00:00Z')
    const { clock, checkpoints } = this
    this.runtime = new Processes({ clock, checkpoints, calendar, random: new Random(seed, checkpoints) })
    this.runtime.listen({ exited: (number, exit) => this.exits.set(number, exit), changed() {} })
  }

  /** Starts a shell with a script as process 1. */
  script(script: string, template: Partial<ProcessSpec['template']> = {}, image = 'busybox:1.36'): number {
    return this.runtime.start({
      template: {
        image,
        command: ['sh', '-c', script],
        args: undefined,
        workingDir: undefined,
        container: 'main',
        memoryLimitBytes: undefined,
        cpuLimitMilli: undefined,
        ports: [],
        ...template,
      },
      env: [],
      podNamespace: 'default',
      podName: 'host',
      podIP: '10.0.0.1',
      podAnnotations: undefined,
      nodeName: 'node-1',
      restartCount: 0,
      mounts: undefined,
    })
  }

  run(ms: number): void {
    this.clock.runUntil(this.clock.nowMs + ms)
  }

  lines(number: number): string[] {
    return this.runtime.log(number).map(({ atMs, stream, text }) => `${atMs} ${stream} ${text}`)
  }
}
