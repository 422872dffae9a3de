/**
 * The scheduler: takes Pods without a node from its queue, one a cycle, and binds each to the best node.
 *
 * It hears of a write `latency.watch` later, a cycle takes `latency.schedulingCycle`, a binding lands `latency.bind`
 * later; what it decides by is the store as it stands at the end of the cycle, assumed Pods included.
 * Source: pkg/scheduler (schedule_one.go, eventhandlers.go).
 */
import { ABOUT } from '../api/events.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { Cell } from '../core/checkpoint.ts'
import { draw } from '../core/latency.ts'
import { PagedInts } from '../core/paged.ts'
import type { Stream } from '../core/random.ts'
import type { Placement, SchedulingAttempt } from '../core/scheduling.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { type Attempt, Attempts } from './attempts.ts'
import { hasClaims } from '../rules/storage/claims.ts'
import { assignedChange, ClusterChange, gated, isAssigned, nodeChange, ownChange } from './changes.ts'
import type { SchedulerConfiguration } from './config/types.ts'
import { Decider, type Decision } from './decide.ts'
import { ExtenderError } from './extenders/client.ts'
import { Extenders } from './extenders/extenders.ts'
import { explainAttempt } from './explain.ts'
import { fitMessage, NO_NODES, preFilterMessage } from './fitmessage.ts'
import type { Footprint } from './nodeinfo.ts'
import { VOLUME_BINDING } from './plugins/volumebinding.ts'
import { Remedies } from './placement.ts'
import { Preemption } from './preemption/preemption.ts'
import type { Parts, Profile } from './profile.ts'
import { SchedulingQueue } from './queue.ts'
import { Refusals } from './refusals.ts'
import { Snapshot } from './snapshot.ts'
import { truncated, unscheduled } from './verdict.ts'
import { Promises } from './volumes/assumed.ts'
import { LOOK_AGAIN_MS, VolumeBinder } from './volumes/binder.ts'
import { PodVolumes } from './volumes/podvolumes.ts'
import { Storage, STORAGE_CHANGES } from './volumes/storage.ts'
import { NO_NODES_YET, Wakes } from './wakes.ts'

/** A Pod that waits, for the page's queue. */
export interface WaitingPod {
  readonly row: number
  readonly namespace: string
  readonly name: string
  readonly place: 'active' | 'backoff' | 'unschedulable' | 'gated'
  /** Why it was refused last; empty while untried. */
  readonly message: string
  readonly attempts: number
  /** NaN unless it is backing off. */
  readonly retryAtMs: number
}

/** Node counts up to which an attempt keeps every node's verdicts and scores. */
const MATRIX_NODES = 256

export class Scheduler {
  readonly queue: SchedulingQueue
  readonly attempts: Attempts
  readonly snapshot: Snapshot
  readonly refusals = new Refusals()
  private readonly profiles = new Map<string, Running>()
  private readonly wakes: Wakes
  private readonly preemption: Preemption
  private readonly binder: VolumeBinder
  private readonly extenders: Extenders
  private readonly pods: Table
  private readonly nodes: Table
  private readonly stream: Stream
  private readonly actor: number
  /** Where the next search begins in the order of nodes. */
  private readonly start: Cell<number>
  private readonly assignedTexts: string[] = []
  /** Whether a cycle is on the clock. */
  private readonly busy: Cell<boolean>
  /** Revision that brought a Pod into the queue, by row. */
  private readonly trigger: PagedInts
  private readonly handlers: Record<'arrive' | 'update' | 'wake' | 'cycle' | 'bind' | 'preBind', number>

  constructor(
    private readonly server: ApiServer,
    makeProfiles: (parts: Parts) => readonly Profile[],
    config: SchedulerConfiguration = {},
  ) {
    const { clock, checkpoints, store, random, trace } = server
    this.pods = store.table('pods')
    this.nodes = store.table('nodes')
    this.stream = random.stream('scheduler')
    this.actor = trace.actorNumber('scheduler')
    this.snapshot = new Snapshot(server, (pod) => this.footprint(pod))
    this.attempts = new Attempts(checkpoints)
    this.start = checkpoints.register(new Cell(0))
    this.busy = checkpoints.register(new Cell(false))
    this.trigger = checkpoints.register(new PagedInts(checkpoints.epoch))
    const promises = new Promises(checkpoints)
    const volumes = new PodVolumes(new Storage(store), promises)
    this.binder = new VolumeBinder(server, volumes, promises, (pod) => this.running(pod).profile.volumeTimeoutMs)
    const { snapshot, refusals } = this
    this.extenders = new Extenders(server, snapshot, config.extenders ?? [])
    const profiles = makeProfiles({ server, snapshot, refusals, volumes, extenders: this.extenders })
    for (const profile of profiles) {
      const decider = new Decider(profile, this.snapshot, this.refusals, random.seed)
      this.profiles.set(profile.schedulerName, { profile, decider })
    }
    const sort = (profiles[0] as Profile).queueSort
    this.queue = new SchedulingQueue(clock, checkpoints, 'scheduler', () => this.startCycle(), sort, {
      initialMs: 1000 * (config.podInitialBackoffSeconds ?? 1),
      maxMs: 1000 * (config.podMaxBackoffSeconds ?? 10),
    })
    this.handlers = {
      arrive: clock.register('scheduler/arrive', (row, revision) => this.arrive(row, revision)),
      update: clock.register('scheduler/update', (row, change, before) => this.updated(row, change, before as Pod)),
      wake: clock.register('scheduler/wake', (change, _, data) => this.wake(change, data as Change)),
      cycle: clock.register('scheduler/cycle', () => this.cycle()),
      preBind: clock.register('scheduler/preBind', (row, node, begun) => this.preBind(row, node, begun === true)),
      bind: clock.register('scheduler/bind', (row, node) => this.bind(row, node)),
    }
    this.wakes = new Wakes(profiles)
    this.preemption = new Preemption(server, this.snapshot)
    store.watch('nodes', (row, before, after) => this.nodeWritten(row, before as Node, after as Node))
    store.watch('pods', (row, before, after, revision) => this.podWritten(row, before as Pod, after as Pod, revision))
    for (const [resource, change] of Object.entries(STORAGE_CHANGES)) {
      if (!store.hasTable(resource)) continue
      store.watch(resource, (_row, before, after) => {
        if (after !== undefined) this.announce(change, before, after)
      })
    }
    this.nodes.each(undefined, (node, row) => this.nodeWritten(row, undefined, node as Node))
    this.pods.each(undefined, (pod, row) => this.podWritten(row, undefined, pod as Pod, store.revision))
  }

  /** Waiting Pods, at most `limit` of each place: active ones first, in order of getting there. */
  waiting(limit = Number.POSITIVE_INFINITY): WaitingPod[] {
    const places = ['active', 'backoff', 'unschedulable', 'gated'] as const
    return places.flatMap((place) =>
      this.queue.rowsIn(place, limit).map((row) => {
        const [namespace, name] = this.pods.keyOfRow(row)
        const { queue } = this
        return {
          row,
          namespace,
          name,
          place,
          message: queue.messageOf(row),
          attempts: queue.attemptsOf(row),
          retryAtMs: queue.retryAtOf(row),
        }
      }),
    )
  }

  /**
   * The last attempts to schedule a Pod (`namespace/name`), newest first, as nodes × plugins. Where the numbers were
   * not kept (large clusters, long ago) the newest attempt is judged again against the present state.
   */
  explain(podKey: string): SchedulingAttempt[] {
    const slash = podKey.indexOf('/')
    const row = this.pods.row(podKey.slice(0, slash), podKey.slice(slash + 1))
    return this.attempts.of(row).map((attempt, i) => {
      const again = i === 0 && attempt.decision.matrix === undefined ? this.judgeAgain(attempt) : undefined
      return explainAttempt(attempt, again, this.refusals, this.snapshot)
    })
  }

  /** Where a Pod (one that waits, or one that is not there yet) would go now, and what would let it go anywhere. */
  place(pod: Pod): Placement {
    const { clock, store } = this.server
    // One that is not there has no uid yet: ties are broken by its name.
    const uid = pod.metadata.uid ?? pod.metadata.name
    const asked = { ...pod, metadata: { ...pod.metadata, uid }, spec: { ...pod.spec, nodeName: undefined } }
    const { decision, message } = this.judge(asked)
    const now = { podRow: -1, uid, atMs: clock.nowMs, revision: store.revision, start: this.start.value }
    const attempt = explainAttempt({ ...now, decision, message }, undefined, this.refusals, this.snapshot)
    if (attempt.node !== undefined) return { attempt, remedies: [] }
    const where = (other: Pod) => {
      const { nodeRow } = this.judge(other).decision
      return nodeRow < 0 ? undefined : this.snapshot.nameOf(nodeRow)
    }
    return { attempt, remedies: new Remedies(this.snapshot, where).find(asked, attempt.nodes ?? []) }
  }

  /** One decision about any Pod now; changes nothing. */
  judge(pod: Pod): { decision: Decision; message: string } {
    const { namespace = '', name } = pod.metadata
    const row = this.pods.row(namespace, name)
    const decision = this.extenders.unasked(() => this.running(pod).decider.decide(pod, this.start.value, true, row))
    return { decision, message: messageOf(decision) }
  }

  private judgeAgain({ podRow }: Attempt): Decision | undefined {
    const pod = this.pods.get(podRow) as Pod | undefined
    if (pod === undefined) return undefined
    const waiting = { ...pod, spec: { ...pod.spec, nodeName: undefined } }
    return this.extenders.unasked(() => this.running(pod).decider.decide(waiting, this.start.value, true, podRow))
  }

  private running({ spec }: Pod): Running {
    return this.profiles.get(spec.schedulerName ?? DEFAULT_NAME) as Running
  }

  private footprint(pod: Pod): Footprint {
    const any = this.profiles.values().next().value as Running
    return any.decider.footprint(pod)
  }

  // What the watches tell.

  private nodeWritten(row: number, before: Node | undefined, after: Node | undefined): void {
    this.snapshot.nodeChanged(row, after)
    if (before !== undefined && after !== undefined) this.announce(nodeChange(before, after), before, after)
    else this.announce(after === undefined ? ClusterChange.NODE_DELETE : ClusterChange.NODE_ADD, before, after)
  }

  private podWritten(row: number, before: Pod | undefined, after: Pod | undefined, revision: number): void {
    this.snapshot.podChanged(row, before, after)
    const wasOurs = before !== undefined && this.isOurs(before)
    const isOurs = after !== undefined && this.isOurs(after)
    if (isOurs && !wasOurs) this.later(this.handlers.arrive, row, revision)
    else if (isOurs) this.ownChanged(row, before as Pod, after as Pod)
    else if (wasOurs) this.queue.remove(row)
    this.assignedChanged(before, after)
  }

  private ownChanged(row: number, before: Pod, after: Pod): void {
    if (before.spec === after.spec && before.metadata.labels === after.metadata.labels) return
    const change = ownChange(before, after)
    if (change !== 0) this.later(this.handlers.update, row, change, before)
  }

  /** Tells those who wait for what happens to Pods on nodes. */
  private assignedChanged(before: Pod | undefined, after: Pod | undefined): void {
    if (this.queue.size('unschedulable') === 0) return
    const was = before !== undefined && isAssigned(before)
    const is = after !== undefined && isAssigned(after)
    if (is && !was) this.announce(ClusterChange.POD_ADD, undefined, after)
    else if (was && !is) this.announce(ClusterChange.POD_DELETE, before, undefined)
    else if (was && is) this.announce(assignedChange(before, after), before, after)
  }

  /** Puts a cluster event on its way to the unschedulable Pods, if any of them could care. */
  private announce(change: number, before: KObject | undefined, after: KObject | undefined): void {
    if (change === 0 || this.queue.size('unschedulable') === 0) return
    if (!this.wakes.waitingFor(change).some((plugin) => this.queue.refusedCount(plugin) > 0)) return
    this.later(this.handlers.wake, change, 0, { before, after })
  }

  private later(handler: number, a: number, b = 0, data?: unknown): void {
    this.server.clock.after(draw(this.server.latency.watch, this.stream), handler, a, b, data)
  }

  // What happens once the scheduler has heard.

  private arrive(row: number, revision: number): void {
    const pod = this.pods.get(row) as Pod | undefined
    const waits = this.queue.placeOf(row) !== 'none' || this.snapshot.assumedOn(row) >= 0
    if (pod === undefined || waits || !this.isOurs(pod)) return
    this.trigger.set(row, revision)
    this.enqueue(row, pod)
  }

  private enqueue(row: number, pod: Pod): void {
    const refused = this.running(pod).profile.preEnqueue(pod)
    const priority = pod.spec.priority ?? 0
    if (refused === undefined) this.queue.add(row, priority)
    else this.queue.gate(row, priority, refused.reasons.join(', '))
  }

  private updated(row: number, change: number, before: Pod): void {
    const pod = this.pods.get(row) as Pod | undefined
    if (pod === undefined) return
    const place = this.queue.placeOf(row)
    if (place === 'gated' && !gated(pod)) this.enqueue(row, pod)
    if (place !== 'unschedulable') return
    if (this.wakes.mayHelp(this.queue.refusedByOf(row), change, pod, before, pod)) this.queue.requeue(row)
  }

  private wake(change: number, { before, after }: Change): void {
    for (const row of this.queue.rowsIn('unschedulable')) {
      const pod = this.pods.get(row) as Pod
      if (this.wakes.mayHelp(this.queue.refusedByOf(row), change, pod, before, after)) this.queue.requeue(row)
    }
  }

  // The cycle.

  private startCycle(): void {
    if (this.busy.value) return
    this.busy.value = true
    const { clock, latency } = this.server
    clock.after(draw(latency.schedulingCycle, this.stream), this.handlers.cycle)
  }

  private cycle(): void {
    const row = this.queue.pop()
    this.busy.value = false
    if (row >= 0) this.scheduleOne(row)
    if (this.queue.size('active') > 0) this.startCycle()
  }

  private scheduleOne(row: number): void {
    const { trace } = this.server
    const pod = this.pods.get(row) as Pod
    trace.begin(this.actor, 'watch', this.trigger.get(row))
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.queue.remove(row)
      const { namespace, name } = pod.metadata
      this.record(pod, 'Warning', FAILED, `skip schedule deleting pod: ${namespace}/${name}`)
      return
    }
    const start = this.start.value
    this.snapshot.refresh()
    const keep = this.snapshot.nodeCount <= MATRIX_NODES
    const decision = this.decided(row, pod, keep)
    if (decision === undefined) return
    if (decision.nodeCount > 0 && !decision.asNominated)
      this.start.value = (start + decision.evaluated) % decision.nodeCount
    const message = messageOf(decision)
    this.keep(row, pod, start, decision, message)
    if (decision.nodeRow >= 0) this.assume(row, pod, decision.nodeRow)
    else this.refuse(row, pod, decision, message)
  }

  /** Undefined when an extender had to be asked and failed: the Pod is tried again after its back-off. */
  private decided(row: number, pod: Pod, keep: boolean): Decision | undefined {
    try {
      return this.running(pod).decider.decide(pod, this.start.value, keep, row)
    } catch (error) {
      if (!(error instanceof ExtenderError)) throw error
      this.queue.retry(row, error.message)
      this.report(row, pod, 'SchedulerError', error.message)
      return undefined
    }
  }

  private keep(podRow: number, { metadata: { uid } }: Pod, start: number, decision: Decision, message: string): void {
    const { clock, store } = this.server
    this.attempts.add({ podRow, uid, atMs: clock.nowMs, revision: store.revision, start, decision, message })
  }

  private assume(row: number, pod: Pod, nodeRow: number): void {
    const { clock, latency } = this.server
    this.snapshot.assume(row, pod, nodeRow)
    const node = this.snapshot.nodes[nodeRow]?.node as Node
    const binds = hasClaims(pod) && this.binder.reserve(row, pod, node)
    clock.after(draw(latency.bind, this.stream), binds ? this.handlers.preBind : this.handlers.bind, row, nodeRow)
  }

  private refuse(row: number, pod: Pod, decision: Decision, message: string): void {
    const { clock, store, trace } = this.server
    const plugins = new Set(decision.refused.map(({ refusal }) => refusal.plugin))
    if (decision.preFilter !== undefined) plugins.add(decision.preFilter.plugin)
    if (decision.nodeCount === 0) plugins.add(NO_NODES_YET)
    this.queue.refuse(row, this.wakes.bits(plugins), message)
    const { namespace, name } = pod.metadata
    const detail = { message, nodes: decision.nodeCount, refused: decision.refused }
    trace.verdict(clock.nowMs, store.revision, `pods/${namespace}/${name}`, UNSCHEDULABLE, detail)
    const { nominate, victims = [] } = decision.postFilter ?? {}
    if (nominate !== undefined && nominate >= 0) this.preemption.makeRoom(pod, nominate, victims)
    const nominated = nominate === undefined || nominate < 0 ? '' : this.snapshot.nameOf(nominate)
    this.report(row, pod, UNSCHEDULABLE, message, nominate === undefined ? undefined : nominated)
  }

  /**
   * Tells the world that the Pod found no node: an event and the condition.
   * @param nominated the node it is nominated to from now on, '' for none; undefined: as before
   */
  private report(row: number, pod: Pod, reason: string, message: string, nominated?: string): void {
    const { clock, calendar, verbs } = this.server
    this.record(pod, 'Warning', FAILED, truncated(message))
    const status = unscheduled(pod.status, reason, message, calendar.seconds(clock.nowMs), nominated)
    verbs.replaceStatus<Pod>(this.pods, row, status)
  }

  // The binding.

  /** Has the Pod's volumes bound, and looks every second whether they are. */
  private preBind(row: number, nodeRow: number, begun: boolean): void {
    const pod = this.pods.get(row) as Pod | undefined
    if (pod === undefined || this.snapshot.assumedOn(row) !== nodeRow) {
      this.binder.release(row)
      return
    }
    this.server.trace.begin(this.actor, 'watch', this.trigger.get(row))
    const wrong = begun ? undefined : this.binder.begin(row)
    const bound = wrong ?? this.binder.look(row, pod, this.nodes.get(nodeRow) as Node | undefined)
    if (typeof bound === 'string') {
      this.bindingFailed(row, `running PreBind plugin "${VOLUME_BINDING}": binding volumes: ${bound}`)
    } else if (bound) this.bind(row, nodeRow)
    else this.server.clock.after(LOOK_AGAIN_MS, this.handlers.preBind, row, nodeRow, true)
  }

  private bind(row: number, nodeRow: number): void {
    if (this.snapshot.assumedOn(row) !== nodeRow) return
    const { trace } = this.server
    trace.begin(this.actor, 'watch', this.trigger.get(row))
    const [, node] = this.nodes.keyOfRow(nodeRow)
    this.binder.release(row)
    try {
      const unbound = this.pods.get(row) as Pod
      const elsewhere = this.extenders.any && this.extenders.bind(unbound, node)
      const pod = elsewhere ? unbound : this.running(unbound).profile.bind(this.server, row, node)
      this.record(pod, 'Normal', 'Scheduled', this.assignedText(nodeRow, node))
    } catch (error) {
      this.bindingFailed(row, `binding rejected: ${(error as { message: string }).message}`)
    }
  }

  /** One text a node, shared by the events of all its Pods. */
  private assignedText(nodeRow: number, node: string): string {
    let text = this.assignedTexts[nodeRow]
    if (text === undefined) {
      text = `Successfully assigned ${ABOUT} to ${node}`
      this.assignedTexts[nodeRow] = text
    }
    return text
  }

  private bindingFailed(row: number, message: string): void {
    const pod = this.pods.get(row) as Pod
    this.snapshot.forget(row)
    this.binder.release(row)
    this.announce(ClusterChange.POD_DELETE, { ...pod, spec: { ...pod.spec, nodeName: '-' } } as Pod, undefined)
    if (pod.metadata.deletionTimestamp === undefined) this.queue.retry(row, message)
    this.report(row, pod, 'SchedulerError', message)
  }

  private record(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const component = pod.spec.schedulerName ?? DEFAULT_NAME
    this.server.events.record(pod, type, reason, message, { component })
  }

  /** Waits for a node, and names one of our profiles. */
  private isOurs({ spec, status }: Pod): boolean {
    if (spec.nodeName || !this.profiles.has(spec.schedulerName ?? DEFAULT_NAME)) return false
    return status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
  }
}

interface Running {
  readonly profile: Profile
  readonly decider: Decider
}

interface Change {
  before: KObject | undefined
  after: KObject | undefined
}

const DEFAULT_NAME = 'default-scheduler'
const FAILED = 'FailedScheduling'
const UNSCHEDULABLE = 'Unschedulable'

/** Why no node took the Pod; empty when one did. */
function messageOf({ nodeRow, nodeCount, preFilter, refused, postFilter }: Decision): string {
  if (nodeRow >= 0) return ''
  if (nodeCount === 0) return NO_NODES
  const after = postFilter?.message ?? ''
  return preFilter === undefined ? fitMessage(nodeCount, refused, after) : preFilterMessage(nodeCount, preFilter, after)
}
