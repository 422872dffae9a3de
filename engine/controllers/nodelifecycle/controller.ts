/**
 * Node lifecycle: notices silent kubelets, taints nodes by their conditions, marks the Pods of lost nodes not ready.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go.
 *
 * Upstream looks at every node every five seconds. A look that cannot change anything is not queued here: a node is
 * looked at when it changes, and once at the tick at which a silence has lasted too long.
 */
import { StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { Alarms } from '../../core/alarms.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import { unixMs } from '../../rules/instants.ts'
import { BY_NODE, indexNodes } from '../indexes.ts'
import type { Controller, Enqueue } from '../runtime.ts'
import {
  executeTaint,
  notReadyPodStatus,
  readyStatus,
  silentConditions,
  withExecuteTaint,
  withScheduleTaints,
} from './health.ts'
import { Zones } from './zones.ts'

const NAME = 'node-lifecycle'
const SOURCE = { component: 'node-controller' }
const RESOURCE = 'nodes'
const WORKERS = 8
/** Upstream’s nodeMonitorPeriod, nodeMonitorGracePeriod (50 s since 1.32, 40 s before), nodeStartupGracePeriod. */
const TICK_MS = 5_000
const GRACE_MS = 50_000
const STARTUP_GRACE_MS = 60_000

/** Builds the controller over a server. */
export function nodeLifecycleController(server: ApiServer): Controller {
  indexNodes(server)
  const nodes = server.store.table(RESOURCE)
  const sync = new NodeSync(server)
  let wake: Enqueue = () => {}
  const silences = new Alarms(server.clock, server.checkpoints, `${NAME}/silence`, (row) => wake(row))
  const listen = (name: string) => {
    const row = nodes.row('', name)
    const dueMs = sync.silentFromMs(name, nodes.get(row) as Node | undefined)
    if (dueMs === undefined) silences.clear(row)
    else silences.set(row, Math.max(dueMs, server.clock.nowMs))
  }
  server.heartbeats.onChange(listen)
  return {
    name: NAME,
    title: 'Node lifecycle',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      {
        resource: RESOURCE,
        rows: (before, after, enqueue, row) => {
          if (before === undefined && after !== undefined) listen(after.metadata.name)
          if (nodeChanged(before as Node | undefined, after as Node | undefined)) enqueue(row)
          sync.readinessChanged(before as Node | undefined, after as Node | undefined, enqueue)
        },
      },
    ],
    begin: (enqueue) => {
      wake = enqueue
    },
    reconcile: (row) => sync.reconcile(row),
  }
}

/** Heartbeat times and images change nothing here. */
function nodeChanged(before: Node | undefined, after: Node | undefined): boolean {
  return (
    before?.spec !== after?.spec ||
    before?.status?.conditions !== after?.status?.conditions ||
    before?.metadata.uid !== after?.metadata.uid
  )
}

class NodeSync {
  private readonly nodes: Table
  private readonly pods: Table
  private readonly zones: Zones
  /** 1: the node's arrival was announced. */
  private readonly registered: PagedInts
  /** The tick at which a NoExecute taint is to be put on or taken off; 0 = none. */
  private readonly actMs: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { store, checkpoints } = server
    this.nodes = store.table(RESOURCE)
    this.pods = store.table('pods')
    this.zones = new Zones(server)
    this.registered = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.actMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  /** Whether the last node went, or the first came back, decides about all others, too. */
  readinessChanged(before: Node | undefined, after: Node | undefined, enqueue: Enqueue): void {
    const was = before && readyStatus(before)
    const is = after && readyStatus(after)
    if (was === is || was === undefined || is === undefined) return
    if (is === 'True' || this.zones.allDown()) {
      this.nodes.each(undefined, (node, row) => {
        if (readyStatus(node as Node) !== 'True') enqueue(row)
      })
    }
  }

  /** The tick at which a node counts as silent; undefined while its kubelet renews its lease. */
  silentFromMs(name: string, node: Node | undefined): number | undefined {
    const { heartbeats, calendar } = this.server
    if (heartbeats.beating(name)) return undefined
    const renewed = heartbeats.lastRenewMs(name)
    if (renewed !== undefined) return tick(renewed + GRACE_MS)
    const created = unixMs(node?.metadata.creationTimestamp)
    // One that never said a word is given longer; one that was ready when it was made is missed like any other.
    const graceMs = node !== undefined && readyStatus(node) !== undefined ? GRACE_MS : STARTUP_GRACE_MS
    return created === undefined ? undefined : tick(created - calendar.epochMs + graceMs)
  }

  reconcile(row: number): Result {
    const node = this.nodes.get(row) as Node | undefined
    if (node === undefined) {
      this.registered.set(row, 0)
      this.actMs.set(row, 0)
      return undefined
    }
    this.announce(row, node)
    try {
      const judged = this.judgeSilence(row, node)
      return this.taintForEviction(row, this.write(judged, withScheduleTaints(judged, this.now)))
    } catch (error) {
      if (error instanceof StatusError) return 'retry'
      throw error
    }
  }

  private get now(): string {
    return this.server.calendar.seconds(this.server.clock.nowMs)
  }

  private announce(row: number, node: Node): void {
    if (this.registered.get(row) === 1) return
    this.registered.set(row, 1)
    const { name } = node.metadata
    this.server.events.record(
      node,
      'Normal',
      'RegisteredNode',
      `Node ${name} event: Registered Node ${name} in Controller`,
      SOURCE,
    )
  }

  private judgeSilence(row: number, node: Node): Node {
    const dueMs = this.silentFromMs(node.metadata.name, node)
    if (dueMs === undefined || this.server.clock.nowMs < dueMs) return node
    const conditions = silentConditions(node, this.now)
    if (conditions === node.status?.conditions) return node
    const wasReady = readyStatus(node) === 'True'
    const judged = this.server.verbs.replaceStatus<Node>(this.nodes, row, { ...node.status, conditions })
    if (wasReady) this.lost(judged)
    return judged
  }

  /** Says that a node was lost, and takes its Pods out of service. */
  private lost(node: Node): void {
    const { events, verbs } = this.server
    const { name } = node.metadata
    events.record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`, SOURCE)
    const lost: number[] = []
    this.pods.eachIn(BY_NODE, name, (_pod, row) => lost.push(row))
    for (const row of lost) {
      const pod = this.pods.get(row) as Pod
      const status = notReadyPodStatus(pod, this.now)
      if (status === pod.status) continue
      verbs.replaceStatus<Pod>(this.pods, row, status)
      events.record(pod, 'Warning', 'NodeNotReady', 'Node is not ready', SOURCE)
    }
  }

  /** Puts the NoExecute taint on or off, at a tick and in the zone's turn. */
  private taintForEviction(row: number, node: Node): Result {
    const down = executeTaint(node)
    const wanted = down !== undefined && this.zones.allDown() ? undefined : down
    const next = withExecuteTaint(node, wanted, this.now)
    if (next === node) {
      this.actMs.set(row, 0)
      return undefined
    }
    const { nowMs } = this.server.clock
    // What was noticed at one tick is acted upon at the next.
    if (this.actMs.get(row) === 0) this.actMs.set(row, tick(nowMs + 1))
    const early = this.actMs.get(row) - nowMs
    if (early > 0) return { afterMs: early }
    const wait = wanted === undefined ? 0 : this.zones.take(node)
    if (wait !== 0) {
      this.actMs.set(row, tick(nowMs + (wait ?? 1)))
      return { afterMs: this.actMs.get(row) - nowMs }
    }
    this.actMs.set(row, 0)
    this.write(node, next)
    return undefined
  }

  private write(node: Node, next: Node): Node {
    return next === node ? node : this.server.verbs.update<Node>(this.nodes, next, { trusted: true })
  }
}

/** The first tick at or after a time. */
function tick(ms: number): number {
  return Math.ceil(ms / TICK_MS) * TICK_MS
}
