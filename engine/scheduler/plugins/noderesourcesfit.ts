/** The node must have room for what the Pod requests; fuller or emptier nodes score by the strategy. Source: plugins/noderesources/fit.go. */
import type { Node, Pod } from '../../kinds/types.ts'
import { ClusterChange } from '../changes.ts'
import { NodeInfo } from '../nodeinfo.ts'
import { type NodePlugin, type Refusal, refusal } from '../plugin.ts'
import {
  allocatableOf,
  amountOf,
  CPU_AND_MEMORY,
  type ResourceAspect,
  resourceAspect,
  resourceKey,
} from './resourceamounts.ts'
import { type ScoringStrategy, strategyScorer } from './scoringstrategies.ts'

const NAME = 'NodeResourcesFit'
export const TOO_MANY_PODS = 'Too many pods'

export interface FitArgs {
  /** Extended resources that are not checked. */
  readonly ignoredResources?: readonly string[]
  /** Prefixes (before the slash) of extended resources that are not checked. */
  readonly ignoredResourceGroups?: readonly string[]
  readonly strategy?: ScoringStrategy
  /** What is larger than the empty node counts as unresolvable: preemption is not tried (newer releases). */
  readonly tooLargeIsUnresolvable?: boolean
}

export function nodeResourcesFitWith(args: FitArgs): NodePlugin<ResourceAspect> {
  const score = strategyScorer(args.strategy ?? { type: 'LeastAllocated', resources: CPU_AND_MEMORY })
  return {
    name: NAME,
    reads: 'pods',
    aspect: resourceAspect,
    key: resourceKey,
    filter: ({ requests }, node) => insufficient(requests, node, args),
    score,
    wakes: [
      {
        on: ClusterChange.POD_DELETE | ClusterChange.POD_SCALE_DOWN | ClusterChange.OWN_SCALE_DOWN,
        helps: podChangeHelps,
      },
      { on: ClusterChange.NODE_ADD | ClusterChange.NODE_ALLOCATABLE, helps: nodeChangeHelps },
    ],
  }
}

/** Everything there is too little of. */
function insufficient(requests: ResourceAspect['requests'], node: NodeInfo, args: FitArgs): Refusal | undefined {
  const full = node.podCount + 1 > node.allowedPods
  const { milliCpu, memoryBytes, ephemeralStorageBytes } = requests
  const fits =
    (milliCpu === 0 || milliCpu <= node.milliCpu - node.usedMilliCpu) &&
    (memoryBytes === 0 || memoryBytes <= node.memoryBytes - node.usedMemoryBytes) &&
    (ephemeralStorageBytes === 0 ||
      ephemeralStorageBytes <= node.ephemeralStorageBytes - node.usedEphemeralStorageBytes)
  if (!full && fits && requests.scalars.length === 0) return undefined
  const lacking = [...lackingOf(requests, node, args)]
  if (!full && lacking.length === 0) return undefined
  const reasons = [...(full ? [TOO_MANY_PODS] : []), ...lacking.map((resource) => `Insufficient ${resource}`)]
  const tooLarge = lacking.some((resource) => amountOf(requests, resource) > allocatableOf(node, resource))
  return refusal(NAME, args.tooLargeIsUnresolvable === true && tooLarge, ...reasons)
}

function* lackingOf(requests: ResourceAspect['requests'], node: NodeInfo, args: FitArgs): Generator<string> {
  const { milliCpu, memoryBytes, ephemeralStorageBytes, scalars } = requests
  if (milliCpu > 0 && milliCpu > node.milliCpu - node.usedMilliCpu) yield 'cpu'
  if (memoryBytes > 0 && memoryBytes > node.memoryBytes - node.usedMemoryBytes) yield 'memory'
  if (
    ephemeralStorageBytes > 0 &&
    ephemeralStorageBytes > node.ephemeralStorageBytes - node.usedEphemeralStorageBytes
  ) {
    yield 'ephemeral-storage'
  }
  for (const [name, amount] of scalars) {
    if (amount === 0 || isIgnored(name, args)) continue
    if (amount > (node.scalars.get(name) ?? 0) - (node.usedScalars.get(name) ?? 0)) yield name
  }
}

function isIgnored(name: string, { ignoredResources = [], ignoredResourceGroups = [] }: FitArgs): boolean {
  return ignoredResources.includes(name) || ignoredResourceGroups.includes(name.split('/')[0] ?? '')
}

/** Room came free: a Pod left a node, or asks for less of something that this one needs. */
export function podChangeHelps(pod: Pod, before: unknown, after: unknown): boolean {
  const old = before as Pod
  if (after === undefined) return Boolean(old.spec.nodeName)
  const next = after as Pod
  const own = next.metadata.uid === pod.metadata.uid
  if (!own && !next.spec.nodeName) return false
  const was = resourceAspect(old).requests
  const is = resourceAspect(next).requests
  const wanted = resourceAspect(pod).requests
  return resourceNames(own ? was : wanted).some((name) => amountOf(was, name) > amountOf(is, name))
}

/** The Pod would fit on the empty node, and the node is new or offers more of something that it needs. */
export function nodeChangeHelps(pod: Pod, before: unknown, after: unknown): boolean {
  if (!fitsEmpty(pod, after as Node)) return false
  return before === undefined || offersMore(pod, before as Node, after as Node)
}

/** Whether the Pod fits on the node with nothing else on it. */
export function fitsEmpty(pod: Pod, node: Node): boolean {
  return insufficient(resourceAspect(pod).requests, emptyNode(node), {}) === undefined
}

/** Whether the node now offers more of anything that the Pod needs (a place for one more Pod always counts). */
export function offersMore(pod: Pod, before: Node, after: Node): boolean {
  const old = emptyNode(before)
  const next = emptyNode(after)
  if (next.allowedPods > old.allowedPods) return true
  const { requests } = resourceAspect(pod)
  return resourceNames(requests).some((name) => allocatableOf(next, name) > allocatableOf(old, name))
}

function emptyNode(node: Node): NodeInfo {
  const info = new NodeInfo()
  info.setNode(node)
  return info
}

function resourceNames(requests: ResourceAspect['requests']): string[] {
  const names = ['cpu', 'memory', 'ephemeral-storage', ...requests.scalars.map(([name]) => name)]
  return names.filter((name) => amountOf(requests, name) > 0)
}
