/**
 * Services whose endpoints are shared out among zones (service.kubernetes.io/topology-mode: Auto): told of nodes that come, go or
 * change, and of whether hints can be. Source: endpointslice/reconciler.go, endpointslice_controller.go checkNodeTopologyDistribution.
 */
import type { ApiServer } from '../../api/server.ts'
import { PagedInts } from '../../core/paged.ts'
import type { Node, Service } from '../../kinds/types.ts'
import { readyStatus } from '../nodelifecycle/health.ts'
import type { WatchRule } from '../runtime.ts'
import { type AddressType, isTopologyAuto } from './endpoint.ts'
import type { Draft } from './slices.ts'
import { cpuShares, shareOut } from './topology.ts'

const SOURCE = { component: 'endpoint-slice-controller' }
const AUTO = 'topology-auto'
/** Nodes mostly change together. */
const NODES_SETTLE_MS = 1_000

export class SharedServices {
  /** 1: the Service's endpoints have hints. */
  private readonly hinted: PagedInts

  constructor(private readonly server: ApiServer) {
    const { store, checkpoints } = server
    this.hinted = checkpoints.register(new PagedInts(checkpoints.epoch))
    store.table('services').addIndex(AUTO, (service) => (isTopologyAuto(service as Service) ? AUTO : undefined))
  }

  /** Wakes the Services with hints when a zone may have more or fewer CPUs. */
  watch(): WatchRule {
    const services = this.server.store.table('services')
    return {
      resource: 'nodes',
      rows: (before, after, enqueue) => {
        if (before !== undefined && after !== undefined && sameCapacity(before as Node, after as Node)) return
        services.eachIn(AUTO, AUTO, (_service, row) => {
          if (this.hinted.get(row) === 1) enqueue(row, NODES_SETTLE_MS)
        })
      },
    }
  }

  forget(row: number): void {
    this.hinted.set(row, 0)
  }

  /** Puts hints on the endpoints of a Service that asks for it, and says when it begins or cannot be. */
  shareOut(service: Service, row: number, type: AddressType, drafts: readonly Draft[]): void {
    const had = this.hinted.get(row) === 1
    const say = (kind: 'Normal' | 'Warning', reason: string, why: string) =>
      this.server.events.record(service, kind, reason, `${why}, addressType: ${type}`, SOURCE)
    if (!isTopologyAuto(service)) {
      if (had) say('Warning', 'TopologyAwareHintsDisabled', 'Topology Aware Hints has been disabled')
      if (had) this.hinted.set(row, 0)
      return
    }
    const shares = cpuShares(this.server.store.table('nodes').list() as Node[])
    const why = shareOut(drafts, shares)
    if (why !== undefined) say('Warning', 'TopologyAwareHintsDisabled', why)
    else if (!had) say('Normal', 'TopologyAwareHintsEnabled', 'Topology Aware Hints has been enabled')
    if (had !== (why === undefined)) this.hinted.set(row, why === undefined ? 1 : 0)
  }
}

function sameCapacity(a: Node, b: Node): boolean {
  return (
    a.metadata.labels === b.metadata.labels &&
    a.status?.allocatable === b.status?.allocatable &&
    (a.status?.conditions === b.status?.conditions || readyStatus(a) === readyStatus(b))
  )
}
