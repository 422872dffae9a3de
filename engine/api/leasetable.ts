/**
 * Leases, with those of nodes renewed as they are read: a kubelet that runs renews every ten seconds, which is
 * arithmetic and no write (core/heartbeats). What is stored is the lease as its kubelet first wrote it; readers get it
 * with the time of the latest renewal. Its resourceVersion stands still and watches hear nothing of renewals.
 */
import type { Calendar } from '../core/calendar.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import type { NodeHeartbeats } from '../core/heartbeats.ts'
import type { ResourceInfo } from './kind.ts'
import type { KObject } from './object.ts'
import { Table } from './table.ts'

export const LEASES = 'leases.coordination.k8s.io'
export const NODE_LEASES = 'kube-node-lease'

interface LeaseObject extends KObject {
  spec: { holderIdentity?: string; renewTime?: string }
}

export class LeaseTable extends Table {
  /** Who knows when nodes last renewed; set by the kubelets. */
  heartbeats: Pick<NodeHeartbeats, 'lastRenewMs'> | undefined

  constructor(
    info: ResourceInfo,
    checkpoints: Checkpoints,
    private readonly calendar: Calendar,
  ) {
    super(info, checkpoints)
  }

  override get(row: number): KObject | undefined {
    const lease = super.get(row)
    return lease && this.renewed(lease as LeaseObject)
  }

  override find(namespace: string, name: string): KObject | undefined {
    const lease = super.find(namespace, name)
    return lease && this.renewed(lease as LeaseObject)
  }

  override each(namespace: string | undefined, visit: (object: KObject, row: number) => void): void {
    super.each(namespace, (lease, row) => visit(this.renewed(lease as LeaseObject), row))
  }

  private renewed(lease: LeaseObject): KObject {
    const { namespace, name } = lease.metadata
    if (namespace !== NODE_LEASES || lease.spec.holderIdentity !== name) return lease
    const renewMs = this.heartbeats?.lastRenewMs(name)
    if (renewMs === undefined) return lease
    const renewTime = this.calendar.micros(renewMs)
    if ((lease.spec.renewTime ?? '') >= renewTime) return lease
    return { ...lease, spec: { ...lease.spec, renewTime } } as KObject
  }
}
