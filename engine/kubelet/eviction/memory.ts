/**
 * Memory of machines: what their containers use, and what a kubelet does when too little is left
 * (pkg/kubelet/eviction/eviction_manager.go). The runtime tells when a container's use has changed, so that a node at
 * rest costs nothing; only one that is short of memory looks again and again.
 */
import { quantityOf } from '../../api/quantity.ts'
import { value } from '../../api/quantityvalue.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import { containerSpec, type Desk } from '../desk.ts'
import type { Ender } from '../ender.ts'
import type { Reporter } from '../reporter.ts'
import { evictionMessage } from './message.ts'
import { byMemoryPressure, type Candidate } from './rank.ts'
import { parseThresholds, thresholdsMet } from './thresholds.ts'

/** A kubelet's defaults (pkg/kubelet/apis/config/v1beta1 DefaultEvictionHard). */
const [HARD] = parseThresholds({
  hard: { 'memory.available': '100Mi' },
  soft: {},
  softGracePeriod: {},
  minReclaim: {},
  enforcesPods: false,
})
const THRESHOLD_BYTES = 100 * 1024 * 1024
/** How often a node that is short looks, and how long its condition outlasts the shortage. */
const LOOK_MS = 10_000
const TRANSITION_MS = 300_000
/** A hard threshold gives no grace beyond the least. */
const GRACE_SECONDS = 1

export class MemoryManager {
  /** Process → bytes it was last known to use. */
  private readonly used: PagedFloats
  /** Node row → sum of these. */
  private readonly sums: PagedFloats
  /** Node row → when it was last short, +1; 0 while its condition says that all is well. */
  private readonly shortMs: PagedFloats
  /** Node row → 1 while a look is on the clock. */
  private readonly looking: PagedInts
  private readonly lookHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly ender: Ender,
  ) {
    const { checkpoints, clock } = desk.server
    const floats = () => checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.used = floats()
    this.sums = floats()
    this.shortMs = floats()
    this.looking = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.lookHandler = clock.register('kubelet/memory', (node) => this.look(node), { periodic: true })
  }

  /** A container runs, or uses another amount than it did. */
  changed(node: number, process: number): void {
    const bytes = this.desk.runtime.usage(process).memoryBytes
    const before = this.used.get(process)
    if (bytes === before) return
    this.used.set(process, bytes)
    this.sums.set(node, this.sums.get(node) + bytes - before)
    if (this.isShort(node)) this.lookSoon(node, 1_000)
  }

  /** It runs no more. */
  ended(node: number, process: number): void {
    const before = this.used.get(process)
    if (before === 0) return
    this.used.set(process, 0)
    this.sums.set(node, this.sums.get(node) - before)
  }

  private capacityOf(node: number): number {
    const capacity = this.desk.nodes.node(node)?.status?.capacity?.memory as string | undefined
    return capacity === undefined ? Number.POSITIVE_INFINITY : value(capacity)
  }

  private isShort(node: number): boolean {
    return this.capacityOf(node) - this.sums.get(node) < THRESHOLD_BYTES
  }

  private lookSoon(node: number, delayMs: number): void {
    if (this.looking.get(node) === 1) return
    this.looking.set(node, 1)
    this.desk.server.clock.after(delayMs, this.lookHandler, node)
  }

  private look(node: number): void {
    this.looking.set(node, 0)
    const { nowMs } = this.desk.server.clock
    const object = this.desk.nodes.node(node)
    if (object === undefined || !this.desk.nodes.isUp(node)) return
    if (this.isShort(node)) this.relieve(node, object)
    else if (this.shortMs.get(node) > 0 && nowMs - this.shortMs.get(node) + 1 >= TRANSITION_MS) {
      this.shortMs.set(node, 0)
      this.desk.nodes.pressure(node, 'MemoryPressure', false)
      return
    }
    if (this.shortMs.get(node) > 0) this.lookSoon(node, LOOK_MS)
  }

  /** Says so, and ends the Pod that goes first. */
  private relieve(node: number, object: Node): void {
    const { nowMs } = this.desk.server.clock
    const { nodes, server } = this.desk
    if (this.shortMs.get(node) === 0) nodes.pressure(node, 'MemoryPressure', true)
    this.shortMs.set(node, nowMs + 1)
    const source = nodes.source(object.metadata.name)
    server.events.record(object, 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim memory', source, '', node)
    const capacity = this.capacityOf(node)
    const available = quantityOf(Math.max(0, Math.trunc(capacity - this.sums.get(node))), 'BinarySI')
    const observed = new Map([
      ['memory.available' as const, { available, capacity: quantityOf(Math.trunc(capacity), 'BinarySI') }],
    ])
    const [met] = thresholdsMet(HARD === undefined ? [] : [HARD], observed, false)
    if (met === undefined) return
    const [first] = byMemoryPressure(this.candidates(object.metadata.name))
    if (first !== undefined) this.evict(first, met.value.quantity as never, available)
  }

  private candidates(nodeName: string): Candidate[] {
    const found: Candidate[] = []
    const { desk } = this
    desk.pods.eachIn('node', nodeName, (object, row) => {
      const pod = object as Pod
      const work = desk.works.get(row)
      if (work === undefined || work.uid !== pod.metadata.uid || work.terminating || isCritical(pod)) return
      const usageBytes = work.containers.reduce(
        (sum, { process }) => sum + (process < 0 ? 0 : this.used.get(process)),
        0,
      )
      const requestBytes = work.footprint?.requests.memoryBytes ?? 0
      found.push({ row, uid: work.uid, priority: pod.spec.priority ?? 0, usageBytes, requestBytes })
    })
    return found
  }

  private evict(
    { row }: Candidate,
    threshold: ReturnType<typeof quantityOf>,
    available: ReturnType<typeof quantityOf>,
  ): void {
    const { desk } = this
    const pod = desk.pod(row) as Pod
    const work = desk.work(row)
    const uses = work.containers.flatMap(({ process }, i) =>
      process < 0 ? [] : [{ name: containerSpec(pod, i).name, usage: quantityOf(this.used.get(process), 'BinarySI') }],
    )
    const { message } = evictionMessage('memory', pod, uses, { threshold, available })
    this.reporter.podEvent(row, pod, 'Warning', 'Evicted', message)
    this.ender.evict(row, { reason: 'Evicted', message, isDisruption: true }, GRACE_SECONDS)
  }
}

const CRITICAL_PRIORITY = 2_000_000_000

/** Static, mirror and critical Pods stay (types.IsCriticalPod). */
const isCritical = ({ spec, metadata }: Pod): boolean =>
  metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined || (spec.priority ?? 0) >= CRITICAL_PRIORITY
