/** Names of things on the stage: what the pointer hits, the focus stands on, and a menu is for. */
import type { Workload } from '../../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { Mirror } from '../../session/mirror.ts'

export type MarkRef = { kind: 'pod'; id: number } | { kind: 'node'; id: number } | { kind: 'workload'; id: number }

/** `pod:12`, as it stands in `data-mark`. */
export const markKey = (mark: MarkRef): string => `${mark.kind}:${mark.id}`

/** Reads `data-mark` of the nearest element that has one. */
export function markAt(target: EventTarget | null): MarkRef | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-mark]') : null
  return parseMark(element?.dataset.mark ?? '')
}

/** The reverse of `markKey`; undefined for anything else. */
export function parseMark(key: string): MarkRef | undefined {
  const [kind, id] = key.split(':')
  return kind === 'pod' || kind === 'node' || kind === 'workload' ? { kind, id: Number(id) } : undefined
}

const API_VERSIONS: Record<string, string> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
}

/** The API object that owns the Pods of a workload. */
export function workloadRef(workload: Workload): ObjectRef {
  return {
    apiVersion: API_VERSIONS[workload.kind] ?? 'v1',
    kind: workload.kind,
    namespace: workload.namespace,
    name: workload.name,
  }
}

/** The API object a mark stands for, or undefined when it is gone. */
export function objectOf(mirror: Mirror, mark: MarkRef): ObjectRef | undefined {
  if (mark.kind === 'pod') {
    const label = mirror.pods.stateOf(mark.id) ? mirror.pods.labels[mark.id] : undefined
    return label && { apiVersion: 'v1', kind: 'Pod', namespace: label.namespace, name: label.name }
  }
  if (mark.kind === 'node') {
    const node = mirror.nodes.get(mark.id)
    return node && { apiVersion: 'v1', kind: 'Node', namespace: '', name: node.name }
  }
  const workload = mirror.workloads[mark.id]
  return workload && workloadRef(workload)
}

/** The same living object, by kind and name. */
export function sameObject(a: ObjectRef | undefined, b: ObjectRef | undefined): boolean {
  return a !== undefined && a?.kind === b?.kind && a?.name === b?.name && a?.namespace === b?.namespace
}

/** The mark of an object, or undefined for one that has none on the stage; looks at every Pod's name. */
export function markOf(mirror: Mirror, ref: ObjectRef): MarkRef | undefined {
  const id =
    ref.kind === 'Pod'
      ? mirror.pods.find(ref.namespace, ref.name)
      : ref.kind === 'Node'
        ? ([...mirror.nodes.values()].find(({ name }) => name === ref.name)?.id ?? -1)
        : mirror.workloads.findIndex((workload) => sameObject(workloadRef(workload), ref))
  if (id < 0) return undefined
  return { kind: ref.kind === 'Pod' ? 'pod' : ref.kind === 'Node' ? 'node' : 'workload', id }
}
