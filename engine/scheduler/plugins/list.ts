/** Every plugin by its name, and a profile made of those that a configuration leaves on. */
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import { PluginSwitches } from '../config/defaults.ts'
import type {
  DefaultPreemptionArgs,
  InterPodAffinityArgs,
  NodeAffinityArgs,
  NodeResourcesBalancedAllocationArgs,
  NodeResourcesFitArgs,
  PodTopologySpreadArgs,
  ProfileConfiguration,
  ResourceSpec,
  VolumeBindingArgs,
} from '../config/types.ts'
import type { RelationPlugin } from '../plugin.ts'
import { Budgets } from '../preemption/budgets.ts'
import { DEFAULT_LIMITS, PreemptionEvaluator } from '../preemption/evaluator.ts'
import type { AnyNodePlugin, Parts, Profile } from '../profile.ts'
import { Selections } from '../selections.ts'
import { Topology } from '../topology.ts'
import { bind } from './defaultbinder.ts'
import { DEFAULT_PREEMPTION, postFilter } from './defaultpreemption.ts'
import { imageLocality } from './imagelocality.ts'
import { interPodAffinity } from './interpodaffinity.ts'
import { nodeAffinityWith } from './nodeaffinity.ts'
import { nodeName } from './nodename.ts'
import { nodePorts } from './nodeports.ts'
import { balancedAllocationWith } from './noderesourcesbalancedallocation.ts'
import { nodeResourcesFitWith } from './noderesourcesfit.ts'
import { nodeUnschedulable } from './nodeunschedulable.ts'
import { nodeVolumeLimits } from './nodevolumelimits.ts'
import { podTopologySpread } from './podtopologyspread.ts'
import { SpreadSelections } from './podtopologyspread/counting.ts'
import { SYSTEM_DEFAULTS } from './podtopologyspread/plan.ts'
import { before } from './prioritysort.ts'
import { CPU_AND_MEMORY, type ResourceWeight } from './resourceamounts.ts'
import { preEnqueue, SCHEDULING_GATES } from './schedulinggates.ts'
import type { ScoringStrategy } from './scoringstrategies.ts'
import { taintToleration } from './tainttoleration.ts'
import { volumeBinding } from './volumebinding.ts'
import { volumeRestrictions } from './volumerestrictions.ts'
import { volumeZone } from './volumezone.ts'

const VOLUME_TIMEOUT_SECONDS = 600

/** Shared by the plugins of one profile that count Pods. */
interface Counting extends Parts {
  readonly topology: Topology
  readonly selections: Selections
}

const NODE_PLUGINS: Readonly<Record<string, (args: never) => AnyNodePlugin>> = {
  NodeUnschedulable: () => nodeUnschedulable,
  NodeName: () => nodeName,
  TaintToleration: () => taintToleration,
  NodeAffinity: ({ addedAffinity }: NodeAffinityArgs) =>
    nodeAffinityWith({
      required: addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
      preferred: addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution,
    }),
  NodePorts: () => nodePorts,
  NodeResourcesFit: (args: NodeResourcesFitArgs) => nodeResourcesFitWith({ ...args, strategy: strategyOf(args) }),
  NodeResourcesBalancedAllocation: ({ resources }: NodeResourcesBalancedAllocationArgs) =>
    balancedAllocationWith(weights(resources)),
  ImageLocality: () => imageLocality,
}

/** The plugins that look beyond a node come after those that don't. */
const RELATION_PLUGINS: Readonly<Record<string, (args: never, parts: Counting) => RelationPlugin>> = {
  VolumeRestrictions: (_, { server, snapshot, volumes }) => volumeRestrictions(server.store, snapshot, volumes.storage),
  NodeVolumeLimits: (_, { snapshot, volumes }) => nodeVolumeLimits(snapshot, volumes.storage),
  VolumeBinding: (_, { snapshot, volumes, refusals }) => volumeBinding(snapshot, volumes, refusals),
  VolumeZone: (_, { snapshot, volumes }) => volumeZone(snapshot, volumes.storage),
  PodTopologySpread: (args: PodTopologySpreadArgs, { server, topology, selections }) => {
    const list = (args.defaultConstraints ?? []) as readonly TopologySpreadConstraint[]
    const defaults = args.defaultingType === 'List' ? { system: false, constraints: list } : SYSTEM_DEFAULTS
    return podTopologySpread(server.store, { topology, selections: new SpreadSelections(selections) }, defaults)
  },
  InterPodAffinity: (args: InterPodAffinityArgs, { server, snapshot, selections }) =>
    interPodAffinity(server.store, snapshot.census, selections, args),
}

/** A profile as configured; what its plugins are told goes in `pluginConfig`. */
export function makeProfile(
  parts: Parts,
  config: ProfileConfiguration & { schedulerName: string; percentageOfNodesToScore: number },
): Profile {
  const { server, snapshot, refusals, extenders } = parts
  const switches = new PluginSwitches(config)
  const args = (name: string) => (config.pluginConfig?.find((entry) => entry.name === name)?.args ?? {}) as never
  const topology = new Topology(snapshot)
  const counting = { ...parts, topology, selections: new Selections(snapshot, topology) }
  const limits = { ...DEFAULT_LIMITS, ...(args(DEFAULT_PREEMPTION) as DefaultPreemptionArgs) }
  const budgets = new Budgets(server.store)
  const evaluator = new PreemptionEvaluator({ snapshot, refusals, budgets, extenders }, server.random.seed, limits)
  const preempts = switches.at('postFilter', DEFAULT_PREEMPTION).on
  const gates = switches.at('preEnqueue', SCHEDULING_GATES).on
  return {
    schedulerName: config.schedulerName,
    preEnqueue: gates ? preEnqueue : () => undefined,
    queueSort: before,
    postFilter: (attempt) =>
      preempts ? postFilter(evaluator, snapshot, attempt) : { message: '', nominate: undefined, victims: [] },
    bind,
    nodePlugins: switches.names.flatMap((name) => {
      const make = NODE_PLUGINS[name]
      return make === undefined ? [] : [switched(make(args(name)), name, switches)]
    }),
    relationPlugins: switches.names.flatMap((name) => {
      const make = RELATION_PLUGINS[name]
      return make === undefined ? [] : [switchedRelation(make(args(name), counting), name, switches)]
    }),
    extenders,
    percentageOfNodesToScore: config.percentageOfNodesToScore,
    volumeTimeoutMs: 1000 * ((args('VolumeBinding') as VolumeBindingArgs).bindTimeoutSeconds ?? VOLUME_TIMEOUT_SECONDS),
  }
}

/** The plugin without what is switched off. */
function switched(plugin: AnyNodePlugin, name: string, switches: PluginSwitches) {
  const [filter, score] = [switches.at('filter', name), switches.at('score', name)]
  const kept = filter.on ? plugin : { ...plugin, filter: undefined, onlyNodes: undefined }
  return { plugin: kept as AnyNodePlugin, weight: score.on && plugin.score ? score.weight : 0 }
}

function switchedRelation(plugin: RelationPlugin, name: string, switches: PluginSwitches) {
  const [filter, score] = [switches.at('filter', name), switches.at('score', name)]
  if (filter.on && score.on) return { plugin, weight: score.weight }
  const relate: RelationPlugin['relate'] = (pod) => {
    const relation = plugin.relate(pod)
    if (relation === undefined) return undefined
    const scores: typeof relation.scores = (rows, count, out) => relation.scores?.(rows, count, out) ?? false
    const refusal = relation.refusal && ((row: number) => relation.refusal?.(row))
    const filters = filter.on ? { ...relation, refusal } : {}
    return { ...filters, scores: score.on ? scores : undefined }
  }
  return { plugin: { ...plugin, relate }, weight: score.weight }
}

function strategyOf({ scoringStrategy }: NodeResourcesFitArgs): ScoringStrategy {
  const { type = 'LeastAllocated', resources, requestedToCapacityRatio } = scoringStrategy ?? {}
  const counted = weights(resources)
  return type === 'RequestedToCapacityRatio'
    ? { type, resources: counted, shape: requestedToCapacityRatio?.shape ?? [] }
    : { type: type as 'LeastAllocated' | 'MostAllocated', resources: counted }
}

function weights(resources: readonly ResourceSpec[] | undefined): readonly ResourceWeight[] {
  if (!resources?.length) return CPU_AND_MEMORY
  return resources.map(({ name, weight = 1 }) => ({ name, weight }))
}
