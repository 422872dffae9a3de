/** Annotations by which a Deployment remembers revisions and sizes on its ReplicaSets. Source: pkg/controller/deployment/util. */
import { integerError } from '../../api/gonumber.ts'
import type { Deployment, ReplicaSet } from '../../kinds/types.ts'
import { deploymentReplicas, maxSurge } from './fenceposts.ts'

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision'
export const REVISION_HISTORY_ANNOTATION = 'deployment.kubernetes.io/revision-history'
export const DESIRED_REPLICAS_ANNOTATION = 'deployment.kubernetes.io/desired-replicas'
export const MAX_REPLICAS_ANNOTATION = 'deployment.kubernetes.io/max-replicas'

/** Characters that the history of revisions may take. */
const MAX_HISTORY_LENGTH = 2000
const MAX_INT32 = 2147483647

/** Annotations of a Deployment that its ReplicaSets do not take over. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION_ANNOTATION,
  REVISION_HISTORY_ANNOTATION,
  DESIRED_REPLICAS_ANNOTATION,
  MAX_REPLICAS_ANNOTATION,
  'deprecated.deployment.rollback.to',
])

type Annotations = Readonly<Record<string, string>>

/** A number of Pods noted in an annotation: absent, good, or with Go's reason why it is not. */
export function readReplicasAnnotation(
  annotations: Annotations | null | undefined,
  name: string,
): { value?: number; error?: string } {
  const text = annotations?.[name]
  if (typeof text !== 'string') return {}
  if (!/^[0-9]+$/.test(text)) return { error: integerError('ParseUint', text, 'invalid syntax') }
  const value = Number(text)
  return value > MAX_INT32 ? { error: integerError('ParseUint', text, 'value out of range') } : { value }
}

export function desiredReplicasAnnotation(set: ReplicaSet): number | undefined {
  return readReplicasAnnotation(set.metadata.annotations, DESIRED_REPLICAS_ANNOTATION).value
}

export function maxReplicasAnnotation(set: ReplicaSet): number | undefined {
  return readReplicasAnnotation(set.metadata.annotations, MAX_REPLICAS_ANNOTATION).value
}

/** Annotations with the sizes noted; the same when they are noted already. */
export function withReplicasAnnotations(annotations: Annotations, desired: number, max: number): Annotations {
  const wanted = { [DESIRED_REPLICAS_ANNOTATION]: String(desired), [MAX_REPLICAS_ANNOTATION]: String(max) }
  const same = Object.entries(wanted).every(([name, text]) => annotations[name] === text)
  return same ? annotations : { ...annotations, ...wanted }
}

/** Whether the noted sizes differ from the given ones. */
export function replicasAnnotationsNeedUpdate(set: ReplicaSet, desired: number, max: number): boolean {
  const annotations = set.metadata.annotations
  return annotations === undefined || withReplicasAnnotations(annotations, desired, max) !== annotations
}

/** The revision noted on an object; 0 when none, undefined when it is not a number. */
export function revisionOf(object: { metadata: { annotations?: Annotations } }): number | undefined {
  const text = object.metadata.annotations?.[REVISION_ANNOTATION]
  if (text === undefined) return 0
  return /^[-+]?[0-9]+$/.test(text) ? Number(text) : undefined
}

/** The highest revision among ReplicaSets. */
export function maxRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map((set) => revisionOf(set) ?? 0))
}

/** Annotations of the new ReplicaSet: the Deployment's, the revision if it grew, the history, and (before creation) the sizes. */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  current: Annotations,
  revision: number,
  exists: boolean,
): Annotations {
  const copied = withAnnotationsOf(deployment, current)
  const old = current[REVISION_ANNOTATION]
  if (old !== undefined && old !== '' && !/^[-+]?[0-9]+$/.test(old)) return copied
  const revised = Number(old ?? 0) < revision ? withRevision(copied, old, revision) : copied
  if (exists) return revised
  const replicas = deploymentReplicas(deployment)
  return withReplicasAnnotations(revised, replicas, replicas + maxSurge(deployment))
}

function withAnnotationsOf(deployment: Deployment, current: Annotations): Annotations {
  const added = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([name, text]) => !NOT_COPIED.has(name) && current[name] !== text,
  )
  return added.length === 0 ? current : { ...current, ...Object.fromEntries(added) }
}

function withRevision(annotations: Annotations, old: string | undefined, revision: number): Annotations {
  const revised = { ...annotations, [REVISION_ANNOTATION]: String(revision) }
  if (old === undefined) return revised
  const history = appendRevision(annotations[REVISION_HISTORY_ANNOTATION] ?? '', old)
  return history === undefined ? revised : { ...revised, [REVISION_HISTORY_ANNOTATION]: history }
}

/** Adds a revision to the history, dropping the oldest ones where it grows too long; undefined when even that does not help. */
function appendRevision(history: string, revision: string): string | undefined {
  const revisions = history.split(',')
  if (revisions[0] === '') return revision
  let length = history.length + revision.length + 1
  let start = 0
  while (length > MAX_HISTORY_LENGTH && start < revisions.length) {
    length -= (revisions[start]?.length ?? 0) + 1
    start++
  }
  return length <= MAX_HISTORY_LENGTH ? [...revisions.slice(start), revision].join(',') : undefined
}
