/** The resources that are answered and not stored, and those of metrics.k8s.io where somebody measures. */
import type { DoorContext } from '../context.ts'
import { type VirtualResource, virtualResources } from '../virtual.ts'
import { metricsResources } from './resources.ts'

export const virtualOf = ({ server }: DoorContext): readonly VirtualResource[] =>
  server.metrics.resource === undefined ? virtualResources : [...virtualResources, ...metricsResources]
