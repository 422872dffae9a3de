/**
 * Which Pods of which Services have changed since the Service was last looked at: so that a Service of n Pods costs
 * what changed and not n at every change. A Service whose own spec changed is looked at whole.
 */
import { selectorFromSet } from '../../api/labels.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { PagedArray, PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Node, Pod, Service } from '../../kinds/types.ts'
import { podReadyCondition } from '../../rules/podutil.ts'
import { BY_NODE } from '../indexes.ts'
import type { Enqueue, WatchRule } from '../runtime.ts'
import { SelectorIndex } from '../selectorindex.ts'
import { endpointChanged, isSelecting, isTopologyAuto } from './endpoint.ts'

/** A list that is never changed, only grown at its head. */
interface Changed {
  pod: number
  rest: Changed | undefined
}

export class DirtyPods {
  private readonly pods: Table
  private readonly selectors: SelectorIndex
  private readonly changed: PagedArray<Changed>
  /** 1: look at the whole Service. */
  private readonly whole: PagedInts
  /** Virtual time of the last write that gave a Pod's readiness another transition time. */
  private readonly readinessMs: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { store, checkpoints } = server
    this.pods = store.table('pods')
    this.selectors = new SelectorIndex(server, 'services', (service) =>
      isSelecting(service as Service) ? selectorFromSet((service as Service).spec.selector) : undefined,
    )
    this.changed = checkpoints.register(new PagedArray<Changed>(checkpoints.epoch))
    this.whole = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.readinessMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  /** The watches that keep the lists and wake the Services. */
  watches(): WatchRule[] {
    return [
      {
        resource: 'services',
        rows: (before, after, enqueue, row) => {
          if (before !== undefined && after !== undefined && !serviceChanged(before, after)) return
          this.mark(row)
          enqueue(row)
        },
      },
      {
        resource: 'pods',
        rows: (before, after, enqueue, row) => {
          this.podChanged(before as Pod | undefined, after as Pod | undefined, row, enqueue)
        },
      },
      {
        resource: 'nodes',
        rows: (before, after, enqueue) => {
          if (before === undefined || after === undefined || before.metadata.labels !== after.metadata.labels) {
            this.nodeChanged((after ?? before) as Node, enqueue)
          }
        },
      },
    ]
  }

  /** Has the whole Service looked at next time. */
  mark(service: number): void {
    this.whole.set(service, 1)
  }

  /** Rows of the Pods to look at, oldest change first, and forgets them; `whole` when all are to be. */
  take(service: number): number[] | 'whole' {
    const rows = new Set<number>()
    for (let at = this.changed.get(service); at !== undefined; at = at.rest) rows.add(at.pod)
    if (rows.size > 0) this.changed.set(service, undefined)
    if (this.whole.get(service) === 0) return [...rows].reverse()
    this.whole.set(service, 0)
    return 'whole'
  }

  /** Whether a Pod's readiness turned after a moment of virtual time. */
  turnedAfter(pod: number, ms: number): boolean {
    return this.readinessMs.get(pod) > ms
  }

  private podChanged(before: Pod | undefined, after: Pod | undefined, row: number, enqueue: Enqueue): void {
    if (readyTime(before) !== readyTime(after)) this.readinessMs.set(row, this.server.clock.nowMs)
    if (!this.selectors.isAsked((after ?? before) as Pod) || !endpointChanged(before, after)) return
    this.touch((after ?? before) as Pod, row, enqueue)
    const moved = before !== undefined && after !== undefined && before.metadata.labels !== after.metadata.labels
    if (moved) this.touch(before, row, enqueue)
  }

  private nodeChanged(node: Node, enqueue: Enqueue): void {
    this.pods.eachIn(BY_NODE, node.metadata.name, (pod, row) => this.touch(pod as Pod, row, enqueue))
  }

  private touch(pod: Pod, row: number, enqueue: Enqueue): void {
    this.selectors.eachMatching(pod, (service) => {
      this.changed.set(service, { pod: row, rest: this.changed.get(service) })
      enqueue(service)
    })
  }
}

function readyTime(pod: Pod | undefined): string | null | undefined {
  return podReadyCondition(pod?.status)?.lastTransitionTime
}

function serviceChanged(before: KObject, after: KObject): boolean {
  return (
    (before as Service).spec !== (after as Service).spec ||
    before.metadata.labels !== after.metadata.labels ||
    isTopologyAuto(before as Service) !== isTopologyAuto(after as Service) ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp
  )
}
