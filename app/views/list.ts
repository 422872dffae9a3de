/** The views of the stage, in the order of their tabs and keys. A new view is a folder and a line here. */
import type { ComponentType } from 'react'
import { AutoscaleView } from './autoscale/AutoscaleView.tsx'
import { ClusterView } from './cluster/ClusterView.tsx'
import { CompareView } from './compare/CompareView.tsx'
import { GraphView } from './graph/GraphView.tsx'
import { NetworkView } from './network/NetworkView.tsx'
import { RolloutView } from './rollout/RolloutView.tsx'
import { SchedulingView } from './scheduling/SchedulingView.tsx'
import { TimelineView } from './timeline/TimelineView.tsx'

export interface View {
  id: string
  title: string
  /** The single key that shows it. */
  key: string
  component: ComponentType
}

export const VIEWS: readonly View[] = [
  { id: 'cluster', title: 'Cluster', key: '1', component: ClusterView },
  { id: 'timeline', title: 'Timeline', key: '2', component: TimelineView },
  { id: 'rollout', title: 'Rollout', key: '3', component: RolloutView },
  { id: 'autoscale', title: 'Autoscale', key: '4', component: AutoscaleView },
  { id: 'scheduling', title: 'Scheduling', key: '5', component: SchedulingView },
  { id: 'network', title: 'Network', key: '6', component: NetworkView },
  { id: 'compare', title: 'Branches', key: '7', component: CompareView },
  { id: 'graph', title: 'Graph', key: '8', component: GraphView },
]
