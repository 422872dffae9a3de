/** Spread constraints of one Pod against the nodes, in one cycle. Source: plugins/podtopologyspread filtering.go, scoring.go. */
import type { Pod } from '../../../kinds/types.ts'
import { MAX_SCORE, type Refusal, type Relation, refusal } from '../../plugin.ts'
import type { DomainCounts } from '../../domaincounts.ts'
import type { Selection } from '../../selections.ts'
import type { Domains, Topology } from '../../topology.ts'
import { type Constraint, countsNode, hasKeys } from './constraints.ts'
import type { SpreadSelections } from './counting.ts'
import { naturalLog } from './naturallog.ts'
import type { Counting, Plan } from './plan.ts'

const NAME = 'PodTopologySpread'
export const TOO_SKEWED = "node(s) didn't match pod topology spread constraints"
const SKEWED = refusal(NAME, false, TOO_SKEWED)
const NO_LABEL = refusal(NAME, true, `${TOO_SKEWED} (missing required label)`)
const HOSTNAME = 'kubernetes.io/hostname'

/** What the relations of one plugin share. */
export interface SpreadContext {
  readonly topology: Topology
  readonly selections: SpreadSelections
}

/** A constraint with its counts. */
interface Counted {
  readonly constraint: Constraint
  readonly counts: DomainCounts
}

interface Scored {
  readonly constraint: Constraint
  readonly domains: Domains
  readonly byHost: boolean
  /** By node row when by host, else by domain. */
  readonly pods: Int32Array
}

let sums = new Float64Array(0)
let ignored = new Uint8Array(0)
let seenDomains = new Int32Array(0)

export class SpreadRelation implements Relation {
  private readonly hard: readonly Counted[]

  constructor(
    private readonly pod: Pod,
    private readonly plan: Plan,
    private readonly context: SpreadContext,
  ) {
    context.topology.refresh()
    this.hard = plan.hard.map((constraint) => ({ constraint, counts: this.countsOf(constraint, plan.hard, true) }))
  }

  refusal(nodeRow: number): Refusal | undefined {
    for (const { constraint, counts } of this.hard) {
      const domain = counts.domains.of[nodeRow] as number
      if (domain < 0) return NO_LABEL
      const min = counts.domainCount < constraint.minDomains ? 0 : counts.min
      const skew = (counts.pods[domain] as number) + (constraint.selfMatch ? 1 : 0) - min
      if (skew > constraint.maxSkew) return SKEWED
    }
    return undefined
  }

  scores(nodeRows: Int32Array, count: number, out: Int32Array): boolean {
    const { soft, needsAllKeys } = this.plan
    if (soft.length === 0) return false
    makeRoom(count)
    const left = needsAllKeys ? this.ignoreWithoutKeys(nodeRows, count) : count
    soft.forEach((constraint, i) => {
      const domains = this.context.topology.domainsOf(constraint.topologyKey)
      // On hosts every Pod counts, whether or not its node does.
      const byHost = constraint.topologyKey === HOSTNAME
      const add = (pods: Int32Array) =>
        addScores({ constraint, domains, byHost, pods }, i === 0, nodeRows, count, left, needsAllKeys)
      if (byHost) this.selectionOf(constraint).withNodeSums(add)
      else add(this.countsOf(constraint, needsAllKeys ? soft : [], false).pods)
    })
    normalize(count, out, needsAllKeys)
    return true
  }

  /** Pods by domain for a constraint; `keys` are the constraints whose labels a node must have to count. */
  private countsOf(constraint: Counting, keys: readonly Constraint[], least: boolean): DomainCounts {
    const { topology } = this.context
    const { topologyKey, countsKey: key } = constraint
    const selection = this.selectionOf(constraint)
    const included = () =>
      key === ''
        ? undefined
        : topology.inclusion(key, (node) => hasKeys(node, keys) && countsNode(constraint, this.pod, node))
    return least
      ? selection.byTopologyWithLeast(topologyKey, key, included)
      : selection.byTopology(topologyKey, key, included)
  }

  private selectionOf({ selector }: Constraint): Selection {
    return this.context.selections.of(this.pod.metadata.namespace ?? '', selector)
  }

  /** Marks candidates that lack a key; returns how many do not. */
  private ignoreWithoutKeys(nodeRows: Int32Array, count: number): number {
    const keys = this.plan.soft.map(({ topologyKey }) => this.context.topology.domainsOf(topologyKey).of)
    let left = 0
    for (let i = 0; i < count; i++) {
      let missing = 0
      for (const of of keys) if ((of[nodeRows[i] as number] as number) < 0) missing = 1
      ignored[i] = missing
      if (missing === 0) left++
    }
    return left
  }
}

/** Adds one constraint's part: more selected Pods in a node's domain, weighed by how many domains there are, more to pay. */
function addScores(
  { constraint, domains, byHost, pods }: Scored,
  first: boolean,
  nodeRows: Int32Array,
  count: number,
  left: number,
  skips: boolean,
): void {
  const size = byHost ? left : distinctDomains(domains, nodeRows, count, skips)
  const weight = naturalLog(size + 2)
  const base = constraint.maxSkew - 1
  const { of } = domains
  for (let i = 0; i < count; i++) {
    const row = nodeRows[i] as number
    const domain = of[row] as number
    const before = first ? 0 : (sums[i] as number)
    if (domain < 0) sums[i] = before
    else sums[i] = before + ((pods[byHost ? row : domain] as number) * weight + base)
  }
}

/** Domains among the candidates; a candidate without the label is in the domain of the empty value. */
function distinctDomains({ of, count: all }: Domains, nodeRows: Int32Array, count: number, skips: boolean): number {
  if (seenDomains.length <= all) seenDomains = new Int32Array(2 * all + 1)
  else seenDomains.fill(0, 0, all + 1)
  let distinct = 0
  for (let i = 0; i < count && distinct <= all; i++) {
    if (skips && ignored[i] === 1) continue
    const domain = 1 + (of[nodeRows[i] as number] as number)
    if (seenDomains[domain] === 0) {
      seenDomains[domain] = 1
      distinct++
    }
  }
  return distinct
}

/** Turns costs into scores: 100 × (max + min - cost) / max; ignored nodes get 0. */
function normalize(count: number, out: Int32Array, skips: boolean): void {
  let min = Number.MAX_SAFE_INTEGER
  let max = 0
  for (let i = 0; i < count; i++) {
    if (skips && ignored[i] === 1) continue
    const cost = Math.round(sums[i] as number)
    out[i] = cost
    if (cost < min) min = cost
    if (cost > max) max = cost
  }
  for (let i = 0; i < count; i++) {
    if (skips && ignored[i] === 1) out[i] = 0
    else if (max === 0) out[i] = MAX_SCORE
    else out[i] = Math.trunc((MAX_SCORE * (max + min - (out[i] as number))) / max)
  }
}

function makeRoom(count: number): void {
  if (sums.length >= count) return
  sums = new Float64Array(2 * count)
  ignored = new Uint8Array(2 * count)
}
