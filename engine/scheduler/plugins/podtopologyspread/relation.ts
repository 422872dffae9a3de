/** Spread constraints of one Pod against the nodes, in one cycle. Source: plugins/podtopologyspread filtering.go, scoring.go. */
import type { Pod } from '../../../kinds/types.ts'
import { type Refusal, type Relation, refusal } from '../../plugin.ts'
import type { DomainCounts } from '../../domaincounts.ts'
import type { Selection } from '../../selections.ts'
import type { Domains, Topology } from '../../topology.ts'
import { type Constraint, countsNode, hasKeys } from './constraints.ts'
import type { SpreadSelections } from './counting.ts'
import { MOST, scoreByHostAndDomain, scoreOf, scoresOfCosts } from './hostanddomain.ts'
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

const NONE: readonly Counted[] = []

let sums = new Float64Array(0)
let ignored = new Uint8Array(0)
let seenDomains = new Int32Array(0)

export class SpreadRelation implements Relation {
  /** DoNotSchedule constraints with the Pods counted by domain. */
  readonly hard: readonly Counted[]
  readonly refusal: ((nodeRow: number) => Refusal | undefined) | undefined
  readonly filters: boolean
  private readonly version: number

  constructor(
    private readonly pod: Pod,
    readonly plan: Plan,
    private readonly context: SpreadContext,
  ) {
    this.version = context.topology.refresh()
    this.filters = plan.hard.length > 0
    this.hard = this.filters
      ? plan.hard.map((constraint) => ({ constraint, counts: this.countsOf(constraint, plan.hard, true) }))
      : NONE
    this.refusal = this.filters ? this.judge : undefined
  }

  private judge(nodeRow: number): Refusal | undefined {
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
    if (this.scoresAtOnce(nodeRows, count, out)) return true
    makeRoom(count)
    const left = needsAllKeys ? this.ignoreWithoutKeys(nodeRows, count) : count
    sums.fill(0, 0, count)
    for (const constraint of soft) this.addScores(constraint, nodeRows, count, left)
    normalize(count, out, needsAllKeys)
    return true
  }

  /** The short way, when it is hosts and one kind of domain that count; false: it is not. */
  private scoresAtOnce(nodeRows: Int32Array, count: number, out: Int32Array): boolean {
    const { soft, needsAllKeys } = this.plan
    const [hosts, wider] = soft
    if (soft.length !== 2 || needsAllKeys || hosts?.topologyKey !== HOSTNAME || wider?.topologyKey === HOSTNAME)
      return false
    const { topology } = this.context
    if (!topology.domainsOf(HOSTNAME).complete) return false
    const { pods } = this.countsOf(wider as Counting, [], false)
    const domains = topology.domainsOf((wider as Counting).topologyKey)
    const weight = naturalLog(distinctDomains(domains, nodeRows, count, false) + 2)
    const selection = this.selectionOf(hosts)
    const sums = selection.borrowNodeSums()
    const byHost = { pods: sums, weight: naturalLog(count + 2), base: hosts.maxSkew - 1 }
    const byDomain = { pods, weight, base: (wider as Counting).maxSkew - 1 }
    scoreByHostAndDomain(nodeRows, count, byHost, byDomain, domains.of, out)
    selection.returnNodeSums(sums)
    return true
  }

  private addScores(constraint: Counting, nodeRows: Int32Array, count: number, left: number): void {
    const { soft, needsAllKeys } = this.plan
    const domains = this.context.topology.domainsOf(constraint.topologyKey)
    const base = constraint.maxSkew - 1
    if (constraint.topologyKey === HOSTNAME) {
      // On hosts every Pod counts, whether or not its node does.
      const selection = this.selectionOf(constraint)
      const pods = selection.borrowNodeSums()
      addByHost(domains, pods, naturalLog(left + 2), base, nodeRows, count)
      selection.returnNodeSums(pods)
      return
    }
    const weight = naturalLog(distinctDomains(domains, nodeRows, count, needsAllKeys) + 2)
    const { pods } = this.countsOf(constraint, needsAllKeys ? soft : [], false)
    addByDomain(domains, pods, weight, base, nodeRows, count)
  }

  /** Pods by domain for a constraint; `keys` are the constraints whose labels a node must have to count. */
  private countsOf(constraint: Counting, keys: readonly Constraint[], least: boolean): DomainCounts {
    const { last } = constraint
    if (last?.counts.kept && last.version === this.version) return last.counts
    const counts = this.findCounts(constraint, keys, least)
    constraint.last = { version: this.version, counts }
    return counts
  }

  private findCounts(constraint: Counting, keys: readonly Constraint[], least: boolean): DomainCounts {
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

/** Adds one constraint's part: the more selected Pods in a node's domain, the more to pay, the more so the more domains there are. */
function addByDomain(
  { of }: Domains,
  pods: Int32Array,
  weight: number,
  base: number,
  nodeRows: Int32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const domain = of[nodeRows[i] as number] as number
    if (domain >= 0) sums[i] = (sums[i] as number) + ((pods[domain] as number) * weight + base)
  }
}

/** The same where every node is a domain: `pods` go by node row. */
function addByHost(
  { of }: Domains,
  pods: Int32Array,
  weight: number,
  base: number,
  nodeRows: Int32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = nodeRows[i] as number
    if ((of[row] as number) >= 0) sums[i] = (sums[i] as number) + ((pods[row] as number) * weight + base)
  }
}

/** Domains among the candidates; a candidate without the label is in the domain of the empty value. */
function distinctDomains(
  { of, count: all, complete }: Domains,
  nodeRows: Int32Array,
  count: number,
  skips: boolean,
): number {
  const most = complete ? all : all + 1
  if (seenDomains.length <= all) seenDomains = new Int32Array(2 * all + 1)
  else seenDomains.fill(0, 0, all + 1)
  let distinct = 0
  for (let i = 0; i < count && distinct < most; i++) {
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
  let min = MOST
  let max = 0
  for (let i = 0; i < count; i++) {
    if (skips && ignored[i] === 1) continue
    const cost = Math.round(sums[i] as number) | 0
    out[i] = cost
    if (cost < min) min = cost
    if (cost > max) max = cost
  }
  if (!skips) scoresOfCosts(out, count, min, max)
  else for (let i = 0; i < count; i++) out[i] = ignored[i] === 1 ? 0 : scoreOf(out[i] as number, min, max)
}

function makeRoom(count: number): void {
  if (sums.length >= count) return
  sums = new Float64Array(2 * count)
  ignored = new Uint8Array(2 * count)
}
