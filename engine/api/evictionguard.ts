/** Who is asked before a Pod is evicted; injected into the door, because budgets are a kind among others. */
import type { KObject } from './object.ts'

export interface EvictionGuard {
  /** Takes note of an eviction about to happen. Throws the StatusError of a refusal. */
  admit(pod: KObject, dryRun: boolean): void
}
