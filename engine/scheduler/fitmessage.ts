/** What the scheduler says of a Pod that fits nowhere. Source: kube-scheduler framework FitError. */
import type { Refusal } from './plugin.ts'

export const NO_NODES = 'no nodes available to schedule pods'

/** Nodes refused for one reason. */
export interface RefusedNodes {
  readonly refusal: Refusal
  readonly count: number
}

/** `0/6 nodes are available: 1 node(s) were unschedulable, 5 Insufficient cpu.`; reasons sorted as texts, counts included. */
export function fitMessage(nodeCount: number, refused: readonly RefusedNodes[], postFilter: string): string {
  const texts = histogram(refused)
  const reasons = texts.length === 0 ? '' : ` ${texts.join(', ')}.`
  return `0/${nodeCount} nodes are available:${reasons}${postFilter === '' ? '' : ` ${postFilter}`}`
}

/** The same when a PreFilter refused the Pod for all nodes at once. */
export function preFilterMessage(nodeCount: number, refusal: Refusal, postFilter: string): string {
  const why = refusal.reasons.join(', ')
  return `0/${nodeCount} nodes are available: ${why}.${postFilter === '' ? '' : ` ${postFilter}`}`
}

/** `5 Insufficient cpu` …, sorted. */
export function histogram(refused: readonly RefusedNodes[]): string[] {
  const counts = new Map<string, number>()
  for (const { refusal, count } of refused) {
    for (const reason of refusal.reasons) counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
}
