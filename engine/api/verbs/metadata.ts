/** Whose metadata is what: the client's labels, annotations, owners and finalizers, and the server's everything else. */
import { equal } from '../equal.ts'
import type { KindDefinition } from '../kind.ts'
import type { Draft, KObject, ObjectMeta } from '../object.ts'

/** What the server gives a new object. */
export interface Made {
  uid: string
  creationTimestamp: string
}

/** Metadata of a new object; its version comes when it is stored. */
export function newMeta(
  made: Made,
  definition: KindDefinition,
  draft: Draft<KObject>,
  namespace: string,
  name: string,
): ObjectMeta {
  const { labels, annotations, ownerReferences, finalizers, generateName: base } = draft.metadata
  const { uid, creationTimestamp } = made
  if (
    base &&
    namespace &&
    labels &&
    ownerReferences &&
    !annotations &&
    !finalizers &&
    !definition.generation &&
    !draft.metadata.managedFields
  ) {
    // What a controller makes, Pods above all: one literal, so that nothing lies outside of the object.
    const whole = {
      name,
      uid,
      resourceVersion: '',
      creationTimestamp,
      generateName: base,
      namespace,
      labels,
      ownerReferences,
    }
    return whole as ObjectMeta
  }
  const meta: ObjectMeta = {
    name,
    uid,
    resourceVersion: '',
    creationTimestamp,
  }
  if (base) meta.generateName = base
  if (namespace) meta.namespace = namespace
  if (definition.generation) meta.generation = 1
  if (labels) meta.labels = labels
  if (annotations) meta.annotations = annotations
  if (ownerReferences) meta.ownerReferences = ownerReferences
  if (finalizers) meta.finalizers = finalizers
  if (draft.metadata.managedFields) meta.managedFields = draft.metadata.managedFields
  return meta
}

/** Metadata of an update: the client's labels, annotations, owners, finalizers; the server's everything else. */
export function keptMeta(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const meta: ObjectMeta = { ...old }
  for (const key of ['labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields'] as const) {
    const value = given[key]
    if (value === undefined) delete meta[key]
    else (meta as unknown as Record<string, unknown>)[key] = value
  }
  return meta
}

/** A status update may also carry managedFields; nothing else of metadata. */
export function statusMeta(given: KObject, old: KObject): ObjectMeta {
  const { managedFields } = given.metadata
  return managedFields === undefined ? old.metadata : { ...old.metadata, managedFields }
}

/** Bumps generation when anything but metadata and status changed. */
export function withGeneration(next: KObject, old: KObject): KObject {
  const changed = Object.keys({ ...old, ...next }).some(
    (key) =>
      key !== 'metadata' &&
      key !== 'status' &&
      !equal((next as unknown as Record<string, unknown>)[key], (old as unknown as Record<string, unknown>)[key]),
  )
  if (!changed) return next
  return {
    ...next,
    metadata: {
      ...next.metadata,
      generation: (old.metadata.generation ?? 0) + 1,
    },
  }
}
