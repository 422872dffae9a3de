/**
 * The scheduler's picture of the nodes: kept in step with the store write by write, assumed Pods counted as if bound.
 *
 * Rebuilt from the store and the assumed Pods after a rewind, so only what the store does not hold is checkpointed:
 * the order of nodes and who is assumed where. All sums are of integers, so a rebuilt picture is the same picture.
 */
import { equal } from '../api/equal.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { Groups } from '../core/groups.ts'
import { PagedInts } from '../core/paged.ts'
import { hashText } from '../core/random.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { Census, type PodClass } from './census.ts'
import { type ClusterFacts, type Footprint, NodeInfo } from './nodeinfo.ts'
import { NodeTree } from './nodetree.ts'
import { Nominations } from './nominations.ts'

/** What counting a Pod adds: one object for all Pods of a class that ask for the same. */
interface Tally {
  readonly footprint: Footprint
  readonly podClass: PodClass
}

/** A Pod that counts on a node. */
export interface Counted extends Tally {
  readonly row: number
  readonly nodeRow: number
}

const ASSUMED = 0

export class Snapshot implements ClusterFacts {
  /** By node row; a row without a node may still carry Pods. */
  readonly nodes: NodeInfo[] = []
  readonly census = new Census()
  readonly nominations = new Nominations()
  /** Changes with the node or its Pods; never 0, never the same twice. */
  version = new Int32Array(0)
  /** Changes with the Node object only. */
  objectVersion = new Int32Array(0)
  /** Changes with all that choosing victims looks at: the node, Pods on it and nominated to it, when they started. */
  trialVersion = new Int32Array(0)
  /** Hash of the node's name, for ties. */
  nameHash = new Int32Array(0)
  /** Grows with every change of the nodes' set, labels or taints. */
  topologyVersion = 1

  private readonly tree: NodeTree
  /** Node row +1 by Pod row, 0 = not assumed. */
  private readonly assumedNode: PagedInts
  private readonly assumedPods: Groups
  /** By Pod row: how it counts, and on which node's row. */
  private readonly counted: (Tally | undefined)[] = []
  private countedOn = new Int32Array(0)
  private readonly tallies = new WeakMap<PodClass, Tally>()
  private orderCache: Int32Array | undefined
  private ticks = 0
  private stale = false
  private readonly images = new Map<string, { nodes: number; version: number }>()
  private readonly podTable: Table
  private readonly nodeTable: Table

  constructor(
    server: ApiServer,
    private readonly footprintOf: (pod: Pod) => Footprint,
  ) {
    const { checkpoints, store } = server
    this.podTable = store.table('pods')
    this.nodeTable = store.table('nodes')
    this.tree = new NodeTree(checkpoints)
    this.assumedNode = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.assumedPods = new Groups(checkpoints)
    checkpoints.register({ save: () => undefined, restore: () => this.forgetAll() })
  }

  /** Node rows in the order they are tried. */
  get order(): Int32Array {
    this.orderCache ??= Int32Array.from(this.tree.list())
    return this.orderCache
  }

  get nodeCount(): number {
    return this.order.length
  }

  imageNodes(name: string): number {
    return this.images.get(name)?.nodes ?? 0
  }

  imageVersion(name: string): number {
    return this.images.get(name)?.version ?? 0
  }

  /** Brings a picture that a rewind made void up to date; cheap otherwise. */
  refresh(): void {
    if (!this.stale) return
    this.stale = false
    this.nodeTable.each(undefined, (node, row) => this.takeNode(row, node as Node))
    this.podTable.each(undefined, (pod, row) => {
      const nodeRow = this.placeOf(row, pod as Pod)
      if (nodeRow >= 0) this.countIn(row, pod as Pod, nodeRow)
      this.followNomination(row, pod as Pod)
    })
  }

  nodeChanged(row: number, after: Node | undefined): void {
    if (this.tree.set(row, after)) this.orderCache = undefined
    if (!this.stale) this.takeNode(row, after)
  }

  /** Follows a write of a Pod. */
  podChanged(row: number, before: Pod | undefined, after: Pod | undefined): void {
    if (this.assumedNode.get(row) !== 0 && (after === undefined || after.spec.nodeName)) this.endAssumption(row)
    if (this.stale) return
    if (after?.status?.nominatedNodeName || this.nominations.any) this.followNomination(row, after)
    const old = this.counted[row]
    const oldNode = old === undefined ? undefined : (this.countedOn[row] as number)
    const nodeRow = after === undefined ? -1 : this.placeOf(row, after, oldNode)
    if (old === undefined ? nodeRow < 0 : nodeRow === oldNode && sameForCounting(before, after)) {
      if (old !== undefined && before?.status?.startTime !== after?.status?.startTime)
        this.trialVersion[nodeRow] = ++this.ticks
      return
    }
    if (old !== undefined) this.countOut(row, old)
    if (nodeRow >= 0) this.countIn(row, after as Pod, nodeRow)
  }

  /** Counts a Pod on a node ahead of its binding. */
  assume(row: number, pod: Pod, nodeRow: number): void {
    this.assumedNode.set(row, nodeRow + 1)
    this.assumedPods.set(row, ASSUMED)
    this.countIn(row, pod, nodeRow)
    if (this.nominations.any) this.followNomination(row, pod)
  }

  /** Takes an assumption back. */
  forget(row: number): void {
    this.endAssumption(row)
    const old = this.counted[row]
    if (this.stale) return
    if (old !== undefined) this.countOut(row, old)
    this.followNomination(row, this.podTable.get(row) as Pod | undefined)
  }

  /** How a Pod counts where it stands; undefined when it stands nowhere. */
  countedAt(podRow: number): Counted | undefined {
    const tally = this.counted[podRow]
    if (tally === undefined) return undefined
    const { footprint, podClass } = tally
    return { row: podRow, nodeRow: this.countedOn[podRow] as number, footprint, podClass }
  }

  /** How a Pod would count on a node. */
  countedAs(row: number, pod: Pod, nodeRow: number): Counted {
    return { row, nodeRow, footprint: this.footprintOf(pod), podClass: this.census.classOf(pod) }
  }

  podAt(row: number): Pod {
    return this.podTable.get(row) as Pod
  }

  /** The node a Pod is assumed on, or -1. */
  assumedOn(row: number): number {
    return this.assumedNode.get(row) - 1
  }

  /** `namespace/name` of a Pod's row. */
  podKey(row: number): string {
    return this.podTable.keyOfRow(row).join('/')
  }

  nameOf(row: number): string {
    return this.nodeTable.keyOfRow(row)[1]
  }

  /** The row of a node's name; there need be no such node. */
  rowOf(nodeName: string): number {
    return this.nodeTable.row('', nodeName)
  }

  /** What `look` finds if there were such a node, in place of the one of its name; undone before it returns. */
  withNode<T>(node: Node, look: () => T): T {
    this.refresh()
    const row = this.nodeTable.row('', node.metadata.name)
    const before = this.nodeTable.get(row) as Node | undefined
    // Staying in its zone keeps a node's place in the order; a new one comes last and leaves nothing behind.
    this.nodeChanged(row, node)
    try {
      return look()
    } finally {
      this.nodeChanged(row, before)
    }
  }

  get assumedCount(): number {
    return this.assumedPods.size(ASSUMED)
  }

  private endAssumption(row: number): void {
    this.assumedNode.set(row, 0)
    this.assumedPods.set(row, -1)
  }

  /** Takes note of the node that a waiting Pod is nominated to, or no longer is. */
  private followNomination(row: number, pod: Pod | undefined): void {
    const name = pod?.status?.nominatedNodeName
    const phase = pod?.status?.phase
    const waits = name && !pod?.spec.nodeName && this.assumedOn(row) < 0 && phase !== 'Succeeded' && phase !== 'Failed'
    const nodeRow = waits ? this.nodeTable.row('', name) : -1
    const old = this.nominations.set(row, nodeRow)
    if (old >= 0) this.tried(old)
    if (nodeRow >= 0) this.tried(nodeRow)
  }

  private tried(nodeRow: number): void {
    this.infoAt(nodeRow)
    this.trialVersion[nodeRow] = ++this.ticks
  }

  /** The node row a Pod counts on, or -1; `likely` is tried first. */
  private placeOf(row: number, pod: Pod, likely?: number): number {
    const { phase } = pod.status ?? {}
    if (phase === 'Succeeded' || phase === 'Failed') return -1
    const { nodeName } = pod.spec
    if (!nodeName) return this.assumedOn(row)
    if (likely !== undefined && this.nameOf(likely) === nodeName) return likely
    return this.nodeTable.row('', nodeName)
  }

  private countIn(row: number, pod: Pod, nodeRow: number): void {
    const tally = this.tallyOf(pod)
    this.counted[row] = tally
    if (row >= this.countedOn.length) this.countedOn = grown(this.countedOn, Math.max(64, row + (row >> 1)))
    this.countedOn[row] = nodeRow
    const info = this.infoAt(nodeRow)
    info.count(tally.footprint, 1)
    info.podRows.push(row)
    this.census.count(tally.podClass, nodeRow, 1)
    this.touch(nodeRow)
  }

  private tallyOf(pod: Pod): Tally {
    const footprint = this.footprintOf(pod)
    const podClass = this.census.classOf(pod)
    let tally = this.tallies.get(podClass)
    if (tally?.footprint !== footprint) {
      tally = { footprint, podClass }
      this.tallies.set(podClass, tally)
    }
    return tally
  }

  private countOut(row: number, { footprint, podClass }: Tally): void {
    const nodeRow = this.countedOn[row] as number
    this.counted[row] = undefined
    const info = this.infoAt(nodeRow)
    info.count(footprint, -1)
    info.forgetRow(row)
    this.census.count(podClass, nodeRow, -1)
    this.touch(nodeRow)
  }

  private touch(nodeRow: number): void {
    this.version[nodeRow] = ++this.ticks
    this.trialVersion[nodeRow] = this.ticks
  }

  private takeNode(row: number, node: Node | undefined): void {
    const info = this.infoAt(row)
    const old = info.node
    this.countImages(info.images, -1)
    info.setNode(node)
    this.countImages(info.images, 1)
    if (!sameTopology(old, node)) this.topologyVersion++
    this.nameHash[row] = hashText(info.name)
    this.touch(row)
    this.objectVersion[row] = this.ticks
  }

  private countImages(images: ReadonlyMap<string, number>, by: number): void {
    for (const name of images.keys()) {
      const { nodes = 0 } = this.images.get(name) ?? {}
      this.images.set(name, { nodes: nodes + by, version: ++this.ticks })
    }
  }

  private infoAt(row: number): NodeInfo {
    let info = this.nodes[row]
    if (info === undefined) {
      while (this.nodes.length <= row) this.nodes.push(new NodeInfo())
      info = this.nodes[row] as NodeInfo
      if (row >= this.version.length) this.grow(Math.max(64, 2 * this.nodes.length))
    }
    return info
  }

  private grow(size: number): void {
    this.version = grown(this.version, size)
    this.objectVersion = grown(this.objectVersion, size)
    this.trialVersion = grown(this.trialVersion, size)
    this.nameHash = grown(this.nameHash, size)
  }

  private forgetAll(): void {
    this.stale = true
    this.orderCache = undefined
    this.topologyVersion++
    this.counted.length = 0
    this.images.clear()
    this.census.clear()
    this.nominations.clear()
    for (let row = 0; row < this.nodes.length; row++) {
      this.nodes[row] = new NodeInfo()
      this.touch(row)
      this.objectVersion[row] = this.ticks
    }
  }
}

function grown(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(size)
  next.set(old)
  return next
}

/** Neither labels nor taints differ, and the node was and is there. */
function sameTopology(old: Node | undefined, node: Node | undefined): boolean {
  if (old === undefined || node === undefined) return false
  return equal(old.metadata.labels, node.metadata.labels) && equal(old.spec.taints, node.spec.taints)
}

/** Nothing that is counted differs between the two. */
function sameForCounting(before: Pod | undefined, after: Pod | undefined): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    before.metadata.labels === after.metadata.labels &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
    before.spec.containers === after.spec.containers
  )
}
