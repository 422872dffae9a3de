/** How full a node may be: least allocated, most allocated, or by a curve. Source: plugins/noderesources *_allocated.go, requested_to_capacity_ratio.go. */
import type { NodeInfo } from '../nodeinfo.ts'
import { MAX_SCORE } from '../plugin.ts'
import { allocatableOf, amountOf, counts, type ResourceAspect, type ResourceWeight, usedOf } from './resourceamounts.ts'

/** Points of a curve: a score of 0 … 10 at a utilization of 0 … 100 per cent. */
export interface ShapePoint {
  readonly utilization: number
  readonly score: number
}

export type ScoringStrategy =
  | { readonly type: 'LeastAllocated' | 'MostAllocated'; readonly resources: readonly ResourceWeight[] }
  | {
      readonly type: 'RequestedToCapacityRatio'
      readonly resources: readonly ResourceWeight[]
      readonly shape: readonly ShapePoint[]
    }

const CURVE_MAX = 10

/** Score of one resource, 0 … 100. */
type ResourceScore = (requested: number, allocatable: number) => number

const leastAllocated: ResourceScore = (requested, allocatable) =>
  requested > allocatable ? 0 : Math.trunc(((allocatable - requested) * MAX_SCORE) / allocatable)

const mostAllocated: ResourceScore = (requested, allocatable) =>
  Math.trunc((Math.min(requested, allocatable) * MAX_SCORE) / allocatable)

/** The piecewise linear curve, evaluated in integers. */
function byCurve(shape: readonly ShapePoint[]): ResourceScore {
  const points = shape.map(({ utilization, score }) => ({ at: utilization, score: score * (MAX_SCORE / CURVE_MAX) }))
  return (requested, allocatable) => {
    const used = requested > allocatable ? 100 : Math.trunc((requested * 100) / allocatable)
    const next = points.findIndex(({ at }) => used <= at)
    const to = points[next]
    const from = points[next - 1]
    if (to === undefined) return points[points.length - 1]?.score ?? 0
    if (from === undefined) return to.score
    return from.score + Math.trunc(((to.score - from.score) * (used - from.at)) / (to.at - from.at))
  }
}

/** Builds the scorer of a strategy: the weighted mean over its resources. */
export function strategyScorer(strategy: ScoringStrategy): (aspect: ResourceAspect, node: NodeInfo) => number {
  const curve = strategy.type === 'RequestedToCapacityRatio'
  const scoreOf = curve ? byCurve(strategy.shape) : strategy.type === 'LeastAllocated' ? leastAllocated : mostAllocated
  return ({ nonZero }, node) => {
    let sum = 0
    let weights = 0
    for (const { name, weight } of strategy.resources) {
      const wanted = amountOf(nonZero, name)
      const allocatable = allocatableOf(node, name)
      if (allocatable === 0 || !counts(name, wanted)) continue
      const score = scoreOf(usedOf(node, name, false) + wanted, allocatable)
      // A curve's zero says nothing: such a resource is left out of the mean.
      if (curve && score <= 0) continue
      sum += score * weight
      weights += weight
    }
    if (weights === 0) return 0
    return curve ? Math.round(sum / weights) : Math.trunc(sum / weights)
  }
}
