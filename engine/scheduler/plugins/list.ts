/** The plugins of the default profile in the order of their filters, and their weights. Source: apis/config/v1/default_plugins.go. */
import type { Profile } from '../profile.ts'
import { imageLocality } from './imagelocality.ts'
import { nodeAffinity } from './nodeaffinity.ts'
import { nodeName } from './nodename.ts'
import { nodePorts } from './nodeports.ts'
import { nodeResourcesBalancedAllocation } from './noderesourcesbalancedallocation.ts'
import { nodeResourcesFit } from './noderesourcesfit.ts'
import { nodeUnschedulable } from './nodeunschedulable.ts'
import { taintToleration } from './tainttoleration.ts'

export const DEFAULT_SCHEDULER = 'default-scheduler'

export const defaultProfile: Profile = {
  schedulerName: DEFAULT_SCHEDULER,
  nodePlugins: [
    { plugin: nodeUnschedulable, weight: 0 },
    { plugin: nodeName, weight: 0 },
    { plugin: taintToleration, weight: 3 },
    { plugin: nodeAffinity, weight: 2 },
    { plugin: nodePorts, weight: 0 },
    { plugin: nodeResourcesFit, weight: 1 },
    { plugin: nodeResourcesBalancedAllocation, weight: 1 },
    { plugin: imageLocality, weight: 1 },
  ],
  relationPlugins: [],
  percentageOfNodesToScore: 0,
}
