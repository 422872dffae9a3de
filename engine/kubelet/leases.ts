/**
 * Leases of nodes (pkg/kubelet/nodelease): renewed every ten seconds while the kubelet runs, each node at a phase of its
 * own. Renewals are computed, not queued; with the feature `naiveProbes` they are events, which must give the same run.
 */
import { StatusError } from '../api/errors.ts'
import { type LeaseTable, LEASES, NODE_LEASES } from '../api/leasetable.ts'
import type { ApiServer } from '../api/server.ts'
import { LEASE_SECONDS, type NodeHeartbeats, RENEW_MS } from '../core/heartbeats.ts'
import { PagedFloats, PagedInts } from '../core/paged.ts'
import { hash32, hashText } from '../core/random.ts'
import type { Lease, Node } from '../kinds/types.ts'

type Listener = (node: string, beating: boolean) => void

export class NodeLeases implements NodeHeartbeats {
  private readonly table: LeaseTable
  /** 1 once the node had a kubelet. */
  private readonly known: PagedInts
  /** When a stopped kubelet last renewed; of a running one the naive mode keeps it too. */
  private readonly renewedMs: PagedFloats
  private readonly listeners: Listener[] = []
  private readonly renewHandler: number
  private readonly naive: boolean

  /** @param isUp whether the kubelet of a node's row runs */
  constructor(
    private readonly server: ApiServer,
    private readonly isUp: (row: number) => boolean,
  ) {
    const { checkpoints, clock, store, features } = server
    this.naive = features.naiveProbes === true
    this.known = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.renewedMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.table = store.table(LEASES) as LeaseTable
    this.table.heartbeats = this
    this.renewHandler = clock.register('kubelet/renew', (row) => this.renew(row), { periodic: true })
  }

  // ------------------------------------------------------------------------------------------------ heartbeats

  lastRenewMs(name: string): number | undefined {
    const row = this.rowOf(name)
    if (this.known.get(row) === 0) return undefined
    return this.isUp(row) && !this.naive ? this.computedMs(row) : this.renewedMs.get(row)
  }

  beating(name: string): boolean {
    return this.isUp(this.rowOf(name))
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener)
  }

  /** Says that a node's kubelet began or ceased to renew. */
  tell(row: number, beating: boolean): void {
    const name = this.nameOf(row)
    for (const listener of this.listeners) listener(name, beating)
  }

  // ------------------------------------------------------------------------------------------------ renewing

  /** The kubelet of a node starts to renew. */
  start(row: number): void {
    this.known.set(row, 1)
    this.renewedMs.set(row, this.computedMs(row))
    if (this.naive) this.queue(row)
  }

  /** It renews no more: the time of its last renewal stays. */
  stop(row: number): void {
    this.renewedMs.set(row, this.computedMs(row))
  }

  /** When a running kubelet renews next. */
  nextRenewMs(row: number): number {
    return Math.max(this.server.clock.nowMs, this.gridMs(row) + RENEW_MS)
  }

  /** Writes the lease of a node whose kubelet has come up, unless it has one. */
  write(node: Node): void {
    const { calendar, verbs } = this.server
    const { name, uid } = node.metadata
    if (this.table.find(NODE_LEASES, name) !== undefined) return
    const lease = {
      metadata: {
        name,
        namespace: NODE_LEASES,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
      },
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: LEASE_SECONDS,
        renewTime: calendar.micros(this.lastRenewMs(name) ?? 0),
      },
    }
    try {
      verbs.create<Lease>(this.table, lease as never, { trusted: true })
    } catch (error) {
      // Its namespace may be on its way out; the node beats on without an object.
      if (!(error instanceof StatusError)) throw error
    }
  }

  /** Latest renewal of a kubelet that runs: every ten seconds of its own phase. */
  private computedMs(row: number): number {
    return Math.max(0, this.gridMs(row))
  }

  /** Latest point of the node's own grid that is not to come; before virtual time 0 in its first seconds. */
  private gridMs(row: number): number {
    const phase = this.phaseMs(row)
    return Math.floor((this.server.clock.nowMs - phase) / RENEW_MS) * RENEW_MS + phase
  }

  private phaseMs(row: number): number {
    return hash32(this.server.random.seed, hashText(this.nameOf(row)), 7) % RENEW_MS
  }

  private queue(row: number): void {
    this.server.clock.atLate(this.gridMs(row) + RENEW_MS, this.phaseMs(row), this.renewHandler, row)
  }

  private renew(row: number): void {
    const { nowMs } = this.server.clock
    // A kubelet that stopped and started again has two of these on the clock; one goes on.
    if (!this.isUp(row) || this.renewedMs.get(row) === nowMs) return
    this.renewedMs.set(row, nowMs)
    this.queue(row)
  }

  private rowOf(name: string): number {
    return this.server.store.table('nodes').row('', name)
  }

  private nameOf(row: number): string {
    return this.server.store.table('nodes').keyOfRow(row)[1]
  }
}
