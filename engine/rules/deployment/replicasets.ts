/** Finding a Deployment's new and old ReplicaSets. Source: pkg/controller/deployment/util. */
import { equal } from '../../api/equal.ts'
import { isEmptySelector, selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../kinds/types.ts'
import { activeReplicaSets, byCreation, desiredReplicas } from '../replicaset/order.ts'

/** The label that tells the Pods of a Deployment's ReplicaSets apart. */
export const POD_TEMPLATE_HASH = 'pod-template-hash'

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  if (template.metadata?.labels?.[POD_TEMPLATE_HASH] === undefined) return template
  const { [POD_TEMPLATE_HASH]: _, ...labels } = template.metadata.labels
  return { ...template, metadata: { ...template.metadata, labels } }
}

/** Pods of both templates are the same but for the hash label. */
export function equalIgnoringHash(first: PodTemplateSpec, second: PodTemplateSpec): boolean {
  const [a, b] = [withoutHash(first), withoutHash(second)]
  return equal(a.spec, b.spec) && equal(normalMetadata(a), normalMetadata(b))
}

/** No labels and empty labels are one. */
function normalMetadata({ metadata }: PodTemplateSpec) {
  return { ...metadata, labels: metadata?.labels ?? {} }
}

/** The oldest ReplicaSet with the Deployment's template. */
export function findNewReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const template = deployment.spec.template
  return [...sets].sort(byCreation).find((set) => equalIgnoringHash(set.spec.template ?? {}, template))
}

/** All others, oldest first, and those of them that still keep Pods. */
export function findOldReplicaSets(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): { all: ReplicaSet[]; active: ReplicaSet[] } {
  const current = findNewReplicaSet(deployment, sets)
  const all = [...sets].sort(byCreation).filter((set) => set.metadata.uid !== current?.metadata.uid)
  return { all, active: activeReplicaSets(all) }
}

/** The only active ReplicaSet, or the newest when none is active; undefined when several are. */
export function findActiveOrLatest(
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const active = activeReplicaSets([...old, current])
  if (active.length > 1) return undefined
  return active[0] ?? current ?? [...old].sort(byCreation).at(-1)
}

/** Replicas asked for by all. */
export function totalReplicas(sets: readonly (ReplicaSet | undefined)[]): number {
  return sets.reduce((sum, set) => sum + (set === undefined ? 0 : desiredReplicas(set)), 0)
}

/** Replicas that exist, by status. */
export function totalActualReplicas(sets: readonly (ReplicaSet | undefined)[]): number {
  return sets.reduce((sum, set) => sum + (set?.status.replicas ?? 0), 0)
}

export function totalReadyReplicas(sets: readonly (ReplicaSet | undefined)[]): number {
  return sets.reduce((sum, set) => sum + (set?.status.readyReplicas ?? 0), 0)
}

export function totalAvailableReplicas(sets: readonly (ReplicaSet | undefined)[]): number {
  return sets.reduce((sum, set) => sum + (set?.status.availableReplicas ?? 0), 0)
}

/** Replicas being deleted; undefined when a ReplicaSet that its controller has seen does not say. */
export function totalTerminatingReplicas(sets: readonly (ReplicaSet | undefined)[]): number | undefined {
  let sum = 0
  for (const set of sets) {
    if (set === undefined) continue
    const { terminatingReplicas, observedGeneration = 0 } = set.status as TerminatingStatus
    if (terminatingReplicas === undefined && observedGeneration > 0) return undefined
    sum += terminatingReplicas ?? 0
  }
  return sum
}

/** The count of terminating replicas is newer than the types. */
type TerminatingStatus = ReplicaSet['status'] & { terminatingReplicas?: number }

/** The Deployments of its namespace that select a ReplicaSet's labels; a selector of everything does not count. */
export function deploymentsForReplicaSet(deployments: readonly Deployment[], set: ReplicaSet): Deployment[] {
  if (Object.keys(set.metadata.labels ?? {}).length === 0) return []
  return deployments.filter(({ metadata, spec }) => {
    if ((metadata.namespace ?? '') !== (set.metadata.namespace ?? '')) return false
    const selector = labelSelector(spec.selector)
    return !isEmptySelector(selector) && selectorMatches(selector, set.metadata.labels)
  })
}
