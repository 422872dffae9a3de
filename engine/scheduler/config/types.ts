/** KubeSchedulerConfiguration, kubescheduler.config.k8s.io/v1, as far as it means something here. Source: kube-scheduler config/v1. */
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import type { AddedAffinity } from '../plugins/nodeaffinity.ts'

export const API_VERSION = 'kubescheduler.config.k8s.io/v1'
export const KIND = 'KubeSchedulerConfiguration'

export interface PluginRef {
  readonly name: string
  readonly weight?: number
}

export interface PluginSet {
  readonly enabled?: readonly PluginRef[]
  /** `*` disables all defaults. */
  readonly disabled?: readonly PluginRef[]
}

/** Extension points of which plugins are switched one by one; multiPoint means all at once. */
export type ExtensionPoint =
  | 'multiPoint'
  | 'preEnqueue'
  | 'queueSort'
  | 'preFilter'
  | 'filter'
  | 'postFilter'
  | 'preScore'
  | 'score'
  | 'reserve'
  | 'permit'
  | 'preBind'
  | 'bind'
  | 'postBind'

export interface ProfileConfiguration {
  readonly schedulerName?: string
  readonly percentageOfNodesToScore?: number
  readonly plugins?: Partial<Record<ExtensionPoint, PluginSet>>
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: object }[]
}

export interface SchedulerConfiguration {
  readonly apiVersion?: string
  readonly kind?: string
  readonly parallelism?: number
  readonly percentageOfNodesToScore?: number
  readonly podInitialBackoffSeconds?: number
  readonly podMaxBackoffSeconds?: number
  readonly profiles?: readonly ProfileConfiguration[]
  readonly extenders?: readonly ExtenderConfiguration[]
}

export interface ExtenderConfiguration {
  readonly urlPrefix: string
  /** Verbs are appended to the prefix; one that is missing is not asked for. */
  readonly filterVerb?: string
  readonly preemptVerb?: string
  readonly prioritizeVerb?: string
  readonly bindVerb?: string
  /** Of its scores. */
  readonly weight?: number
  readonly enableHTTPS?: boolean
  /** A Go duration; 5s unless given. */
  readonly httpTimeout?: string
  /** It knows the nodes: names are sent instead of objects. */
  readonly nodeCacheCapable?: boolean
  /** It is asked only about Pods with one of these; `ignoredByScheduler` leaves counting them to it. */
  readonly managedResources?: readonly { readonly name: string; readonly ignoredByScheduler?: boolean }[]
  readonly ignorable?: boolean
}

export interface ResourceSpec {
  readonly name: string
  readonly weight?: number
}

/** Arguments by plugin, as the manifest states them. */
export interface DefaultPreemptionArgs {
  readonly minCandidateNodesPercentage?: number
  readonly minCandidateNodesAbsolute?: number
}
export interface InterPodAffinityArgs {
  readonly hardPodAffinityWeight?: number
  readonly ignorePreferredTermsOfExistingPods?: boolean
}
export interface NodeAffinityArgs {
  readonly addedAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: AddedAffinity['required']
    readonly preferredDuringSchedulingIgnoredDuringExecution?: AddedAffinity['preferred']
  }
}
export interface NodeResourcesFitArgs {
  readonly ignoredResources?: readonly string[]
  readonly ignoredResourceGroups?: readonly string[]
  readonly scoringStrategy?: {
    readonly type?: string
    readonly resources?: readonly ResourceSpec[]
    readonly requestedToCapacityRatio?: { readonly shape?: readonly { utilization: number; score: number }[] }
  }
}
export interface NodeResourcesBalancedAllocationArgs {
  readonly resources?: readonly ResourceSpec[]
}
export interface PodTopologySpreadArgs {
  readonly defaultConstraints?: readonly TopologySpreadConstraint[]
  readonly defaultingType?: string
}
export interface VolumeBindingArgs {
  readonly bindTimeoutSeconds?: number
}
