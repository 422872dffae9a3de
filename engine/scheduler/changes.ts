/** Kinds of cluster events that plugins wait for, as bits. Source: kube-scheduler framework events.go. */
import { equal } from '../api/equal.ts'
import type { Node, Pod } from '../kinds/types.ts'

export const ClusterChange = {
  NODE_ADD: 1,
  NODE_DELETE: 2,
  NODE_ALLOCATABLE: 4,
  NODE_LABEL: 8,
  /** Taints, or cordoned and uncordoned. */
  NODE_TAINT: 16,
  /** A Pod on a node appeared, vanished (or finished), got other labels, asks for less. */
  POD_ADD: 32,
  POD_DELETE: 64,
  POD_LABEL: 128,
  POD_SCALE_DOWN: 256,
  /** The waiting Pod itself changed. */
  OWN_LABEL: 512,
  OWN_TOLERATION: 1024,
  OWN_GATES: 2048,
  OWN_SCALE_DOWN: 4096,
  /** A claim, volume, class, … appeared or changed. */
  CLAIM: 8192,
  VOLUME: 16_384,
  STORAGE_CLASS: 32_768,
  CSI_NODE: 65_536,
  CSI_DRIVER: 131_072,
  CSI_CAPACITY: 262_144,
} as const

/** What changed on a node that a Pod could wait for; 0 = nothing. */
export function nodeChange(before: Node, after: Node): number {
  let change = 0
  if (!equal(before.status?.allocatable, after.status?.allocatable)) change |= ClusterChange.NODE_ALLOCATABLE
  if (!equal(before.metadata.labels, after.metadata.labels)) change |= ClusterChange.NODE_LABEL
  const { spec: old } = before
  const { spec } = after
  if (old !== spec && (!equal(old.taints, spec.taints) || !old.unschedulable !== !spec.unschedulable)) {
    change |= ClusterChange.NODE_TAINT
  }
  return change
}

/** What changed on a waiting Pod that could help it; 0 = nothing. */
export function ownChange(before: Pod, after: Pod): number {
  let change = 0
  if (!equal(before.metadata.labels, after.metadata.labels)) change |= ClusterChange.OWN_LABEL
  if (before.spec === after.spec) return change
  if (!equal(before.spec.tolerations, after.spec.tolerations)) change |= ClusterChange.OWN_TOLERATION
  if (gated(before) && !gated(after)) change |= ClusterChange.OWN_GATES
  if (!equal(before.spec.containers, after.spec.containers)) change |= ClusterChange.OWN_SCALE_DOWN
  return change
}

export const gated = (pod: Pod): boolean => (pod.spec.schedulingGates?.length ?? 0) > 0

/** Counts on a node. */
export function isAssigned({ spec, status }: Pod): boolean {
  return Boolean(spec.nodeName) && status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
}

/** What changed on a Pod on a node that others could wait for; 0 = nothing. */
export function assignedChange(before: Pod, after: Pod): number {
  const labels = before.metadata.labels === after.metadata.labels ? 0 : ClusterChange.POD_LABEL
  return labels | (before.spec.containers === after.spec.containers ? 0 : ClusterChange.POD_SCALE_DOWN)
}
