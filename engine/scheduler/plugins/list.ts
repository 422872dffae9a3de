/** The plugins of the default profile in the order of their filters, and their weights. Source: apis/config/v1/default_plugins.go. */
import type { Parts, Profile } from '../profile.ts'
import { Selections } from '../selections.ts'
import { Topology } from '../topology.ts'
import { Budgets } from '../preemption/budgets.ts'
import { PreemptionEvaluator } from '../preemption/evaluator.ts'
import { bind } from './defaultbinder.ts'
import { postFilter } from './defaultpreemption.ts'
import { imageLocality } from './imagelocality.ts'
import { interPodAffinity } from './interpodaffinity.ts'
import { nodeAffinity } from './nodeaffinity.ts'
import { nodeName } from './nodename.ts'
import { nodePorts } from './nodeports.ts'
import { nodeResourcesBalancedAllocation } from './noderesourcesbalancedallocation.ts'
import { nodeResourcesFit } from './noderesourcesfit.ts'
import { nodeUnschedulable } from './nodeunschedulable.ts'
import { podTopologySpread } from './podtopologyspread.ts'
import { SpreadSelections } from './podtopologyspread/counting.ts'
import { before } from './prioritysort.ts'
import { preEnqueue } from './schedulinggates.ts'
import { nodeVolumeLimits } from './nodevolumelimits.ts'
import { taintToleration } from './tainttoleration.ts'
import { volumeBinding } from './volumebinding.ts'
import { volumeRestrictions } from './volumerestrictions.ts'
import { volumeZone } from './volumezone.ts'

export const DEFAULT_SCHEDULER = 'default-scheduler'

const NODE_PLUGINS: Profile['nodePlugins'] = [
  { plugin: nodeUnschedulable, weight: 0 },
  { plugin: nodeName, weight: 0 },
  { plugin: taintToleration, weight: 3 },
  { plugin: nodeAffinity, weight: 2 },
  { plugin: nodePorts, weight: 0 },
  { plugin: nodeResourcesFit, weight: 1 },
  { plugin: nodeResourcesBalancedAllocation, weight: 1 },
  { plugin: imageLocality, weight: 1 },
]

/** The plugins that look beyond a node come after those that don't. */
export function defaultProfile({ server, snapshot, refusals, volumes }: Parts): Profile {
  const { store, random } = server
  const topology = new Topology(snapshot)
  const selections = new Selections(snapshot, topology)
  const spread = { topology, selections: new SpreadSelections(selections) }
  const evaluator = new PreemptionEvaluator(snapshot, refusals, new Budgets(store), random.seed)
  return {
    schedulerName: DEFAULT_SCHEDULER,
    preEnqueue,
    queueSort: before,
    postFilter: (attempt) => postFilter(evaluator, snapshot, attempt),
    bind,
    nodePlugins: NODE_PLUGINS,
    relationPlugins: [
      { plugin: volumeRestrictions(store, snapshot, volumes.storage), weight: 0 },
      { plugin: nodeVolumeLimits(snapshot, volumes.storage), weight: 0 },
      { plugin: volumeBinding(snapshot, volumes, refusals), weight: 0 },
      { plugin: volumeZone(snapshot, volumes.storage), weight: 0 },
      { plugin: podTopologySpread(store, spread), weight: 2 },
      { plugin: interPodAffinity(store, snapshot.census, selections), weight: 2 },
    ],
    percentageOfNodesToScore: 0,
  }
}
