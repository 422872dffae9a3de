/**
 * The machines: which kubelets run, their addresses, their images and their node status
 * (kubelet nodestatus setters, node lease controller).
 */
import { StatusError } from '../api/errors.ts'
import type { EventSource } from '../api/events.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { type NodeHeartbeats, RENEW_MS } from '../core/heartbeats.ts'
import { draw } from '../core/latency.ts'
import { PagedArray, PagedFloats, PagedInts } from '../core/paged.ts'
import { hash32, hashText, type Stream } from '../core/random.ts'
import type { Node } from '../kinds/types.ts'
import type { NodeImages } from './images.ts'

const DOWN = 0
const UP = 1
/** Addresses .2 … .254 of a node's /24 go to Pods. */
const FIRST_IP = 2
const LAST_IP = 254
const IP_WORDS = 8

export class NodeAgents implements NodeHeartbeats {
  private readonly table: Table
  private readonly state: PagedInts
  /** Ordinal of the node by order of joining, +1: decides its addresses. */
  private readonly ordinals: PagedInts
  /** [0] nodes that ever joined. */
  private readonly counts: PagedInts
  /** Virtual time at which a stopped kubelet last renewed. */
  private readonly stoppedRenewMs: PagedFloats
  /** Bits of addresses in use, eight words a node, and where the search goes on. */
  private readonly ipBits: PagedInts
  private readonly ipNext: PagedInts
  private readonly uids: PagedArray<string>
  /** 1 while a node status with new images waits for its turn. */
  private readonly pendingImages: PagedInts
  private readonly listeners: ((node: string, beating: boolean) => void)[] = []
  private readonly streams: Stream[] = []
  private readonly actors: number[] = []
  private readonly hostLists: (readonly { ip: string }[])[] = []
  private readonly sources = new Map<string, EventSource>()
  private readonly joinHandler: number
  private readonly statusHandler: number

  constructor(
    private readonly server: ApiServer,
    private readonly images: NodeImages,
  ) {
    const { checkpoints, clock, store } = server
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.table = store.table('nodes')
    this.state = ints()
    this.ordinals = ints()
    this.counts = ints()
    this.ipBits = ints()
    this.ipNext = ints()
    this.pendingImages = ints()
    this.stoppedRenewMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.uids = checkpoints.register(new PagedArray<string>(checkpoints.epoch))
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

  /** A Node object appeared: a machine joins and its kubelet starts. Returns false when it is known already. */
  join(row: number): boolean {
    const node = this.node(row) as Node
    if (this.uids.get(row) === node.metadata.uid) return false
    this.uids.set(row, node.metadata.uid)
    if (this.ordinals.get(row) === 0) this.ordinals.set(row, this.counts.add(0, 1))
    this.state.set(row, UP)
    const { clock, latency } = this.server
    clock.after(
      draw(latency.kubeletSync, this.stream(row)) + draw(latency.statusWrite, this.stream(row)),
      this.joinHandler,
      row,
    )
    this.tell(node.metadata.name, true)
    return true
  }

  /** The Node object is gone: the machine left. */
  leave(row: number, name: string): void {
    this.uids.set(row, undefined)
    this.state.set(row, DOWN)
    this.tell(name, false)
  }

  stop(row: number): void {
    const name = this.table.keyOfRow(row)[1]
    this.stoppedRenewMs.set(row, this.renewMs(row))
    this.state.set(row, DOWN)
    this.tell(name, false)
  }

  boot(row: number): void {
    this.state.set(row, UP)
    const { clock, latency } = this.server
    clock.after(
      draw(latency.kubeletSync, this.stream(row)) + draw(latency.statusWrite, this.stream(row)),
      this.joinHandler,
      row,
    )
    this.tell(this.table.keyOfRow(row)[1], true)
  }

  // ------------------------------------------------------------------------------------------------ heartbeats

  lastRenewMs(name: string): number | undefined {
    const row = this.rowOf(name)
    if (this.ordinals.get(row) === 0) return undefined
    return this.isUp(row) ? this.renewMs(row) : this.stoppedRenewMs.get(row)
  }

  beating(name: string): boolean {
    return this.isUp(this.rowOf(name))
  }

  onChange(listener: (node: string, beating: boolean) => void): void {
    this.listeners.push(listener)
  }

  /** Latest renewal of a running kubelet: every ten seconds of its own phase. */
  private renewMs(row: number): number {
    const phase = hash32(this.server.random.seed, hashText(this.table.keyOfRow(row)[1]), 7) % RENEW_MS
    return Math.max(0, Math.floor((this.server.clock.nowMs - phase) / RENEW_MS) * RENEW_MS + phase)
  }

  private tell(name: string, beating: boolean): void {
    for (const listener of this.listeners) listener(name, beating)
  }

  // ------------------------------------------------------------------------------------------------ addresses

  hostIP(row: number): string {
    const n = this.ordinals.get(row) + 1
    return `172.18.${n >> 8}.${n & 255}`
  }

  /** `status.hostIPs` of every Pod on the node: one shared list. */
  hostIPs(row: number): readonly { ip: string }[] {
    const ip = this.hostIP(row)
    let list = this.hostLists[row]
    if (list?.[0]?.ip !== ip) {
      list = [{ ip }]
      this.hostLists[row] = list
    }
    return list as { ip: string }[]
  }

  /** A free address of the node's Pod range; the range has 253, more than any node's Pods. */
  allocateIP(row: number, _pod: number): string {
    let at = Math.max(FIRST_IP, this.ipNext.get(row))
    for (let tries = 0; tries <= LAST_IP; tries++) {
      if (at > LAST_IP) at = FIRST_IP
      const word = row * IP_WORDS + (at >> 5)
      const bits = this.ipBits.get(word)
      if ((bits & (1 << (at & 31))) === 0) {
        this.ipBits.set(word, bits | (1 << (at & 31)))
        this.ipNext.set(row, at + 1)
        return `${this.podPrefix(row)}.${at}`
      }
      at++
    }
    return ''
  }

  releaseIP(row: number, ip: string): void {
    if (!ip) return
    const at = Number(ip.slice(ip.lastIndexOf('.') + 1))
    const word = row * IP_WORDS + (at >> 5)
    this.ipBits.set(word, this.ipBits.get(word) & ~(1 << (at & 31)))
  }

  /** 10.244.n for the first 256 nodes, then 10.243.n and so on. */
  private podPrefix(row: number): string {
    const n = this.ordinals.get(row) - 1
    return `10.${244 - (n >> 8)}.${n & 255}`
  }

  podCIDR(row: number): string {
    return `${this.podPrefix(row)}.0/24`
  }

  // ------------------------------------------------------------------------------------------------ identity

  stream(row: number): Stream {
    let stream = this.streams[row]
    if (stream === undefined) {
      stream = this.server.random.stream(`kubelet/${this.table.keyOfRow(row)[1]}`)
      this.streams[row] = stream
    }
    return stream
  }

  actor(row: number): number {
    let actor = this.actors[row]
    if (actor === undefined) {
      actor = this.server.trace.actorNumber(`kubelet/${this.table.keyOfRow(row)[1]}`)
      this.actors[row] = actor
    }
    return actor
  }

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
    const { clock } = this.server
    if (this.pendingImages.get(row) === 1) return
    this.pendingImages.set(row, 1)
    clock.at(Math.max(clock.nowMs, this.renewMs(row) + RENEW_MS), this.statusHandler, row)
  }

  private postImages(row: number): void {
    this.pendingImages.set(row, 0)
    const node = this.node(row)
    if (!node || !this.isUp(row)) return
    this.server.trace.begin(this.actor(row), 'timer', 0)
    const images = this.images.list(row).map((reference) => ({ names: [reference], sizeBytes: this.sizeOf(reference) }))
    this.write(row, { ...node.status, images })
  }

  /** Set by Kubelets: sizes for the node's image list. */
  sizeOf: (reference: string) => number = () => 0

  /** The kubelet's first (or first again) status: addresses, capacity, conditions. */
  private postReady(row: number): void {
    const node = this.node(row)
    if (!node || !this.isUp(row)) return
    this.server.trace.begin(this.actor(row), 'timer', 0)
    this.write(row, readyStatus(node, this.hostIP(row), this.server.calendar.seconds(this.server.clock.nowMs)))
  }

  private write(row: number, status: Node['status']): void {
    try {
      this.server.verbs.replaceStatus<Node>(this.table, row, status)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const

/** Node status of a healthy kubelet over what the Node object already says of its machine. */
export function readyStatus(node: Node, hostIP: string, now: string): Node['status'] {
  const capacity = node.status?.capacity ?? { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' }
  const old = node.status?.conditions ?? []
  return {
    ...node.status,
    capacity,
    allocatable: node.status?.allocatable ?? capacity,
    addresses: node.status?.addresses ?? [
      { type: 'InternalIP', address: hostIP },
      { type: 'Hostname', address: node.metadata.name },
    ],
    conditions: CONDITIONS.map(([type, status, reason, message]) => {
      const had = old.find((c) => c.type === type)
      const since = had?.status === status ? had.lastTransitionTime : now
      return { type, status, lastHeartbeatTime: now, lastTransitionTime: since, reason, message } as never
    }),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: node.status?.nodeInfo?.kubeletVersion ? node.status.nodeInfo : nodeInfo(node.metadata.uid),
  } as Node['status']
}

function nodeInfo(uid: string) {
  return {
    machineID: uid.replaceAll('-', ''),
    systemUUID: uid,
    bootID: uid,
    kernelVersion: '6.8.0-drydock',
    osImage: 'Drydock virtual machine',
    containerRuntimeVersion: 'containerd://1.7.24',
    kubeletVersion: 'v1.32.13',
    kubeProxyVersion: 'v1.32.13',
    operatingSystem: 'linux',
    architecture: 'amd64',
  }
}
