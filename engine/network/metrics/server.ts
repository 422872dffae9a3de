/**
 * metrics.k8s.io as metrics-server gives it: what Pods and nodes use, measured every fifteen seconds.
 * Source: metrics-server pkg/storage, pkg/api.
 */
import type { ApiServer } from '../../api/server.ts'
import type { ContainerUsage, NodeUsage, PodUsage, ResourceMetrics, RunningContainers } from '../../core/metrics.ts'
import type { ContainerRuntime } from '../../core/runtime.ts'
import { BY_NODE_NAME, indexByNode } from './nodeindex.ts'
import { Burning } from './burning.ts'
import { lastTick, PERIOD_MS, type SampleTimes, sampleTimes } from './samples.ts'

export class MetricsServer implements ResourceMetrics {
  private readonly burning: Burning
  private readonly listeners: ((row: number) => void)[] = []

  constructor(
    private readonly server: ApiServer,
    private readonly runtime: ContainerRuntime,
    private readonly running: RunningContainers,
  ) {
    indexByNode(server)
    const counter = (process: number) => runtime.usage(process).work?.burnedMicros ?? 0
    this.burning = new Burning(server, counter, (process) => this.tell(process))
    running.onUsage((process) => {
      if (this.burning.note(process)) this.tell(process)
    })
  }

  private tell(process: number): void {
    const row = this.running.podOf(process)
    if (row >= 0) for (const listener of this.listeners) listener(row)
  }

  onChange(listener: (row: number) => void): void {
    this.listeners.push(listener)
  }

  /** The runtime says when a process begins to work; one that does not work uses what it always does. */
  steady(row: number): boolean {
    let steady = this.pod(row) !== undefined
    this.running.eachRunning(row, (_, process) => {
      const isCounted = this.runtime.usage(process).work !== undefined
      steady &&= isCounted && !this.burning.isActive(process)
    })
    return steady
  }

  pod(row: number): PodUsage | undefined {
    const { nowMs } = this.server.clock
    const containers: ContainerUsage[] = []
    let [oldest, complete]: [SampleTimes | undefined, boolean] = [undefined, true]
    this.running.eachRunning(row, (name, process, startedAtMs) => {
      const times = sampleTimes(startedAtMs, nowMs)
      if (times === undefined) complete = false
      else if (oldest === undefined || times.windowMs < oldest.windowMs) oldest = times
      containers.push({ name, ...this.usageOf(process) })
    })
    if (!complete || oldest === undefined || !this.isReached(row)) return undefined
    return { ...(oldest as SampleTimes), containers }
  }

  /** A machine whose kubelet does not answer is not measured. */
  private isReached(row: number): boolean {
    const pod = this.server.store.table('pods').get(row) as { spec: { nodeName?: string } } | undefined
    return pod?.spec.nodeName !== undefined && this.server.heartbeats.beating(pod.spec.nodeName)
  }

  private usageOf(process: number): { cpuMilli: number; memoryBytes: number } {
    const { cpuMilli, memoryBytes, work } = this.runtime.usage(process)
    return { cpuMilli: work ? work.restMilli + this.burning.milliOf(process) : cpuMilli, memoryBytes }
  }

  /** What its Pods use; the machine itself uses nothing worth telling. */
  node(name: string): NodeUsage | undefined {
    const { nowMs } = this.server.clock
    const tick = lastTick(nowMs)
    if (tick < PERIOD_MS || !this.server.heartbeats.beating(name)) return undefined
    let [cpuMilli, memoryBytes] = [0, 0]
    this.server.store.table('pods').eachIn(BY_NODE_NAME, name, (_, row) => {
      this.running.eachRunning(row, (_name, process) => {
        const usage = this.usageOf(process)
        cpuMilli += usage.cpuMilli
        memoryBytes += usage.memoryBytes
      })
    })
    return { atMs: tick, windowMs: PERIOD_MS, cpuMilli, memoryBytes }
  }
}
