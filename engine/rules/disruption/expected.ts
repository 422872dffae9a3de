/** How many Pods a budget counts on. Source: pkg/controller/disruption getExpectedPodCount, getExpectedScale. */
import { type IntOrString, scaledIntOrPercent } from '../../api/intstr.ts'
import { controllerOf, type OwnerReference } from '../../api/object.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/types.ts'

/** What a controller was asked for. */
export interface ControllerScale {
  readonly uid: string
  readonly scale: number
}

/** Finds the controller behind a reference, and its scale; undefined when there is none. Throws DisruptionErrors. */
export type ScaleOf = (reference: OwnerReference, namespace: string) => ControllerScale | undefined

/** Why a budget cannot be reckoned; its text goes into the budget's condition. */
export class DisruptionError extends Error {}

export interface Expectation {
  readonly expected: number
  readonly desiredHealthy: number
  /** Names of Pods without a controller, where controllers are what counts. */
  readonly unmanaged: readonly string[]
}

/** Throws DisruptionErrors and IntOrStringErrors. */
export function expectation({ spec }: PodDisruptionBudget, pods: readonly Pod[], scaleOf: ScaleOf): Expectation {
  const { minAvailable, maxUnavailable } = spec
  if (maxUnavailable !== undefined) return fromScale(maxUnavailable, pods, scaleOf, (all, share) => all - share)
  if (minAvailable === undefined) return { expected: 0, desiredHealthy: 0, unmanaged: [] }
  if (typeof minAvailable === 'string') return fromScale(minAvailable, pods, scaleOf, (_all, share) => share)
  return { expected: pods.length, desiredHealthy: minAvailable, unmanaged: [] }
}

/** Of the sum of the scales of all controllers of the Pods. */
function fromScale(
  share: IntOrString,
  pods: readonly Pod[],
  scaleOf: ScaleOf,
  desired: (all: number, share: number) => number,
): Expectation {
  const { scales, unmanaged } = scalesOf(pods, scaleOf)
  const expected = [...scales.values()].reduce((sum, scale) => sum + scale, 0)
  return {
    expected,
    desiredHealthy: Math.max(0, desired(expected, scaledIntOrPercent(share, expected, true))),
    unmanaged,
  }
}

function scalesOf(pods: readonly Pod[], scaleOf: ScaleOf): { scales: Map<string, number>; unmanaged: string[] } {
  const scales = new Map<string, number>()
  const unmanaged: string[] = []
  /** References of one controller are mostly met many times. */
  const asked = new Set<string>()
  for (const pod of pods) {
    const reference = controllerOf(pod)
    if (reference === undefined) unmanaged.push(pod.metadata.name)
    if (reference === undefined || asked.has(reference.uid)) continue
    asked.add(reference.uid)
    const found = scaleOf(reference, pod.metadata.namespace ?? '')
    if (found === undefined) throw new DisruptionError(`found no controllers for pod "${pod.metadata.name}"`)
    scales.set(found.uid, found.scale)
  }
  return { scales, unmanaged }
}
