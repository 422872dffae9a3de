/** Which plugins a scheduler runs, in which order and with which weights. Source: apis/config default_plugins.go. */
import type { NodePlugin, RelationPlugin } from './plugin.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- each plugin has its own aspect, known to itself only
export type AnyNodePlugin = NodePlugin<any>

export interface Weighted<P> {
  readonly plugin: P
  /** 0: the plugin filters only. */
  readonly weight: number
}

export interface Profile {
  /** Pods with this spec.schedulerName are ours. */
  readonly schedulerName: string
  /** In the order of filters. */
  readonly nodePlugins: readonly Weighted<AnyNodePlugin>[]
  readonly relationPlugins: readonly Weighted<RelationPlugin>[]
  /** Nodes to find before scoring; 0: by the size of the cluster. */
  readonly percentageOfNodesToScore: number
}
