/** The views of the stage, in the order of their tabs and keys. A new view is a folder and a line here. */
import type { ComponentType } from 'react'
import { late } from '../components/late.tsx'
import { ClusterView } from './cluster/ClusterView.tsx'

/** What is not the first to be seen comes when it is opened. */
const AutoscaleView = late(() => import('./autoscale/AutoscaleView.tsx').then(({ AutoscaleView }) => AutoscaleView))
const CompareView = late(() => import('./compare/CompareView.tsx').then(({ CompareView }) => CompareView))
const GraphView = late(() => import('./graph/GraphView.tsx').then(({ GraphView }) => GraphView))
const NetworkView = late(() => import('./network/NetworkView.tsx').then(({ NetworkView }) => NetworkView))
const RolloutView = late(() => import('./rollout/RolloutView.tsx').then(({ RolloutView }) => RolloutView))
const SchedulingView = late(() =>
  import('./scheduling/SchedulingView.tsx').then(({ SchedulingView }) => SchedulingView),
)
const TimelineView = late(() => import('./timeline/TimelineView.tsx').then(({ TimelineView }) => TimelineView))

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
