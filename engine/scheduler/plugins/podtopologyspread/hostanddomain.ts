/**
 * Costs where one constraint spreads over hosts and one over larger domains, as the defaults do: made in one walk over
 * the candidates. Few nodes carry a selected Pod, so most nodes of a domain cost the same and that is worked out once.
 */
import { MAX_SCORE } from '../../plugin.ts'

/** What selected Pods cost under one constraint: `pods` × `weight` + `base`. */
export interface Rate {
  /** Pods by node row (hosts) or by domain. */
  readonly pods: Int32Array
  readonly weight: number
  readonly base: number
}

const FEW = 256
/** By domain +1 (0: nodes without the label): the domain's part of the cost, and the cost of a node without Pods. */
let parts = new Float64Array(0)
let bare = new Int32Array(0)
const scoreOfCost = new Int32Array(FEW)

/**
 * Writes the scores of the first `count` candidates; the sums are made in the order of the constraints, hosts first.
 * @param domainOf domain by node row, -1 = none
 */
export function scoreByHostAndDomain(
  nodeRows: Int32Array,
  count: number,
  hosts: Rate,
  domains: Rate,
  domainOf: Int32Array,
  out: Int32Array,
): void {
  priceDomains(hosts, domains)
  const { pods, weight, base } = hosts
  let min = MOST
  let max = 0
  for (let i = 0; i < count; i++) {
    const row = nodeRows[i] as number
    const domain = 1 + (domainOf[row] as number)
    const here = pods[row] as number
    const cost =
      here === 0 ? (bare[domain] as number) : Math.round(here * weight + base + (parts[domain] as number)) | 0
    out[i] = cost
    if (cost < min) min = cost
    if (cost > max) max = cost
  }
  scoresOfCosts(out, count, min, max)
}

function priceDomains(hosts: Rate, { pods, weight, base }: Rate): void {
  const size = pods.length + 1
  if (parts.length < size) {
    parts = new Float64Array(2 * size)
    bare = new Int32Array(2 * size)
  }
  bare[0] = Math.round(hosts.base)
  for (let domain = 1; domain < size; domain++) {
    const part = (pods[domain - 1] as number) * weight + base
    parts[domain] = part
    bare[domain] = Math.round(hosts.base + part)
  }
}

/** Costs into scores, in place: 100 × (max + min - cost) / max. */
export function scoresOfCosts(costs: Int32Array, count: number, min: number, max: number): void {
  const range = max - min
  // Most clusters know few costs: a division each, not one a node.
  if (range < count && range < FEW) {
    for (let d = 0; d <= range; d++) scoreOfCost[d] = scoreOf(min + d, min, max)
    for (let i = 0; i < count; i++) costs[i] = scoreOfCost[(costs[i] as number) - min] as number
  } else for (let i = 0; i < count; i++) costs[i] = scoreOf(costs[i] as number, min, max)
}

/** More than any cost. */
export const MOST = 0x7fffffff

/** The score of one cost, by the least and the highest of any candidate. */
export function scoreOf(cost: number, min: number, max: number): number {
  return max === 0 ? MAX_SCORE : Math.trunc((MAX_SCORE * (max + min - cost)) / max)
}
