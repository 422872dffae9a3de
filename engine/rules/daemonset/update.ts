/** Which Pods a rolling update replaces now. Source: pkg/controller/daemon/update.go rollingUpdate. */
import { scaledIntOrPercent } from '../../api/intstr.ts'
import type { DaemonSet, Pod } from '../../kinds/types.ts'

/** What the update asks of Pods. */
export interface Judge {
  isUpdated(pod: Pod): boolean
  isAvailable(pod: Pod): boolean
}

export interface UpdateBounds {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

export interface UpdateStep {
  readonly doomed: readonly Pod[]
  /** Nodes that get a second Pod. */
  readonly nodes: readonly string[]
}

/** Bounds over `desired` nodes, both rounded up; if both come out as nothing, one may be unavailable. Throws IntOrStringError. */
export function updateBounds({ spec }: DaemonSet, desired: number): UpdateBounds {
  const { maxSurge, maxUnavailable } = spec.updateStrategy?.rollingUpdate ?? {}
  const surge = scaledIntOrPercent(maxSurge ?? 0, desired, true)
  const unavailable = scaledIntOrPercent(maxUnavailable ?? 0, desired, true)
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** Whether a node may have two Pods during an update. */
export function allowsSurge({ spec }: DaemonSet): boolean {
  const { type, rollingUpdate } = spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate' || rollingUpdate?.maxSurge === undefined) return false
  return scaledIntOrPercent(rollingUpdate.maxSurge, 100, true) > 0
}

/** The new and the old Pod of a node; undefined when there are several of a kind, which is not the update's business. */
function pairOn(pods: readonly Pod[], judge: Judge): { fresh: Pod | undefined; old: Pod | undefined } | undefined {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const fresh = staying.filter((pod) => judge.isUpdated(pod))
  const old = staying.filter((pod) => !judge.isUpdated(pod))
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] }
}

type PodsByNode = ReadonlyMap<string, readonly Pod[]>

/** The next step of an update; `pods` has an entry, maybe empty, for every node that should run one. */
export function updateStep(pods: PodsByNode, bounds: UpdateBounds, judge: Judge): UpdateStep {
  return bounds.maxSurge === 0
    ? replaceStep(pods, bounds.maxUnavailable, judge)
    : surgeStep(pods, bounds.maxSurge, judge)
}

/** Old Pods that are unavailable anyway go at once, others as far as the bound allows. */
function replaceStep(pods: PodsByNode, maxUnavailable: number, judge: Judge): UpdateStep {
  let unavailable = 0
  const broken: Pod[] = []
  const candidates: Pod[] = []
  for (const onNode of pods.values()) {
    const { fresh, old } = pairOn(onNode, judge) ?? {}
    if (old === undefined || fresh !== undefined) {
      if (old !== undefined || fresh === undefined || !judge.isAvailable(fresh)) unavailable++
    } else if (!judge.isAvailable(old)) {
      broken.push(old)
      unavailable++
    } else if (unavailable < maxUnavailable) candidates.push(old)
  }
  return { doomed: [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))], nodes: [] }
}

/** New Pods are made beside the old, which go when the new are available. */
function surgeStep(pods: PodsByNode, maxSurge: number, judge: Judge): UpdateStep {
  let surging = 0
  const doomed: Pod[] = []
  const broken: string[] = []
  const candidates: string[] = []
  for (const [node, onNode] of pods) {
    const pair = pairOn(onNode, judge)
    if (pair === undefined) surging++
    else if (pair.old === undefined) continue
    else if (pair.fresh === undefined) {
      if (!judge.isAvailable(pair.old)) broken.push(node)
      else if (surging < maxSurge) candidates.push(node)
    } else if (judge.isAvailable(pair.fresh)) doomed.push(pair.old)
    else surging++
  }
  return { doomed, nodes: [...broken, ...candidates.slice(0, Math.max(0, maxSurge - surging))] }
}
