/** Metrics as a test sets them: what each Pod uses, by its name, until it says otherwise. */
import type { Metrics, MetricValue, NodeUsage, PodUsage, ResourceMetrics } from '../core/metrics.ts'

const WINDOW_MS = 15_000

export class FakeMetrics implements Metrics, ResourceMetrics {
  readonly resource: ResourceMetrics = this
  /** Values of external metrics. */
  readonly values = new Map<string, number>()
  readonly external = {
    values: (_: string, metric: string): readonly MetricValue[] | string => {
      const milli = this.values.get(metric)
      return milli === undefined ? 'no such metric' : [{ milli, atMs: 0, windowMs: WINDOW_MS }]
    },
  }
  /** Times a Pod was asked about. */
  asked = 0
  private cpuMilli: number | undefined
  private readonly listeners: ((row: number) => void)[] = []

  constructor(private readonly nowMs: () => number) {}

  /** Every Pod's one container uses this from now on; undefined: none is measured. */
  use(cpuMilli: number | undefined, rows: readonly number[] = []): void {
    this.cpuMilli = cpuMilli
    for (const row of rows) for (const listener of this.listeners) listener(row)
  }

  pod(_row: number): PodUsage | undefined {
    this.asked++
    if (this.cpuMilli === undefined) return undefined
    const containers = [{ name: 'app', cpuMilli: this.cpuMilli, memoryBytes: 50_000_000 }]
    return { atMs: this.nowMs(), windowMs: WINDOW_MS, containers }
  }

  node(_name: string): NodeUsage | undefined {
    return undefined
  }

  steady(_row: number): boolean {
    return this.cpuMilli !== undefined
  }

  onChange(listener: (row: number) => void): void {
    this.listeners.push(listener)
  }
}
