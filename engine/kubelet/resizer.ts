/**
 * In-place resize: a running Pod's containers get other limits, at once or by starting again, if the node has room
 * (pkg/kubelet/allocation, kuberuntime_manager.go doPodResizeAction).
 */
import { equal } from '../api/equal.ts'
import { milliValue, value } from '../api/quantityvalue.ts'
import type { ContainerLimits } from '../core/runtime.ts'
import { policyOf } from '../kinds/pod/resize.ts'
import type { Container, Node, Pod } from '../kinds/types.ts'
import { containerSpec, type Desk, isInit, ownContainers } from './desk.ts'
import { type Footprint, footprintOf } from './footprint.ts'
import type { Lacking } from './load.ts'
import type { PodWork, Resize } from './podwork.ts'
import type { Reporter } from './reporter.ts'
import type { Stopper } from './stopper.ts'
import { graceSeconds } from './verdicts.ts'

/** How soon a kubelet looks again at a resize that has to wait for room. */
const RETRY_MS = 60_000

export class Resizer {
  private readonly retryHandler: number
  private readonly actHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly stopper: Stopper,
  ) {
    this.retryHandler = desk.on('resizeAgain', (row) => this.consider(row))
    this.actHandler = desk.on('resize', (row) => this.act(row))
  }

  /** Looks whether the Pod asks for other resources than it was given. */
  consider(row: number): void {
    const { desk } = this
    const pod = desk.pod(row)
    const seen = desk.works.get(row)
    if (pod === undefined || seen?.footprint === undefined || seen.terminating || seen.sandbox !== 'ready') return
    const footprint = footprintOf(pod)
    if (sameRequests(seen.footprint, footprint) && this.changed(pod, seen).length === 0) {
      if (seen.resize?.state === 'pending') this.say(row, undefined)
      return
    }
    const lacking = this.lacking(seen, footprint)
    if (lacking !== undefined) {
      this.wait(row, lacking)
      return
    }
    const work = desk.work(row)
    desk.nodes.load.remove(work.node, seen.footprint)
    desk.nodes.load.add(work.node, footprint)
    work.footprint = footprint
    this.say(row, { state: 'acting' })
    desk.at(row, 0, this.actHandler, desk.hop('kubeletSync', work))
  }

  /** Running containers that have other resources than their spec asks for. */
  private changed(pod: Pod, work: Readonly<PodWork>): number[] {
    const found: number[] = []
    for (let i = 0; i < ownContainers(pod); i++) {
      const c = work.containers[i]
      if (isInit(pod, i) || c?.stage !== 'running') continue
      const { resources } = containerSpec(pod, i)
      if (c.resources !== resources && !equal(c.resources ?? {}, resources ?? {})) found.push(i)
    }
    return found
  }

  private lacking(
    { node, footprint }: Readonly<PodWork>,
    wanted: Footprint,
  ): (Lacking & { never: boolean }) | undefined {
    const { nodes } = this.desk
    const object = nodes.node(node) as Node
    nodes.load.remove(node, footprint as Footprint)
    const lacking = nodes.load.lacking(node, object, wanted)
    nodes.load.add(node, footprint as Footprint)
    return lacking && { ...lacking, never: lacking.requested > lacking.capacity }
  }

  private wait(row: number, { resource, requested, used, capacity, never }: Lacking & { never: boolean }): void {
    const amounts = `${resource}, requested: ${requested}, ${never ? '' : `used: ${used}, `}capacity: ${capacity}`
    const message = never
      ? `Node didn't have enough capacity: ${amounts}`
      : `Node didn't have enough resource: ${amounts}`
    this.say(row, { state: 'pending', reason: never ? 'Infeasible' : 'Deferred', message })
    if (!never) this.desk.at(row, 0, this.retryHandler, RETRY_MS)
  }

  private say(row: number, resize: Resize | undefined): void {
    const work = this.desk.work(row)
    if (work.resize?.state === resize?.state && work.resize?.message === resize?.message) return
    work.resize = resize
    this.reporter.report(row)
  }

  private act(row: number): void {
    const { desk } = this
    const pod = desk.pod(row) as Pod
    const work = desk.work(row)
    for (const i of this.changed(pod, work)) this.give(row, i, pod)
    work.resize = undefined
    this.reporter.report(row)
  }

  /** To the process that runs, or by starting again where the container asks for that. */
  private give(row: number, i: number, pod: Pod): void {
    const { desk } = this
    const c = desk.container(row, i)
    const spec = containerSpec(pod, i)
    const before = limitsOf(c.resources)
    const limits = limitsOf(spec.resources)
    c.resized = true
    const restarts =
      (before.cpuLimitMilli !== limits.cpuLimitMilli && policyOf(spec, 'cpu') === 'RestartContainer') ||
      (before.memoryLimitBytes !== limits.memoryLimitBytes && policyOf(spec, 'memory') === 'RestartContainer')
    if (restarts) {
      this.stopper.stop(row, i, `Container ${spec.name} resize requires restart`, graceSeconds(pod))
      return
    }
    c.resources = spec.resources
    desk.runtime.setLimits?.(c.process, limits)
  }
}

function limitsOf(resources: Container['resources']): ContainerLimits {
  const { cpu, memory } = (resources?.limits ?? {}) as Record<string, string | undefined>
  return {
    cpuLimitMilli: cpu === undefined ? undefined : milliValue(cpu),
    memoryLimitBytes: memory === undefined ? undefined : value(memory),
  }
}

const sameRequests = ({ requests: a }: Footprint, { requests: b }: Footprint): boolean =>
  a === b || (a.milliCpu === b.milliCpu && a.memoryBytes === b.memoryBytes)
