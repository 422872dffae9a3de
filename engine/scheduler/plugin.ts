/**
 * What a scheduler plugin is.
 *
 * A node plugin judges a node by the node and the Pods on it alone. It first takes from a Pod the part it looks at (its
 * *aspect*); equal aspects get equal verdicts, so the framework asks once per (aspect, node) until the node changes.
 * A relation plugin (spread, inter-Pod affinity) judges by Pods on other nodes too, once a cycle.
 * Source of the extension points: kube-scheduler framework.
 */
import type { KObject } from '../api/object.ts'
import type { Pod } from '../kinds/types.ts'
import type { ClusterFacts, NodeInfo } from './nodeinfo.ts'

export const MAX_SCORE = 100

/** Why a node will not do. */
export interface Refusal {
  readonly plugin: string
  /** Reason constants, in the order found. */
  readonly reasons: readonly string[]
  /** Removing Pods from the node would not help (UnschedulableAndUnresolvable). */
  readonly unresolvable: boolean
}

/** How raw scores of the candidates become 0 … 100; undefined: they are that already. */
export type Normalize = 'byMax' | 'byMaxReversed'

/** What may wake a Pod that a plugin refused: a cluster event and whether it could help. */
export interface Wake {
  /** Bits of ClusterChange. */
  readonly on: number
  /** May this change make the refused Pod schedulable? Absent: always. */
  helps?(pod: Pod, before: KObject | undefined, after: KObject | undefined): boolean
}

export interface NodePlugin<Aspect = unknown> {
  readonly name: string
  /** `node`: verdicts change only with the Node object; `pods`: also with the Pods on it. */
  readonly reads: 'node' | 'pods'
  /** The part of a Pod this plugin looks at; undefined: it has nothing to say (Skip). */
  aspect(pod: Pod): Aspect | undefined
  /** Equal texts, equal aspects. */
  key(aspect: Aspect): string
  filter?(aspect: Aspect, node: NodeInfo): Refusal | undefined
  /** The only nodes that can pass, by name (PreFilterResult), or why none can. */
  onlyNodes?(aspect: Aspect): readonly string[] | Refusal | undefined
  /** Whether there is something to score (else Skip in PreScore); absent: yes. */
  scores?(aspect: Aspect): boolean
  /** An integer; 0 … 100 unless normalized. */
  score?(aspect: Aspect, node: NodeInfo, cluster: ClusterFacts): number
  readonly normalize?: Normalize
  /** Changes when scores of all nodes may have, whatever the nodes' own state. */
  clusterStamp?(aspect: Aspect, cluster: ClusterFacts): number
  readonly wakes: readonly Wake[]
}

/** A relation plugin's view of one Pod in one cycle. */
export interface Relation {
  /** Why no node will do, before any is looked at (PreFilter). */
  readonly preFilter?: Refusal
  /** The refusal of a node that passed every node plugin, if any; absent when no node is refused. */
  readonly refusal?: ((nodeRow: number) => Refusal | undefined) | undefined
  /** Whether the filter takes part in the cycle (PreFilter did not say Skip): Pods that are tried count then, too. */
  readonly filters?: boolean
  /** Writes the normalized scores (0 … 100) of the first `count` candidates; false: nothing to score (Skip). */
  scores?(nodeRows: Int32Array, count: number, out: Int32Array): boolean
}

export interface RelationPlugin {
  readonly name: string
  /** Undefined: nothing to say about this Pod. */
  relate(pod: Pod): Relation | undefined
  readonly wakes: readonly Wake[]
}

export const refusal = (plugin: string, unresolvable: boolean, ...reasons: string[]): Refusal => ({
  plugin,
  reasons,
  unresolvable,
})
