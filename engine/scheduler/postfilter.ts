/** What is tried for a Pod that fits nowhere: the extension point PostFilter. Source: kube-scheduler framework. */
import type { Pod } from '../kinds/types.ts'
import type { Trial } from './trial.ts'

/** What a PostFilter learns of an attempt that found no node. */
export interface FailedAttempt {
  readonly pod: Pod
  readonly nodeCount: number
  /** Rows of nodes that might fit if there were fewer Pods on them, in the order looked at; good for this call. */
  readonly potential: Int32Array
  /** The node that the Pod is nominated to refuses it whoever leaves. */
  readonly nominatedIsHopeless: boolean
  /** Tries nodes with other Pods on them. */
  readonly trial: Trial
}

/** What a PostFilter wants done. */
export interface PostFilterResult {
  /** Why nothing can be done; empty when something can. */
  readonly message: string
  /** Row of the node to nominate the Pod to, -1: to none any more; undefined: as it is. */
  readonly nominate: number | undefined
  /** Rows of the Pods to take away, the more important first. */
  readonly victims: readonly number[]
}
