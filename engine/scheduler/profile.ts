/** Which plugins a scheduler runs, in which order and with which weights. Source: apis/config default_plugins.go. */
import type { ApiServer } from '../api/server.ts'
import type { Pod } from '../kinds/types.ts'
import type { Extenders } from './extenders/extenders.ts'
import type { NodePlugin, Refusal, RelationPlugin } from './plugin.ts'
import type { Refusals } from './refusals.ts'
import type { Snapshot } from './snapshot.ts'
import type { PodVolumes } from './volumes/podvolumes.ts'
import type { FailedAttempt, PostFilterResult } from './postfilter.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- each plugin has its own aspect, known to itself only
export type AnyNodePlugin = NodePlugin<any>

export interface Weighted<P> {
  readonly plugin: P
  /** 0: the plugin filters only. */
  readonly weight: number
}

/** What profiles are made of. */
export interface Parts {
  readonly server: ApiServer
  readonly snapshot: Snapshot
  readonly refusals: Refusals
  readonly volumes: PodVolumes
  readonly extenders: Extenders
}

/** A queued Pod's place. */
export interface QueuePlace {
  readonly priority: number
  /** When the Pod last entered the queue, virtual ms. */
  readonly sinceMs: number
}

export interface Profile {
  /** Pods with this spec.schedulerName are ours. */
  readonly schedulerName: string
  /** Why a Pod may not be queued yet, if so. */
  preEnqueue(pod: Pod): Refusal | undefined
  /** Whether the first is to be scheduled before the second; the same in all profiles of a scheduler. */
  queueSort(first: QueuePlace, second: QueuePlace): boolean
  /** What is tried for a Pod that fits nowhere. */
  postFilter(attempt: FailedAttempt): PostFilterResult
  /** Binds the Pod of a row. @throws StatusError when the API server refuses */
  bind(server: ApiServer, podRow: number, nodeName: string): Pod
  /** In the order of filters. */
  readonly nodePlugins: readonly Weighted<AnyNodePlugin>[]
  readonly relationPlugins: readonly Weighted<RelationPlugin>[]
  /** Programs in the cluster that are asked after the plugins. */
  readonly extenders: Extenders
  /** Nodes to find before scoring; 0: by the size of the cluster. */
  readonly percentageOfNodesToScore: number
  /** How long the binding of a Pod's volumes may take. */
  readonly volumeTimeoutMs: number
}
