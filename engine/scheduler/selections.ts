/**
 * Sums over classes of Pods, by node and by topology domain, kept in step with the census. What spreading and
 * inter-Pod affinity ask is such a sum; one in use costs an addition a Pod.
 */
import type { Census, CountWatcher, PodClass } from './census.ts'
import { DomainCounts } from './domaincounts.ts'
import type { Snapshot } from './snapshot.ts'
import type { Inclusion, Topology } from './topology.ts'

/** Bytes of counts kept before all are given back. */
const BUDGET = 32 << 20
/** Selections kept before all are given up. */
const SELECTION_LIMIT = 32_768
/** Up to so many Pods, sums by node are made anew each time instead of being kept. */
const FEW_PODS = 256

export class Selection implements CountWatcher {
  private readonly members: PodClass[] = []
  private pods = 0
  private nodeSums: Int32Array | undefined
  private readonly byDomain = new Map<string, DomainCounts>()
  private version = -1

  constructor(
    private readonly snapshot: Snapshot,
    private readonly topology: Topology,
    private readonly spend: (bytes: number) => void,
  ) {}

  /** Takes a class in, with the Pods it has. */
  join(podClass: PodClass): void {
    this.members.push(podClass)
    podClass.watchers.push(this)
    for (const [row, pods] of podClass.pods) this.add(row, pods)
  }

  add(row: number, by: number): void {
    this.pods += by
    const { nodeSums } = this
    if (nodeSums !== undefined) {
      if (row < nodeSums.length) nodeSums[row] = (nodeSums[row] as number) + by
      else this.nodeSums = undefined
    }
    if (this.byDomain.size > 0) for (const counts of this.byDomain.values()) counts.addPods(row, by)
  }

  reset(): void {
    this.pods = 0
    this.giveBack()
  }

  /** Gives the counts back; they are made anew when asked for. */
  giveBack(): void {
    this.nodeSums = undefined
    this.voidDomains()
  }

  private voidDomains(): void {
    for (const counts of this.byDomain.values()) counts.kept = false
    this.byDomain.clear()
  }

  /** Sums by node row; give them back with `returnNodeSums` before asking any selection again. */
  borrowNodeSums(): Int32Array {
    const size = this.snapshot.version.length
    if (this.pods > FEW_PODS) return this.keptNodeSums(size)
    if (scratch.length < size) scratch = new Int32Array(size)
    for (const { pods } of this.members) {
      for (const [row, count] of pods) scratch[row] = (scratch[row] as number) + count
    }
    return scratch
  }

  returnNodeSums(sums: Int32Array): void {
    if (sums !== scratch) return
    for (const { pods } of this.members) for (const row of pods.keys()) scratch[row] = 0
  }

  /** Sums by domain of a topology key; equal inclusion keys, equal nodes. */
  byTopology(topologyKey: string, inclusionKey = '', included?: () => Inclusion): DomainCounts {
    return this.counts(topologyKey, inclusionKey, included, false)
  }

  /** The same with the least sum of any domain. */
  byTopologyWithLeast(topologyKey: string, inclusionKey: string, included: () => Inclusion): DomainCounts {
    return this.counts(topologyKey, inclusionKey, included, true)
  }

  private keptNodeSums(size: number): Int32Array {
    if (this.nodeSums === undefined || this.nodeSums.length < size) {
      const sums = new Int32Array(size)
      this.spend(4 * size)
      this.eachPod((row, pods) => {
        sums[row] = (sums[row] as number) + pods
      })
      this.nodeSums = sums
    }
    return this.nodeSums
  }

  private counts(topologyKey: string, inclusionKey: string, included: (() => Inclusion) | undefined, least: boolean) {
    const version = this.topology.refresh()
    if (this.version !== version) {
      this.version = version
      this.voidDomains()
    }
    const key = `${least ? '<' : ''}${topologyKey}\0${inclusionKey}`
    let counts = this.byDomain.get(key)
    if (counts === undefined) {
      const domains = this.topology.domainsOf(topologyKey)
      this.spend(8 * domains.count)
      const made = new DomainCounts(domains, included?.(), this.snapshot.order, least)
      this.eachPod((row, pods) => made.addPods(row, pods))
      counts = made
      this.byDomain.set(key, counts)
    }
    return counts
  }

  private eachPod(visit: (row: number, pods: number) => void): void {
    for (const { pods } of this.members) for (const [row, count] of pods) visit(row, count)
  }
}

/** All zeros between calls. */
let scratch = new Int32Array(0)

/** A selection found by what it selects. */
interface Kept {
  readonly selection: Selection
  readonly selects: (podClass: PodClass) => boolean
}

export class Selections {
  private readonly byKey = new Map<string, Kept>()
  private readonly byPin = new Map<string, Kept[]>()
  private everywhere: Kept[] = []
  private readonly owned: Selection[] = []
  private readonly census: Census
  private spent = 0
  /** Grows whenever selections found before are void. */
  generation = 0

  constructor(
    private readonly snapshot: Snapshot,
    readonly topology: Topology,
  ) {
    this.census = snapshot.census
    this.census.onNewClass((podClass) => this.joinAll(podClass))
  }

  /**
   * The selection of a key; valid until `generation` changes.
   * @param pins keys of the census outside of which nothing is selected; undefined: anything may be
   */
  of(key: string, pins: readonly string[] | undefined, selects: Kept['selects']): Selection {
    const known = this.byKey.get(key)
    if (known !== undefined) return known.selection
    if (this.byKey.size >= SELECTION_LIMIT) this.drop()
    const kept = { selection: this.make(), selects }
    this.byKey.set(key, kept)
    if (pins === undefined) this.everywhere.push(kept)
    else for (const pin of pins) this.pin(pin, kept)
    for (const podClass of this.census.classes(pins)) if (selects(podClass)) kept.selection.join(podClass)
    return kept.selection
  }

  /** A selection that its owner fills; never void. */
  own(): Selection {
    const selection = this.make()
    this.owned.push(selection)
    return selection
  }

  /** Gives all up: what they select by changed. */
  drop(): void {
    for (const { selection } of this.byKey.values()) selection.giveBack()
    const gone = new Set<CountWatcher>([...this.byKey.values()].map(({ selection }) => selection))
    for (const { watchers } of this.census.classes(undefined)) {
      watchers.splice(0, watchers.length, ...watchers.filter((watcher) => !gone.has(watcher)))
    }
    this.byKey.clear()
    this.byPin.clear()
    this.everywhere = []
    this.generation++
  }

  private make(): Selection {
    return new Selection(this.snapshot, this.topology, (bytes) => this.spend(bytes))
  }

  private pin(pin: string, kept: Kept): void {
    const list = this.byPin.get(pin)
    if (list === undefined) this.byPin.set(pin, [kept])
    else list.push(kept)
  }

  private joinAll(podClass: PodClass): void {
    for (const key of podClass.keys) for (const kept of this.byPin.get(key) ?? []) joinIf(kept, podClass)
    for (const kept of this.everywhere) joinIf(kept, podClass)
  }

  private spend(bytes: number): void {
    this.spent += bytes
    if (this.spent < BUDGET) return
    this.spent = bytes
    for (const { selection } of this.byKey.values()) selection.giveBack()
    for (const selection of this.owned) selection.giveBack()
  }
}

function joinIf({ selects, selection }: Kept, podClass: PodClass): void {
  if (selects(podClass)) selection.join(podClass)
}
