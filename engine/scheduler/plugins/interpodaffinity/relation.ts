/** Inter-Pod affinity of one Pod against the nodes, in one cycle. Source: plugins/interpodaffinity filtering.go, scoring.go. */
import type { DomainCounts } from '../../domaincounts.ts'
import { MAX_SCORE, type Refusal, type Relation, refusal } from '../../plugin.ts'
import type { Group, Plan } from './plan.ts'

const NAME = 'InterPodAffinity'
const NO_FRIENDS = refusal(NAME, true, "node(s) didn't match pod affinity rules")
const FOES = refusal(NAME, false, "node(s) didn't match pod anti-affinity rules")
const REFUSERS = refusal(NAME, false, "node(s) didn't satisfy existing pods anti-affinity rules")

export class AffinityRelation implements Relation {
  private readonly friends: readonly DomainCounts[]
  private readonly foes: readonly DomainCounts[]
  private readonly refusers: readonly DomainCounts[]
  /** No Pod anywhere meets the affinity terms, and this one does: it may be the first of its group. */
  private readonly mayBeFirst: boolean
  readonly refusal: ((nodeRow: number) => Refusal | undefined) | undefined
  readonly filters: boolean

  constructor(readonly plan: Plan) {
    this.friends = plan.friends.map(countsOf)
    this.foes = plan.foes.map(countsOf).filter(({ occupied }) => occupied > 0)
    this.refusers = plan.refusers.map(countsOf).filter(({ occupied }) => occupied > 0)
    this.mayBeFirst = plan.selfMatch && this.friends.every(({ occupied }) => occupied === 0)
    this.filters = this.friends.length + plan.foes.length + this.refusers.length > 0
    const refuses = this.friends.length + this.foes.length + this.refusers.length > 0
    this.refusal = refuses ? (nodeRow) => this.judge(nodeRow) : undefined
  }

  private judge(nodeRow: number): Refusal | undefined {
    if (!this.hasFriends(nodeRow)) return NO_FRIENDS
    if (anyAt(this.foes, nodeRow)) return FOES
    return anyAt(this.refusers, nodeRow) ? REFUSERS : undefined
  }

  private hasFriends(nodeRow: number): boolean {
    const { friends } = this
    let found = true
    for (let i = 0; i < friends.length; i++) {
      const counts = friends[i] as DomainCounts
      const domain = counts.domains.of[nodeRow] as number
      if (domain < 0) return false
      if ((counts.pods[domain] as number) <= 0) found = false
    }
    return found || this.mayBeFirst
  }

  scores(nodeRows: Int32Array, count: number, out: Int32Array): boolean {
    let counted = false
    for (const group of this.plan.preferences) {
      const counts = countsOf(group)
      if (counts.occupied === 0) continue
      if (!counted) out.fill(0, 0, count)
      counted = true
      const { weight } = group
      for (let i = 0; i < count; i++) out[i] = (out[i] as number) + weight * countAt(counts, nodeRows[i] as number)
    }
    if (counted) normalize(out, count)
    return counted
  }
}

export const countsOf = ({ topologyKey, pods }: Group) => pods.byTopology(topologyKey)

function anyAt(all: readonly DomainCounts[], nodeRow: number): boolean {
  for (let i = 0; i < all.length; i++) if (countAt(all[i] as DomainCounts, nodeRow) > 0) return true
  return false
}

function countAt({ domains, pods }: DomainCounts, nodeRow: number): number {
  const domain = domains.of[nodeRow] as number
  return domain < 0 ? 0 : (pods[domain] as number)
}

/** The least becomes 0, the most 100; all 0 when they are equal. */
function normalize(scores: Int32Array, count: number): void {
  let min = scores[0] as number
  let max = min
  for (let i = 1; i < count; i++) {
    const score = scores[i] as number
    if (score < min) min = score
    if (score > max) max = score
  }
  const range = max - min
  for (let i = 0; i < count; i++) {
    scores[i] = range === 0 ? 0 : Math.trunc(MAX_SCORE * (((scores[i] as number) - min) / range))
  }
}
