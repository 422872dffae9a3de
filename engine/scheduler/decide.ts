/**
 * One decision: which node a Pod goes to, or why none will do. Reads the snapshot, changes nothing but the rotation.
 * Source: kube-scheduler schedule_one.go (findNodesThatFitPod, prioritizeNodes, selectHost).
 */
import type { Pod } from '../kinds/types.ts'
import type { RefusedNodes } from './fitmessage.ts'
import type { Footprint } from './nodeinfo.ts'
import { type Refusal, type Relation, refusal } from './plugin.ts'
import type { PostFilterResult } from './postfilter.ts'
import type { Profile } from './profile.ts'
import type { Refusals } from './refusals.ts'
import { feasibleNodesToFind } from './sample.ts'
import { type PluginScores, Scoring } from './scoring.ts'
import type { Shape } from './shape.ts'
import { Shapes } from './shapes.ts'
import type { Snapshot } from './snapshot.ts'
import { type Related, Trial } from './trial.ts'

/** Verdicts and scores node by node, kept for people. */
export interface Matrix {
  /** Rows of the nodes looked at, in order, and the number of each one's refusal (0 = passed). */
  readonly nodes: Int32Array
  readonly refusals: Int32Array
  /** Rows of the nodes that passed. */
  readonly candidates: Int32Array
  /** Weighted scores by candidate; a plugin that is missing was skipped. */
  readonly scores: readonly PluginScores[]
  readonly totals: Int32Array
}

export interface Decision {
  /** -1: none. */
  readonly nodeRow: number
  readonly nodeCount: number
  /** Nodes looked at and nodes found fit. */
  readonly evaluated: number
  readonly feasible: number
  /** Filled when no node fits: nodes by refusal. */
  readonly refused: readonly RefusedNodes[]
  /** The Pod was refused for all nodes before any was looked at. */
  readonly preFilter?: Refusal
  /** Present when no node fits: what is to be done about it. */
  readonly postFilter?: PostFilterResult
  /** It is the node the Pod was nominated to; no other was looked at, and the search goes on from where it stood. */
  readonly asNominated?: boolean
  readonly matrix?: Matrix
}

const NO_ROWS = new Int32Array(0)

export class Decider {
  private readonly shapes: Shapes
  private readonly trial: Trial
  private readonly scoring: Scoring
  private visited = new Int32Array(0)
  private codes = new Int32Array(0)
  private candidates = new Int32Array(0)
  private potential = new Int32Array(0)
  private lastRefusal: Refusal | undefined
  private lastNumber = 0

  constructor(
    private readonly profile: Profile,
    private readonly snapshot: Snapshot,
    private readonly refusals: Refusals,
    seed: number,
  ) {
    this.shapes = new Shapes(profile, snapshot, refusals)
    this.trial = new Trial(snapshot, refusals)
    this.scoring = new Scoring(profile, snapshot, seed)
  }

  /**
   * The decision for a Pod, looking at nodes from position `start` of their order; `keep` asks for the matrix.
   * @param ownRow the Pod's row, -1 when it is not in the store
   */
  decide(pod: Pod, start: number, keep: boolean, ownRow = -1): Decision {
    const { snapshot } = this
    snapshot.refresh()
    const nodeCount = snapshot.nodeCount
    const shape = this.shapes.ready(pod)
    const { onlyNodes } = shape
    if (nodeCount === 0) return nothing(nodeCount)
    if (onlyNodes !== undefined && 'reasons' in onlyNodes) return this.refusedAtOnce(pod, ownRow, shape, onlyNodes)
    const related = this.relationsOf(pod)
    for (const { relation } of related) {
      if (relation.preFilter !== undefined) return this.refusedAtOnce(pod, ownRow, shape, relation.preFilter)
    }
    const order = onlyNodes === undefined ? snapshot.order : this.rowsNamed(onlyNodes.names)
    this.makeRoom(Math.max(1, order.length))
    this.trial.begin(pod, ownRow, shape, related)
    if (this.fitsNominated(pod)) return this.asNominated(keep)
    const { evaluated, feasible: passed } = this.filter(shape, related, order, start)
    if (passed === 0 || keep || this.profile.extenders.any) this.noteVisited(order, start, evaluated)
    const feasible = this.profile.extenders.any ? this.askExtenders(pod, passed) : passed
    if (feasible === 0) return this.refusedEverywhere(pod, evaluated, onlyNodes?.plugins, keep)
    const { candidates, scoring } = this
    const scores = feasible === 1 ? [] : scoring.score(pod, shape, related, candidates, feasible, keep)
    const best = feasible === 1 ? 0 : scoring.best(pod, candidates, feasible)
    const matrix = keep ? this.matrix(evaluated, feasible, scores) : undefined
    return { nodeRow: candidates[best] as number, nodeCount, evaluated, feasible, refused: [], matrix }
  }

  /** What a Pod takes of its node, from its shape. */
  footprint(pod: Pod): Footprint {
    return this.shapes.of(pod).footprint
  }

  /** In the order of nodes; for the one node of a daemon's Pod nobody walks over all of them. */
  private rowsNamed(names: readonly string[]): Int32Array {
    const { snapshot } = this
    const wanted = new Set(names.map((name) => snapshot.rowOf(name)))
    if (names.length > 1) return snapshot.order.filter((row) => wanted.has(row))
    return Int32Array.from(wanted).filter((row) => snapshot.nodes[row]?.node !== undefined)
  }

  private relationsOf(pod: Pod): Related[] {
    const related: Related[] = []
    for (const { plugin, weight } of this.profile.relationPlugins) {
      const relation = plugin.relate(pod)
      if (relation !== undefined) related.push({ plugin, weight, relation })
    }
    return related
  }

  /** The node that the Pod is nominated to fits: it becomes the only candidate. */
  private fitsNominated(pod: Pod): boolean {
    const name = pod.status?.nominatedNodeName
    if (!name) return false
    const row = this.snapshot.rowOf(name)
    if (this.snapshot.nodes[row]?.node === undefined || this.trial.verdict(row) !== 0) return false
    this.visited[0] = this.candidates[0] = row
    this.codes[0] = 0
    return !this.profile.extenders.any || this.askExtenders(pod, 1) === 1
  }

  private asNominated(keep: boolean): Decision {
    const { nodeCount } = this.snapshot
    const nodeRow = this.candidates[0] as number
    const matrix = keep ? this.matrix(1, 1, []) : undefined
    return { nodeRow, nodeCount, evaluated: 1, feasible: 1, refused: [], asNominated: true, matrix }
  }

  /** Looks at nodes until enough of them fit; fills `codes` and `candidates`. */
  private filter(shape: Shape, related: readonly Related[], order: Int32Array, start: number) {
    const { codes, candidates } = this
    const { version, nominations } = this.snapshot
    const { passed, isNarrow } = shape
    const crowded = nominations.any
    const judges = judgesOf(related)
    const count = order.length
    const enough = feasibleNodesToFind(count, this.profile.percentageOfNodesToScore)
    let position = count === 0 ? 0 : start % count
    let evaluated = 0
    let feasible = 0
    while (evaluated < count && feasible < enough) {
      const row = order[position] as number
      if (++position === count) position = 0
      // Most nodes passed before and have not changed since: one comparison each.
      let code = !isNarrow && passed[row] === version[row] ? 0 : shape.refusalOf(row)
      if (code === 0 && judges !== NO_RELATIONS) code = this.relatedRefusal(judges, row)
      if (crowded && (nominations.count[row] as number) > 0) code = this.withNominated(shape, row)
      codes[evaluated++] = code
      if (code === 0) candidates[feasible++] = row
    }
    return { evaluated, feasible }
  }

  /** Fills `visited` with the nodes looked at: when one was found, nobody asks for them. */
  private noteVisited(order: Int32Array, start: number, evaluated: number): void {
    const { visited } = this
    for (let i = 0; i < evaluated; i++) visited[i] = order[(start + i) % order.length] as number
  }

  /** Asks the extenders about the first `passed` candidates; returns how many stay. @throws ExtenderError */
  private askExtenders(pod: Pod, passed: number): number {
    const { visited, codes, candidates } = this
    return this.profile.extenders.narrow(pod, candidates, passed, (row, why) => {
      codes[visited.indexOf(row)] = this.refusals.number(why)
    })
  }

  /** Pods that are nominated to a node and go first count as if they stood there, and once more as if they did not. */
  private withNominated(shape: Shape, row: number): number {
    const { trial } = this
    if (trial.looksBeyond || trial.nominatedTo === row) return trial.verdict(row)
    return shape.withNominated(row, trial.priority, this.verdict)
  }

  private readonly verdict = (row: number) => this.trial.verdict(row)

  /** Loops by index: with inter-Pod affinity it is called for most nodes of every cycle. */
  private relatedRefusal(judges: readonly Relation[], row: number): number {
    for (let i = 0; i < judges.length; i++) {
      const refusal = (judges[i] as Relation).refusal?.(row)
      if (refusal === undefined) continue
      // Most nodes are refused for the same reason as the one before.
      if (refusal !== this.lastRefusal) {
        this.lastRefusal = refusal
        this.lastNumber = this.refusals.number(refusal)
      }
      return this.lastNumber
    }
    return 0
  }

  /** A PreFilter refused the Pod. */
  private refusedAtOnce(pod: Pod, ownRow: number, shape: Shape, preFilter: Refusal): Decision {
    const { nodeCount, order } = this.snapshot
    this.trial.begin(pod, ownRow, shape, [])
    const potential = preFilter.unresolvable ? NO_ROWS : order
    return { ...nothing(nodeCount), preFilter, postFilter: this.postFilter(pod, potential, preFilter.unresolvable) }
  }

  private refusedEverywhere(
    pod: Pod,
    evaluated: number,
    narrowedBy: readonly string[] | undefined,
    keep: boolean,
  ): Decision {
    const { nodeCount } = this.snapshot
    const counts = new Map<number, number>()
    const { potential } = this
    let hopeful = 0
    const { codes, visited } = this
    for (let i = 0; i < evaluated; ) {
      const code = codes[i] as number
      const hopeless = this.refusals.of(code).unresolvable
      const from = i
      // Neighbours are mostly refused for the same reason.
      for (; i < evaluated && codes[i] === code; i++) if (!hopeless) potential[hopeful++] = visited[i] as number
      counts.set(code, (counts.get(code) ?? 0) + i - from)
    }
    const refused = [...counts].map(([code, count]) => ({ refusal: this.refusals.of(code), count }))
    if (narrowedBy !== undefined && evaluated < nodeCount) {
      const reason = `node(s) didn't satisfy plugin(s) [${narrowedBy.join(' ')}]`
      refused.push({ refusal: refusal(narrowedBy[0] as string, true, reason), count: nodeCount - evaluated })
    }
    const matrix = keep ? this.matrix(evaluated, 0, []) : undefined
    const nodes = potential.subarray(0, hopeful)
    const home = this.nominatedRow(pod)
    const postFilter = this.postFilter(pod, nodes, home < 0 || !nodes.includes(home))
    return { ...nothing(nodeCount), evaluated, refused, matrix, postFilter }
  }

  private nominatedRow({ status }: Pod): number {
    return status?.nominatedNodeName ? this.snapshot.rowOf(status.nominatedNodeName) : -1
  }

  private postFilter(pod: Pod, potential: Int32Array, nominatedIsHopeless: boolean): PostFilterResult {
    const { trial, snapshot } = this
    return this.profile.postFilter({ pod, nodeCount: snapshot.nodeCount, potential, nominatedIsHopeless, trial })
  }

  private matrix(evaluated: number, feasible: number, scores: Matrix['scores']): Matrix {
    return {
      nodes: this.visited.slice(0, evaluated),
      refusals: this.codes.slice(0, evaluated),
      candidates: this.candidates.slice(0, feasible),
      scores,
      totals: this.scoring.totals.slice(0, feasible > 1 ? feasible : 0),
    }
  }

  private makeRoom(nodes: number): void {
    if (this.visited.length >= nodes) return
    const size = 2 * nodes
    this.visited = new Int32Array(size)
    this.codes = new Int32Array(size)
    this.candidates = new Int32Array(size)
    this.potential = new Int32Array(size)
    this.scoring.makeRoom(size)
  }
}

const NO_RELATIONS: readonly Relation[] = []

/** The relations that refuse nodes. */
function judgesOf(related: readonly Related[]): readonly Relation[] {
  let judges: Relation[] | undefined
  for (const { relation } of related) {
    if (relation.refusal === undefined) continue
    judges ??= []
    judges.push(relation)
  }
  return judges ?? NO_RELATIONS
}

function nothing(nodeCount: number): Decision {
  return { nodeRow: -1, nodeCount, evaluated: 0, feasible: 0, refused: [] }
}
