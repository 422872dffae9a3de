/** Ties among the best nodes: the highest hash of (seed, Pod, node). Any algorithm that finds the same best picks the same node. */
import { hashText, mix32 } from '../core/random.ts'

/** The part of `hash32(seed, pod, node)` that is the same for all nodes. */
export function tiePrefix(seed: number, podUid: string): number {
  return Math.imul(mix32(Math.imul(mix32(seed), 0x9e3779b1) + hashText(podUid)), 0x85ebca77)
}

/** `hash32(seed, hashText(pod), nodeHash)` from the prefix. */
export function tieRank(prefix: number, nodeHash: number): number {
  return mix32(prefix + nodeHash)
}
