/** Who a StatefulSet's Pods are: names, ordinals, labels. Source: pkg/controller/statefulset/stateful_set_utils.go. */
import type { Pod, StatefulSet } from '../../kinds/types.ts'
import { REVISION_LABEL } from '../history/revisions.ts'

const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index'

const MAX_ORDINAL = 2147483647
const [HYPHEN, DIGIT_0, DIGIT_9] = [45, 48, 57]

/** The set's name and the ordinal in a Pod's name; -1 when it has none. */
export function parentAndOrdinal({ metadata: { name } }: Pod): { parent: string; ordinal: number } {
  const ordinal = ordinalIn(name)
  // The last hyphen stands before nothing but digits when the name has an ordinal, too large or not.
  return ordinal === undefined ? { parent: '', ordinal: -1 } : { parent: name.slice(0, name.lastIndexOf('-')), ordinal }
}

/** Digits behind the last hyphen; -1 when they are too many. Asked of every Pod of a set in every pass. */
function ordinalIn(name: string): number | undefined {
  let ordinal = 0
  let factor = 1
  for (let at = name.length - 1; at >= 0; at--) {
    const code = name.charCodeAt(at)
    if (code === HYPHEN) return factor === 1 ? undefined : ordinal > MAX_ORDINAL ? -1 : ordinal
    if (code < DIGIT_0 || code > DIGIT_9) return undefined
    ordinal += (code - DIGIT_0) * factor
    factor *= 10
  }
  return undefined
}

export const ordinalOf = ({ metadata }: Pod): number => ordinalIn(metadata.name) ?? -1

export const podName = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`

export const startOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0

export const replicasOf = ({ spec }: StatefulSet): number => spec.replicas ?? 1

/** Whether a Pod is one of those the set wants now. */
export function isInRange(pod: Pod, set: StatefulSet): boolean {
  const index = ordinalOf(pod) - startOrdinal(set)
  return index >= 0 && index < replicasOf(set)
}

/** Whether a Pod bears the name of one of the set's Pods. */
export function isMember({ metadata: { name } }: StatefulSet, pod: Pod): boolean {
  const its = pod.metadata.name
  return its.startsWith(name) && its.lastIndexOf('-') === name.length && ordinalIn(its) !== undefined
}

export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const { parent, ordinal } = parentAndOrdinal(pod)
  const { name, namespace, labels } = pod.metadata
  return (
    ordinal >= 0 &&
    set.metadata.name === parent &&
    name === podName(set, ordinal) &&
    namespace === set.metadata.namespace &&
    labels?.[POD_NAME_LABEL] === name
  )
}

/** The labels that say who a Pod is, added to its others. */
export function identityLabels(set: StatefulSet, ordinal: number, labels: Readonly<Record<string, string>> = {}) {
  return { ...labels, [POD_NAME_LABEL]: podName(set, ordinal), [POD_INDEX_LABEL]: String(ordinal) }
}

export const revisionOfPod = ({ metadata }: Pod): string => metadata.labels?.[REVISION_LABEL] ?? ''

/** Below the partition (or, without one, among those not yet updated) a missing Pod comes back as it was. */
export function needsCurrentRevision(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return false
  const kept = rollingUpdate === undefined ? (set.status.currentReplicas ?? 0) : (rollingUpdate.partition ?? 0)
  return ordinal < startOrdinal(set) + kept
}
