/**
 * Weighed sums over classes of Pods, by node and by topology domain, kept in step with the census. What spreading and
 * inter-Pod affinity ask is such a sum. One in use costs an addition a Pod; few are kept, others are built when asked for.
 */
import type { Census, PodClass } from './census.ts'
import { DomainCounts } from './domaincounts.ts'
import type { Snapshot } from './snapshot.ts'
import type { Inclusion, Topology } from './topology.ts'

/** Bytes of counts kept before all are given back. */
const BUDGET = 16 << 20

/** Which classes count, how much each of their Pods; 0 = not at all. */
export type Weigh = (podClass: PodClass) => number

interface Member {
  readonly podClass: PodClass
  readonly weight: number
}

export class Selection {
  private readonly members: Member[] = []
  private nodeSums: Int32Array | undefined
  private readonly byDomain = new Map<string, DomainCounts>()
  private version = -1

  constructor(
    readonly weigh: Weigh,
    private readonly snapshot: Snapshot,
    private readonly topology: Topology,
  ) {}

  /** Takes a class in, with the Pods it has. */
  join(podClass: PodClass, weight: number): void {
    this.members.push({ podClass, weight })
    for (const [row, pods] of podClass.pods) this.add(row, pods * weight)
  }

  add(row: number, by: number): void {
    const { nodeSums } = this
    if (nodeSums !== undefined) {
      if (row < nodeSums.length) nodeSums[row] = (nodeSums[row] as number) + by
      else this.nodeSums = undefined
    }
    for (const counts of this.byDomain.values()) counts.add(row, by)
  }

  /** Sums by node row. */
  perNode(): Int32Array {
    const size = this.snapshot.version.length
    if (this.nodeSums === undefined || this.nodeSums.length < size) {
      const sums = new Int32Array(size)
      this.eachPod((row, by) => {
        sums[row] = (sums[row] as number) + by
      })
      this.nodeSums = sums
    }
    return this.nodeSums
  }

  /** Sums by domain of a topology key. */
  byTopology(topologyKey: string): DomainCounts {
    return this.counts(topologyKey, topologyKey, undefined, false)
  }

  /** The same over the included nodes only, with the least sum; equal inclusion keys, equal nodes. */
  included(topologyKey: string, inclusionKey: string, included: () => Inclusion): DomainCounts {
    return this.counts(topologyKey, `${topologyKey}\0${inclusionKey}`, included, true)
  }

  private counts(topologyKey: string, key: string, included: (() => Inclusion) | undefined, tracksMin: boolean) {
    const version = this.topology.refresh()
    if (this.version !== version) {
      this.version = version
      this.byDomain.clear()
    }
    let counts = this.byDomain.get(key)
    if (counts === undefined) {
      const domains = this.topology.domainsOf(topologyKey)
      const made = new DomainCounts(domains, included?.(), this.snapshot.order, tracksMin)
      // One by one where the least sum is tracked.
      this.eachPod((row, by) => {
        if (!tracksMin) made.add(row, by)
        else for (let i = 0; i < by; i++) made.add(row, 1)
      })
      counts = made
      this.byDomain.set(key, counts)
    }
    return counts
  }

  private eachPod(visit: (row: number, by: number) => void): void {
    for (const { podClass, weight } of this.members) {
      for (const [row, pods] of podClass.pods) visit(row, pods * weight)
    }
  }
}

interface Link {
  readonly selection: Selection
  readonly weight: number
}

export class Selections {
  private readonly byKey = new Map<string, Selection>()
  /** Selections in use that count a class. */
  private readonly links = new Map<PodClass, Link[]>()
  private readonly census: Census
  /** Grows whenever selections handed out before are void. */
  generation = 0

  constructor(
    private readonly snapshot: Snapshot,
    readonly topology: Topology,
  ) {
    this.census = snapshot.census
    this.census.listen((podClass, row, by) => {
      const links = this.links.get(podClass)
      if (links !== undefined) for (const { selection, weight } of links) selection.add(row, by * weight)
    })
    this.census.onNewClass((podClass) => {
      for (const selection of this.byKey.values()) this.link(selection, podClass)
    })
    this.census.onClear(() => this.drop())
  }

  /**
   * The selection of a key, counted; valid until `generation` changes.
   * @param candidates classes outside of which `weigh` gives 0
   */
  of(key: string, weigh: Weigh, candidates: () => Iterable<PodClass>): Selection {
    let selection = this.byKey.get(key)
    if (selection === undefined) {
      if (this.byKey.size * this.snapshot.version.length * 4 > BUDGET) this.drop()
      selection = new Selection(weigh, this.snapshot, this.topology)
      for (const podClass of candidates()) this.link(selection, podClass)
      this.byKey.set(key, selection)
    }
    return selection
  }

  /** Gives all up: what they were made by changed. */
  drop(): void {
    this.byKey.clear()
    this.links.clear()
    this.generation++
  }

  private link(selection: Selection, podClass: PodClass): void {
    const weight = selection.weigh(podClass)
    if (weight === 0) return
    selection.join(podClass, weight)
    const links = this.links.get(podClass)
    if (links === undefined) this.links.set(podClass, [{ selection, weight }])
    else links.push({ selection, weight })
  }
}
