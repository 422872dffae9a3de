/**
 * ControllerRevisions as the memory of templates. Source: pkg/controller/history, getPatch of the StatefulSet and
 * DaemonSet controllers.
 */
import { equal } from '../../api/equal.ts'
import type { ControllerRevision, PodTemplateSpec } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'

export const HASH_LABEL = 'controller.kubernetes.io/hash'
/** Names a Pod's revision, and a DaemonSet's history. */
export const REVISION_LABEL = 'controller-revision-hash'

type Data = Readonly<Record<string, unknown>>

/** Templates and their data never change: identity is enough. */
const dataOf = new WeakMap<PodTemplateSpec, Data>()
const templateOf = new WeakMap<object, PodTemplateSpec>()

/** A strategic merge patch that puts a template back. */
export function revisionData(template: PodTemplateSpec): Data {
  let data = dataOf.get(template)
  if (data === undefined) {
    const metadata = { creationTimestamp: null, ...template.metadata }
    data = { spec: { template: { ...template, metadata, $patch: 'replace' } } }
    dataOf.set(template, data)
    templateOf.set(data, template)
  }
  return data
}

/** The template that a revision remembers. */
export function revisionTemplate({ data }: ControllerRevision): PodTemplateSpec {
  const whole = data as { spec: { template: PodTemplateSpec & { $patch?: string } } }
  let template = templateOf.get(whole)
  if (template === undefined) {
    const { $patch: _, ...rest } = whole.spec.template
    const { creationTimestamp: __, ...metadata } = (rest.metadata ?? {}) as { creationTimestamp?: unknown }
    template = { ...rest, metadata } as PodTemplateSpec
    templateOf.set(whole, template)
  }
  return template
}

/** Whether a revision remembers just this. */
export function remembers({ data }: ControllerRevision, other: unknown): boolean {
  if (data === other) return true
  return equal(timeless(data), timeless(other))
}

/** Older servers wrote an empty time into the metadata of templates, newer ones none. */
function timeless(data: unknown): unknown {
  const { spec } = (data ?? {}) as { spec?: { template?: { metadata?: Record<string, unknown> } } }
  if (spec?.template === undefined) return data
  const { creationTimestamp: _, ...metadata } = spec.template.metadata ?? {}
  return { spec: { ...spec, template: { ...spec.template, metadata } } }
}

/** Lower numbers first, then older, then by name. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  const created = (revision: ControllerRevision) => unixMs(revision.metadata.creationTimestamp) ?? 0
  const named = a.metadata.name < b.metadata.name ? -1 : 1
  return a.revision - b.revision || created(a) - created(b) || named
}

/** The number after the last of sorted revisions. */
export function nextRevision(sorted: readonly ControllerRevision[]): number {
  return (sorted.at(-1)?.revision ?? 0) + 1
}

/** What is to become of the history so that its last revision is the present template. */
export type RevisionStep =
  | { readonly kind: 'keep'; readonly revision: ControllerRevision }
  | { readonly kind: 'renumber'; readonly revision: ControllerRevision; readonly number: number }
  | { readonly kind: 'create'; readonly number: number }

/** A template that was in force before gets its old revision back, under the next number. */
export function revisionStep(sorted: readonly ControllerRevision[], data: unknown): RevisionStep {
  const number = nextRevision(sorted)
  const same = sorted.findLast((revision) => remembers(revision, data))
  if (same === undefined) return { kind: 'create', number }
  const last = sorted.at(-1) as ControllerRevision
  return same === last || remembers(last, same.data)
    ? { kind: 'keep', revision: last }
    : { kind: 'renumber', revision: same, number }
}

/** Revisions beyond the limit that nothing uses, the lowest first; a negative limit is none. */
export function surplusRevisions(
  sorted: readonly ControllerRevision[],
  isLive: (revision: ControllerRevision) => boolean,
  limit: number,
): ControllerRevision[] {
  const history = sorted.filter((revision) => !isLive(revision))
  return limit < 0 ? [] : history.slice(0, Math.max(0, history.length - limit))
}
