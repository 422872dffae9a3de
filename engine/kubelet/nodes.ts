/** The machines: which kubelets run, who they are to the rest, and the status they post of their nodes. */
import { StatusError } from '../api/errors.ts'
import type { EventSource } from '../api/events.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { draw, type HopName } from '../core/latency.ts'
import { PagedArray, PagedInts } from '../core/paged.ts'
import type { Stream } from '../core/random.ts'
import type { Node } from '../kinds/types.ts'
import { Addresses } from './addresses.ts'
import type { NodeImages } from './images.ts'
import { NodeLeases } from './leases.ts'
import { NodeLoad } from './load.ts'
import type { NodeCondition } from './eviction/thresholds.ts'
import { imageList, PRESSURE_REASONS as EVENTS, readyStatus, withPressure } from './nodestatus.ts'

const DOWN = 0
const UP = 1

export class NodeAgents {
  readonly addresses: Addresses
  readonly leases: NodeLeases
  readonly load: NodeLoad
  private readonly table: Table
  private readonly state: PagedInts
  /** 1 while the machine cannot reach the control plane. */
  private readonly cut: PagedInts
  /** Of the Node object each kubelet registered. */
  private readonly uids: PagedArray<string>
  /** 1 while a node status with new images waits for its turn. */
  private readonly pendingImages: PagedInts
  // By row; not state: what a row's name gives.
  private readonly streams: Stream[] = []
  private readonly actors: number[] = []
  private readonly sources = new Map<string, EventSource>()
  private readonly joinHandler: number
  private readonly statusHandler: number

  constructor(
    private readonly server: ApiServer,
    private readonly images: NodeImages,
  ) {
    const { checkpoints, clock, store } = server
    this.table = store.table('nodes')
    this.addresses = new Addresses(checkpoints)
    this.load = new NodeLoad(checkpoints)
    this.state = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.cut = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.uids = checkpoints.register(new PagedArray<string>(checkpoints.epoch))
    this.pendingImages = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.leases = new NodeLeases(server, (row) => this.isConnected(row))
    this.joinHandler = clock.register('kubelet/join', (row) => this.postReady(row))
    this.statusHandler = clock.register('kubelet/nodeStatus', (row) => this.postImages(row))
  }

  rowOf(name: string): number {
    return this.table.row('', name)
  }

  node(row: number): Node | undefined {
    return this.table.get(row) as Node | undefined
  }

  isUp(row: number): boolean {
    return this.state.get(row) === UP
  }

  /** It runs and reaches the API server. */
  isConnected(row: number): boolean {
    return this.isUp(row) && this.cut.get(row) === 0
  }

  /** Cuts a node off from the control plane, or connects it again; returns whether that changes anything for its kubelet. */
  setConnected(row: number, connected: boolean): boolean {
    if ((this.cut.get(row) === 0) === connected) return false
    if (!this.isUp(row)) {
      this.cut.set(row, connected ? 0 : 1)
      return false
    }
    if (connected) {
      this.cut.set(row, 0)
      this.comeBack(row)
      return true
    }
    this.leases.stop(row)
    this.cut.set(row, 1)
    this.leases.tell(row, false)
    return true
  }

  /** The range of a node's Pods; undefined when no machine of that name ever joined. */
  rangeOf(name: string): string | undefined {
    const row = this.rowOf(name)
    return this.addresses.knows(row) ? this.addresses.podRange(row) : undefined
  }

  /**
   * A Node object appeared: a machine joins and its kubelet starts. Returns false when it is known already, or (with the
   * feature `handmadeNodes`) when it came with conditions of its own: then somebody else speaks for it.
   */
  join(row: number): boolean {
    const node = this.node(row) as Node
    if (this.server.features.handmadeNodes && node.status?.conditions?.length) return false
    if (this.uids.get(row) === node.metadata.uid) return false
    this.uids.set(row, node.metadata.uid)
    this.addresses.join(row)
    this.boot(row)
    return true
  }

  /** The Node object is gone: the machine left. */
  leave(row: number): void {
    if (this.uids.get(row) === undefined) return
    this.uids.set(row, undefined)
    this.images.forget(row)
    this.stop(row)
  }

  /** The kubelet ends without a word. */
  stop(row: number): void {
    if (!this.isUp(row)) return
    if (this.isConnected(row)) this.leases.stop(row)
    this.state.set(row, DOWN)
    this.leases.tell(row, false)
  }

  /** The kubelet starts, and posts its first status when it has come up. */
  boot(row: number): void {
    this.state.set(row, UP)
    if (this.isConnected(row)) this.comeBack(row)
  }

  private comeBack(row: number): void {
    const { clock, latency } = this.server
    const stream = this.stream(row)
    this.leases.start(row)
    clock.after(draw(latency.kubeletSync, stream) + draw(latency.statusWrite, stream), this.joinHandler, row)
    this.leases.tell(row, true)
  }

  /** Set by the pod worker: what a machine is short of. */
  pressuresOf: (row: number) => readonly NodeCondition[] = () => []
  /** Set by the pod worker: other images are on a node than before. */
  imagesCame: (row: number) => void = () => {}

  // ------------------------------------------------------------------------------------------------ identity

  stream(row: number): Stream {
    let stream = this.streams[row]
    if (stream === undefined) {
      stream = this.server.random.stream(`kubelet/${this.table.keyOfRow(row)[1]}`)
      this.streams[row] = stream
    }
    return stream
  }

  /** Draws what a hop takes on this machine, in milliseconds. */
  hop(name: HopName, row: number): number {
    return draw(this.server.latency[name], this.stream(row))
  }

  actor(row: number): number {
    let actor = this.actors[row]
    if (actor === undefined) {
      actor = this.server.trace.actorNumber(`kubelet/${this.table.keyOfRow(row)[1]}`)
      this.actors[row] = actor
    }
    return actor
  }

  /** The source of a node's events: one shared object. */
  source(name: string): EventSource {
    let source = this.sources.get(name)
    if (source === undefined) {
      source = { component: 'kubelet', host: name }
      this.sources.set(name, source)
    }
    return source
  }

  // ------------------------------------------------------------------------------------------------ node status

  /** The image list changed: reported with the kubelet's next status, at most ten seconds later. */
  imagesChanged(row: number): void {
    this.imagesCame(row)
    if (this.pendingImages.get(row) === 1) return
    this.pendingImages.set(row, 1)
    this.server.clock.at(this.leases.nextRenewMs(row), this.statusHandler, row)
  }

  private postImages(row: number): void {
    this.pendingImages.set(row, 0)
    const node = this.node(row)
    if (!node || !this.isConnected(row)) return
    this.server.trace.begin(this.actor(row), 'timer', this.server.store.revision)
    this.write(row, { ...node.status, images: imageList(this.images.list(row)) })
  }

  /** The kubelet's first (or first again) status: addresses, capacity, conditions; its lease, if it has none. */
  private postReady(row: number): void {
    const node = this.node(row)
    if (!node || !this.isConnected(row)) return
    const { trace, store, calendar, clock } = this.server
    trace.begin(this.actor(row), 'timer', store.revision)
    const now = calendar.seconds(clock.nowMs)
    let status = readyStatus(node, this.addresses.hostIP(row), now)
    for (const type of this.pressuresOf(row)) status = withPressure({ ...node, status }, type, true, now)
    this.write(row, status)
    this.leases.write(node)
  }

  /** A machine is short of something, or no longer: said with a status of its own. */
  pressure(row: number, type: NodeCondition, short: boolean): void {
    const node = this.node(row)
    if (!node || !this.isConnected(row)) return
    const { trace, store, calendar, clock } = this.server
    trace.begin(this.actor(row), 'timer', store.revision)
    this.write(row, withPressure(node, type, short, calendar.seconds(clock.nowMs)))
    const [yes, no] = EVENTS[type]
    const reason = short ? yes : no
    const text = `Node ${node.metadata.name} status is now: ${reason}`
    this.server.events.record(node, 'Normal', reason, text, this.source(node.metadata.name), '', row)
  }

  private write(row: number, status: Node['status']): void {
    try {
      this.server.verbs.replaceStatus<Node>(this.table, row, status)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}
