/**
 * How objects go: grace, finalizers, and what a client may insist on. Source: apiserver pkg/registry/rest/delete.go,
 * pkg/registry/generic/registry/store.go.
 */
import { equal } from '../equal.ts'
import { staleDelete } from '../errors.ts'
import type { KindDefinition, ResourceInfo } from '../kind.ts'
import type { KObject, ObjectMeta } from '../object.ts'
import type { Store } from '../store.ts'
import type { DeleteOptions } from './options.ts'

export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

/** @throws StatusError when the object is not the one that the client means */
export function checkPreconditions(info: ResourceInfo, old: KObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {}
  if (uid !== undefined && uid !== old.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`
    throw staleDelete(info, old.metadata.name, why)
  }
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`
    throw staleDelete(info, old.metadata.name, why)
  }
}

/** rest.BeforeDelete: the kind's grace, cut short by what the client asks and never made longer once it runs. */
export function graceOf(definition: KindDefinition, old: KObject, asked: number | undefined): number {
  const own = definition.gracePeriodSeconds?.(old)
  if (own === undefined) return 0
  // A kind that gives 0 (an unscheduled or finished Pod) leaves at once whatever was asked.
  const wanted = own === 0 ? 0 : asked === undefined ? own : asked < 0 ? 1 : asked
  const running = old.metadata.deletionGracePeriodSeconds
  return old.metadata.deletionTimestamp !== undefined && running !== undefined ? Math.min(running, wanted) : wanted
}

/** Metadata of an object that has begun to go, or goes sooner. */
export function deletionMeta(store: Store, meta: ObjectMeta, finalizers: string[], graceSeconds: number): ObjectMeta {
  const shortened = meta.deletionTimestamp === undefined || (meta.deletionGracePeriodSeconds ?? 0) !== graceSeconds
  if (!shortened) return equal(meta.finalizers ?? [], finalizers) ? meta : { ...meta, finalizers }
  const begun = meta.deletionTimestamp === undefined
  const next: ObjectMeta = {
    ...meta,
    deletionTimestamp: store.calendar.seconds(store.clock.nowMs + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
  }
  if (finalizers.length > 0) next.finalizers = finalizers
  else delete next.finalizers
  if (begun && meta.generation !== undefined) next.generation = meta.generation + 1
  return next
}

/** Deleting, out of grace and free of finalizers: the write that makes it so removes it. */
export function finished(object: KObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata
  return deletionTimestamp !== undefined && (deletionGracePeriodSeconds ?? 0) === 0 && (finalizers ?? []).length === 0
}

/** What becomes of the dependents has been said before. */
function decidesDependents({ metadata: { finalizers = [] } }: KObject): boolean {
  return finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN)
}

/** Finalizers after a delete request asked for this propagation (store.go deletionFinalizersForGarbageCollection). */
export function deletionFinalizers(
  definition: KindDefinition,
  old: KObject,
  asked: DeleteOptions['propagationPolicy'],
): string[] {
  const orphans = definition.orphansDependents && !decidesDependents(old)
  const policy = asked ?? (orphans ? 'Orphan' : undefined)
  const had = old.metadata.finalizers ?? []
  const rest = had.filter((f) => f !== FOREGROUND && f !== ORPHAN)
  if (policy === 'Foreground') return [...rest, FOREGROUND]
  if (policy === 'Orphan') return [...rest, ORPHAN]
  if (policy === 'Background') return rest
  return [...had]
}
