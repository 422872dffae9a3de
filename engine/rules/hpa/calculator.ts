/**
 * How many replicas a metric asks for. Source: pkg/controller/podautoscaler/replica_calculator.go.
 *
 * Pods without a sample and Pods that are not ready are taken to use what makes the change smaller; if that turns the
 * direction round, nothing is changed.
 */
import type { Pod } from '../../kinds/types.ts'
import { findCondition } from '../conditions.ts'
import { groupPods, type PodGroups, type PodMetric, type PodMetrics, type Readiness } from './podgroups.ts'
import { usageRatio, utilizationRatio } from './ratios.ts'
import { calculateRequests } from './requests.ts'
import { isWithin, type Tolerances } from './tolerance.ts'

const MAX_INT32 = 2 ** 31 - 1
const NO_PODS = 'no pods returned by selector while calculating replica count'
const NO_METRICS = 'did not receive metrics for targeted pods (pods might be unready)'

/** A calculation that cannot be made; the message is upstream's. */
export class CalculationError extends Error {}

/** What every calculation looks at. */
export interface Scene {
  /** The Pods the target's selector chooses. */
  readonly pods: readonly Pod[]
  /** Replicas the target asks for. */
  readonly replicas: number
  readonly tolerances: Tolerances
  readonly readiness: Readiness
  /** Milliseconds since 1970. */
  readonly nowMs: number
  /** Pods may say what they need as a whole. */
  readonly podLevel: boolean
}

export interface Proposal {
  readonly replicas: number
  /** Use, in thousandths: an average, or the whole for metrics of objects. */
  readonly usage: number
  /** Percent of the requests, of resources with a target in percent. */
  readonly percent?: number
}

/** Replicas as Go's int32 holds them. */
const replicaCount = (value: number): number => Math.min(Math.ceil(value), MAX_INT32)

/** Counted samples and the rest. @throws CalculationError */
function countedMetrics(scene: Scene, metrics: PodMetrics, resource: string): [Map<string, PodMetric>, PodGroups] {
  if (scene.pods.length === 0) throw new CalculationError(NO_PODS)
  const groups = groupPods(scene.pods, metrics, resource, scene.nowMs, scene.readiness)
  const counted = new Map(metrics)
  for (const name of [...groups.ignored, ...groups.unready]) counted.delete(name)
  if (counted.size === 0) throw new CalculationError(NO_METRICS)
  return [counted, groups]
}

/** Utilisation of what was asked for. @throws CalculationError, MissingRequest */
export function utilizationReplicas(
  scene: Scene,
  metrics: PodMetrics,
  resource: string,
  container: string,
  targetPercent: number,
): Proposal {
  const [counted, groups] = countedMetrics(scene, metrics, resource)
  const requests = calculateRequests(scene.pods, container, resource, scene.podLevel)
  const ratioOf = (of: PodMetrics) => {
    const utilization = utilizationRatio(of, requests, targetPercent)
    if (utilization === undefined) throw new CalculationError('no metrics returned matched known pods')
    return utilization
  }
  const { percent, average, ratio } = ratioOf(counted)
  const full = Math.max(100, targetPercent)
  const replicas = proposal(scene, counted, groups, ratio, {
    ratioOf: (of) => ratioOf(of).ratio,
    whenScalingDown: (name) => Math.trunc(((requests.get(name) ?? 0) * full) / 100),
    fillsWhenEqual: false,
  })
  return { replicas, usage: average, percent }
}

/** Average use against a target; of a resource, or (named '') of a custom metric of Pods. @throws CalculationError */
export function averageReplicas(scene: Scene, metrics: PodMetrics, resource: string, target: number): Proposal {
  const [counted, groups] = countedMetrics(scene, metrics, resource)
  const { ratio, average } = usageRatio(counted, target)
  const replicas = proposal(scene, counted, groups, ratio, {
    ratioOf: (of) => usageRatio(of, target).ratio,
    whenScalingDown: () => target,
    fillsWhenEqual: true,
  })
  return { replicas, usage: average }
}

interface Method {
  ratioOf(metrics: PodMetrics): number
  /** What a Pod without a sample is taken to use when it would be fewer. */
  whenScalingDown(name: string): number
  /** Pods without a sample are taken to use nothing also when use is just right. */
  fillsWhenEqual: boolean
}

function proposal(
  { replicas: current, tolerances }: Scene,
  counted: Map<string, PodMetric>,
  groups: PodGroups,
  ratio: number,
  method: Method,
): number {
  const upWithUnready = groups.unready.length > 0 && ratio > 1
  if (!upWithUnready && groups.missing.length === 0) {
    return isWithin(tolerances, ratio) ? current : replicaCount(ratio * groups.readyCount)
  }
  const assume = (name: string, value: number) => counted.set(name, { value, atMs: 0, windowMs: 0 })
  for (const name of groups.missing) {
    if (ratio < 1) assume(name, method.whenScalingDown(name))
    else if (ratio > 1 || method.fillsWhenEqual) assume(name, 0)
  }
  if (upWithUnready) for (const name of groups.unready) assume(name, 0)
  const next = method.ratioOf(counted)
  const turned = (ratio < 1 && next > 1) || (ratio > 1 && next < 1)
  if (isWithin(tolerances, next) || turned) return current
  const replicas = replicaCount(next * counted.size)
  const against = (next < 1 && replicas > current) || (next > 1 && replicas < current)
  return against ? current : replicas
}

/** A value of a whole (an object, something external) against a target of the whole. @throws CalculationError */
export function wholeReplicas(scene: Scene, usage: number, target: number): Proposal {
  const ratio = usage / target
  if (scene.replicas === 0) return { replicas: replicaCount(ratio), usage }
  if (isWithin(scene.tolerances, ratio)) return { replicas: scene.replicas, usage }
  return { replicas: replicaCount(ratio * readyPods(scene.pods)), usage }
}

function readyPods(pods: readonly Pod[]): number {
  if (pods.length === 0) throw new CalculationError(`unable to calculate ready pods: ${NO_PODS}`)
  const isReady = ({ status }: Pod) => findCondition(status.conditions, 'Ready')?.status === 'True'
  return pods.filter((pod) => pod.status.phase === 'Running' && isReady(pod)).length
}

/** A value of a whole against a target for each Pod. @param present replicas the target has */
export function perPodReplicas(scene: Scene, present: number, usage: number, target: number): Proposal {
  const ratio = usage / (target * present)
  const replicas = isWithin(scene.tolerances, ratio) ? present : replicaCount(usage / target)
  return { replicas, usage: Math.ceil(usage / present) }
}
