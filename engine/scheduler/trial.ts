/**
 * What if: would a Pod pass a node with other Pods there, or without some? Pods are counted in and out of the snapshot for
 * the moment and back again; all counts are of integers, so nothing is left of it.
 * Source: kube-scheduler framework RunFilterPluginsWithNominatedPods, AddPod and RemovePod.
 */
import type { Pod } from '../kinds/types.ts'
import { podPriority } from '../rules/priority.ts'
import type { NodeInfo } from './nodeinfo.ts'
import type { Relation, RelationPlugin } from './plugin.ts'
import type { Refusals } from './refusals.ts'
import type { Shape } from './shape.ts'
import type { Counted, Snapshot } from './snapshot.ts'

/** A relation plugin and what it made of the Pod in this cycle. */
export interface Related {
  readonly plugin: RelationPlugin
  readonly weight: number
  readonly relation: Relation
}

const NO_PLUGINS: readonly RelationPlugin[] = []
const filters = ({ relation }: Related): boolean => relation.filters === true

export class Trial {
  pod: Pod | undefined
  shape: Shape | undefined
  priority = 0
  /** The node that the Pod itself is nominated to, or -1. */
  nominatedTo = -1
  private ownRow = -1
  /** Relation plugins whose filter takes part in this cycle. */
  private active: readonly RelationPlugin[] = []
  private relations: (Relation | undefined)[] = []
  /** Pods came or went since the relations were made. */
  private moved = true

  constructor(
    readonly snapshot: Snapshot,
    private readonly refusals: Refusals,
  ) {}

  /** Readies for a Pod as its cycle found it; `ownRow` is its row, -1 when it is not in the store. */
  begin(pod: Pod, ownRow: number, shape: Shape, related: readonly Related[]): void {
    this.pod = pod
    this.ownRow = ownRow
    this.nominatedTo = ownRow < 0 ? -1 : this.snapshot.nominations.nodeRow(ownRow)
    this.shape = shape
    this.priority = podPriority(pod)
    this.active = related.length === 0 ? NO_PLUGINS : related.filter(filters).map(({ plugin }) => plugin)
    this.moved = true
  }

  /** Whether verdicts depend on Pods on other nodes, too. */
  get looksBeyond(): boolean {
    return this.active.length > 0
  }

  /** Number of the node's refusal, 0 = fits: with the Pods nominated there that go first counted, then without them. */
  verdict(nodeRow: number): number {
    const nominated = this.nominatedBefore(nodeRow)
    if (nominated.length > 0) {
      for (const counted of nominated) this.add(counted)
      const code = this.plainVerdict(nodeRow)
      for (const counted of nominated) this.remove(counted)
      if (code !== 0) return code
    }
    return this.plainVerdict(nodeRow)
  }

  fits(nodeRow: number): boolean {
    if (this.active.length > 0 || this.snapshot.nominations.count[nodeRow]) return this.verdict(nodeRow) === 0
    return (this.shape as Shape).passesNow(nodeRow)
  }

  add({ row, nodeRow, footprint, podClass }: Counted): void {
    const info = this.snapshot.nodes[nodeRow] as NodeInfo
    info.count(footprint, 1)
    this.moved = true
    if (this.active.length === 0) return
    info.podRows.push(row)
    this.snapshot.census.count(podClass, nodeRow, 1)
  }

  remove({ row, nodeRow, footprint, podClass }: Counted): void {
    const info = this.snapshot.nodes[nodeRow] as NodeInfo
    info.count(footprint, -1)
    this.moved = true
    if (this.active.length === 0) return
    info.forgetRow(row)
    this.snapshot.census.count(podClass, nodeRow, -1)
  }

  /** Other Pods nominated to the node, of the same priority or a higher one. */
  private nominatedBefore(nodeRow: number): Counted[] {
    const { nominations } = this.snapshot
    if (!nominations.count[nodeRow]) return NONE
    const before: Counted[] = []
    for (const row of nominations.on(nodeRow)) {
      const pod = this.snapshot.podAt(row)
      if (row !== this.ownRow && podPriority(pod) >= this.priority)
        before.push(this.snapshot.countedAs(row, pod, nodeRow))
    }
    return before
  }

  private plainVerdict(nodeRow: number): number {
    const code = (this.shape as Shape).refusalNow(nodeRow)
    if (code !== 0 || this.active.length === 0) return code
    if (this.moved) {
      this.moved = false
      this.relations = this.active.map((plugin) => plugin.relate(this.pod as Pod))
    }
    for (const relation of this.relations) {
      const refusal = relation?.refusal?.(nodeRow)
      if (refusal !== undefined) return this.refusals.number(refusal)
    }
    return 0
  }
}

const NONE: Counted[] = []
