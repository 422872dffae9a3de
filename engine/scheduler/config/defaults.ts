/** The plugins of a profile that says nothing of them, in order, and which of them a profile ends up with. */
import type { ExtensionPoint, PluginRef, ProfileConfiguration } from './types.ts'

/** Source: pkg/scheduler/apis/config/v1/default_plugins.go. */
export const DEFAULT_PLUGINS: readonly PluginRef[] = [
  { name: 'SchedulingGates' },
  { name: 'PrioritySort' },
  { name: 'NodeUnschedulable' },
  { name: 'NodeName' },
  { name: 'TaintToleration', weight: 3 },
  { name: 'NodeAffinity', weight: 2 },
  { name: 'NodePorts' },
  { name: 'NodeResourcesFit', weight: 1 },
  { name: 'VolumeRestrictions' },
  { name: 'NodeVolumeLimits' },
  { name: 'VolumeBinding' },
  { name: 'VolumeZone' },
  { name: 'PodTopologySpread', weight: 2 },
  { name: 'InterPodAffinity', weight: 2 },
  { name: 'DefaultPreemption' },
  { name: 'NodeResourcesBalancedAllocation', weight: 1 },
  { name: 'ImageLocality', weight: 1 },
  { name: 'DefaultBinder' },
]

/** A plugin at one extension point. */
export interface Switched {
  readonly on: boolean
  /** Of its scores. */
  readonly weight: number
}

/** Names in order, and how each stands at an extension point. */
export class PluginSwitches {
  readonly names: readonly string[]
  private readonly multi: ReadonlyMap<string, number>

  constructor(private readonly profile: ProfileConfiguration) {
    const { enabled = [], disabled = [] } = profile.plugins?.multiPoint ?? {}
    const off = new Set(disabled.map(({ name }) => name))
    const kept = off.has('*') ? [] : DEFAULT_PLUGINS.filter(({ name }) => !off.has(name))
    const multi = new Map(kept.map(({ name, weight = 0 }) => [name, weight]))
    for (const { name, weight } of enabled) multi.set(name, weight || multi.get(name) || weightOf(name))
    this.multi = multi
    const points = Object.values(profile.plugins ?? {}).flatMap((set) => set?.enabled ?? [])
    this.names = [...new Set([...multi.keys(), ...points.map(({ name }) => name)])]
  }

  at(point: ExtensionPoint, name: string): Switched {
    const { enabled = [], disabled = [] } = this.profile.plugins?.[point] ?? {}
    const own = enabled.find((ref) => ref.name === name)
    if (own !== undefined) return { on: true, weight: own.weight || weightOf(name) }
    const off = disabled.some((ref) => ref.name === name || ref.name === '*')
    const weight = this.multi.get(name)
    return { on: weight !== undefined && !off, weight: weight ?? 0 }
  }
}

const weightOf = (name: string) => DEFAULT_PLUGINS.find((ref) => ref.name === name)?.weight ?? 1
