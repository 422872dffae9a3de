/**
 * What a kubelet does when its machine runs out of something (pkg/kubelet/eviction/eviction_manager.go): it says so,
 * removes what nobody uses, and ends one Pod at a time. A machine that has enough of everything costs nothing: whoever
 * uses more pokes; only one that is short, or was lately, looks again and again.
 */
import { quantityOf } from '../../api/quantity.ts'
import { PagedInts } from '../../core/paged.ts'
import { Records } from '../../core/records.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import type { Ender } from '../ender.ts'
import type { Reporter } from '../reporter.ts'
import { type EvictionConfig, configOf, RESOURCE_OF } from './config.ts'
import { lastObserved, nodeConditionsOf, observedSince, pastGrace } from './conditions.ts'
import { DiskUse } from './disk.ts'
import { ImageGc } from './imagegc.ts'
import { MemoryUse } from './memory.ts'
import { evictionMessage } from './message.ts'
import { byPressure } from './rank.ts'
import { DISK, MEMORY, POLLED, Signals, TOLD } from './signals.ts'
import { EvictionState } from './state.ts'
import {
  amountOf,
  byEvictionPriority,
  type NodeCondition,
  type Observations,
  type Threshold,
  thresholdsMet,
} from './thresholds.ts'
import { Usage } from './usage.ts'

/** How soon a kubelet notices that its machine is short, and how often it looks from then on (monitoringInterval). */
const NOTICE_MS = 1_000
const LOOK_MS = 10_000
/** While the Pod that was ended last is still there: how often it looks, and how long it waits (podCleanupTimeout). */
const CLEANUP_LOOK_MS = 1_000
const CLEANUP_MS = 30_000
/** A hard threshold gives no grace beyond the least. */
const GRACE_SECONDS = 1

export class EvictionManager {
  readonly memory: MemoryUse
  readonly disk: DiskUse
  readonly images: ImageGc
  private readonly signals: Signals
  private readonly usage: Usage
  private readonly states: Records<EvictionState>
  /** Node row → the look that is on the clock; 0 for none. */
  private readonly looks: PagedInts
  /** Looks a node has ever planned, so that a machine that died and came back has no second row of them. */
  private readonly turns: PagedInts
  private readonly lookHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly ender: Ender,
  ) {
    const { checkpoints, clock } = desk.server
    this.memory = new MemoryUse(desk)
    this.disk = new DiskUse(desk)
    this.images = new ImageGc(desk, this.disk)
    this.signals = new Signals(desk, this.memory, this.disk)
    this.usage = new Usage(desk, this.memory, this.disk, this.signals)
    this.states = new Records<EvictionState>(checkpoints)
    this.looks = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.turns = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.lookHandler = clock.register('kubelet/eviction', (node, turn) => this.look(node, turn), { periodic: true })
  }

  // ------------------------------------------------------------------------------------------------ being told

  /** A container runs, or uses another amount of memory than it did. */
  usageChanged(node: number, process: number): void {
    if (!this.memory.changed(node, process) || this.looks.get(node) > 0) return
    const object = this.desk.nodes.node(node)
    if (object !== undefined && this.isLow(node, object, 'memory.available')) this.lookIn(node, NOTICE_MS)
  }

  /** The disk of a machine holds more than before. */
  diskGrew(node: number): void {
    const object = this.desk.nodes.node(node)
    if (object === undefined) return
    this.images.poke(node)
    if (this.looks.get(node) === 0 && this.isLow(node, object, 'nodefs.available')) this.lookIn(node, NOTICE_MS)
  }

  /** The kubelet of a machine started. @throws ThresholdError when it would not, with what it is told */
  started(node: number, name: string): void {
    if (configOf(this.desk.setups, name).isPolled) this.lookIn(node, LOOK_MS)
  }

  /** The machine died, and what its kubelet remembered with it. */
  lose(node: number): void {
    this.states.put(node, undefined)
    this.looks.set(node, 0)
  }

  /** What a machine says it is short of. */
  conditions(node: number): readonly NodeCondition[] {
    return this.states.get(node)?.conditions ?? NO_CONDITIONS
  }

  /** Whether a threshold of a signal (or of its file system) is crossed now. */
  private isLow(node: number, object: Node, signal: 'memory.available' | 'nodefs.available'): boolean {
    const { thresholds } = this.config(object)
    const isDisk = signal === 'nodefs.available'
    const wanted = thresholds.filter((t) => t.signal === signal || (isDisk && t.signal === 'imagefs.available'))
    return (
      wanted.length > 0 &&
      thresholdsMet(wanted, this.signals.of(node, object, isDisk ? DISK : MEMORY), false).length > 0
    )
  }

  private config({ metadata }: Node): EvictionConfig {
    return configOf(this.desk.setups, metadata.name)
  }

  // ------------------------------------------------------------------------------------------------ looking

  private lookIn(node: number, delayMs: number): void {
    const turn = this.turns.add(node, 1)
    this.looks.set(node, turn)
    this.desk.server.clock.after(delayMs, this.lookHandler, node, turn)
  }

  /** Upstream's synchronize. */
  private look(node: number, turn: number): void {
    if (this.looks.get(node) !== turn) return
    this.looks.set(node, 0)
    const { desk } = this
    const object = desk.nodes.node(node)
    if (object === undefined || !desk.nodes.isUp(node)) return
    const config = this.config(object)
    const state = this.stateOf(node)
    if (this.awaitsVictim(state)) {
      this.lookIn(node, CLEANUP_LOOK_MS)
      return
    }
    const observations = this.signals.of(node, object, config.isPolled ? POLLED : TOLD)
    this.take(node, state, config, observations)
    if (state.met.length > 0) this.reclaim(node, object, config, state, observations)
    const isQuiet = state.firstSeen.size === 0 && state.conditions.length === 0
    if (isQuiet) this.states.put(node, undefined)
    if (state.victim !== undefined) this.lookIn(node, CLEANUP_LOOK_MS)
    else if (!isQuiet || config.isPolled) this.lookIn(node, LOOK_MS)
  }

  private stateOf(node: number): EvictionState {
    const known = this.states.own(node)
    if (known !== undefined) return known
    const state = new EvictionState()
    this.states.put(node, state)
    return state
  }

  private awaitsVictim(state: EvictionState): boolean {
    const { victim } = state
    if (victim === undefined) return false
    const work = this.desk.works.get(victim.row)
    const isThere = work?.uid === victim.uid && work.containers.some(({ process }) => process >= 0)
    if (isThere && this.desk.server.clock.nowMs - victim.sinceMs < CLEANUP_MS) return true
    state.victim = undefined
    return false
  }

  /** Takes note of what is low now, and says what has changed. */
  private take(node: number, state: EvictionState, config: EvictionConfig, observations: Observations): void {
    const { nowMs } = this.desk.server.clock
    const crossed = thresholdsMet(config.thresholds, observations, false)
    const unresolved = thresholdsMet(state.met, observations, true)
    const low = [...crossed, ...unresolved.filter((threshold) => !crossed.includes(threshold))]
    state.firstSeen = new Map(low.map((threshold) => [threshold, state.firstSeen.get(threshold) ?? nowMs]))
    state.lastSeen = lastObserved(nodeConditionsOf(low), state.lastSeen, nowMs)
    state.met = pastGrace(state.firstSeen, nowMs)
    const before = state.conditions
    state.conditions = observedSince(state.lastSeen, config.transitionMs, nowMs)
    for (const condition of CONDITIONS) {
      const is = state.conditions.includes(condition)
      if (is !== before.includes(condition)) this.desk.nodes.pressure(node, condition, is)
    }
  }

  // ------------------------------------------------------------------------------------------------ reclaiming

  private reclaim(
    node: number,
    object: Node,
    config: EvictionConfig,
    state: EvictionState,
    observations: Observations,
  ): void {
    const { nodes, server } = this.desk
    const [first] = byEvictionPriority(state.met) as [Threshold]
    const resource = RESOURCE_OF[first.signal]
    if (nodes.isConnected(node)) {
      const text = `Attempting to reclaim ${resource}`
      server.events.record(
        object,
        'Warning',
        'EvictionThresholdMet',
        text,
        nodes.source(object.metadata.name),
        '',
        node,
      )
    }
    if (resource === 'ephemeral-storage') {
      this.images.removeUnused(node, object)
      const now = this.signals.of(node, object, config.isPolled ? POLLED : TOLD)
      if (thresholdsMet(config.thresholds, now, true).length === 0) return
    }
    const [next] = byPressure(this.usage.candidates(object.metadata.name, resource))
    if (next === undefined) return
    this.evict(next.row, resource, first, observations, config)
    state.victim = { row: next.row, uid: next.uid, sinceMs: server.clock.nowMs }
  }

  private evict(
    row: number,
    resource: string,
    threshold: Threshold,
    observations: Observations,
    config: EvictionConfig,
  ): void {
    const pod = this.desk.pod(row) as Pod
    const seen = observations.get(threshold.signal)
    const uses = this.usage.ofContainers(row, pod, resource)
    const total = quantityOf(this.usage.ofPod(row, pod, resource), 'BinarySI')
    const low = seen && { threshold: amountOf(threshold.value, seen.capacity), available: seen.available }
    const { message } = evictionMessage(resource, pod, uses, low, resource === 'memory' ? total : undefined)
    this.reporter.podEvent(row, pod, 'Warning', 'Evicted', message)
    const isHard = threshold.gracePeriodMs === 0
    const own = pod.spec.terminationGracePeriodSeconds ?? config.maxPodGraceSeconds
    const grace = isHard ? GRACE_SECONDS : Math.min(config.maxPodGraceSeconds, own)
    this.ender.evict(row, { reason: 'Evicted', message, isDisruption: true }, grace)
  }
}

const NO_CONDITIONS: readonly NodeCondition[] = []
const CONDITIONS: readonly NodeCondition[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure']
