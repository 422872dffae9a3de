/** What must hold at every moment of a run, or whenever it has come to rest; an invariant is a file in invariants/. */
import type { ApiServer } from '../../api/server.ts'
import type { Cluster } from '../../cluster.ts'
import type { ContainerRuntime } from '../../core/runtime.ts'

export interface Witness {
  /** The invariant does not hold: says what was seen. */
  broken(what: string): void
  /** It was looked at once more: an invariant that nothing tries proves nothing. */
  tried(): void
}

export interface Invariant {
  /** A few words that stand before every violation. */
  name: string
  /** Begins to watch a cluster before anything happens in it; returns what is looked at when it has come to rest. */
  watch(cluster: Cluster, witness: Witness): (() => void) | undefined
  /** Comes between the kubelets and what runs containers, for what only the machines can tell. */
  runtime?(runtime: ContainerRuntime, server: ApiServer, witness: Witness): ContainerRuntime
}
