/** The revisions of a DaemonSet's template. Source: pkg/controller/daemon/update.go constructHistory, cleanupHistory. */
import { labelSelector } from '../../api/labelselector.ts'
import type { ApiServer } from '../../api/server.ts'
import type { ControllerRevision, DaemonSet, Pod } from '../../kinds/types.ts'
import { REVISION_LABEL, remembers, revisionData } from '../../rules/history/revisions.ts'
import type { RevisionHistory } from '../history/history.ts'
import { revisionName } from '../history/name.ts'
import { templateHash } from '../templatehash.ts'

export interface DaemonRevisions {
  current: ControllerRevision
  old: ControllerRevision[]
}

/** Finds or makes the present template's revision; undefined when its name is taken. Throws StatusErrors. */
export function daemonRevisions(
  server: ApiServer,
  history: RevisionHistory,
  set: DaemonSet,
  pods: readonly Pod[],
): DaemonRevisions | undefined {
  history.claim(set, labelSelector(set.spec.selector), true)
  const data = revisionData(set.spec.template)
  const all = history.of(set)
  const same = all.filter((revision) => remembers(revision, data))
  const old = all.filter((revision) => !same.includes(revision))
  const number = (old.at(-1)?.revision ?? 0) + 1
  const kept = same.at(-1)
  if (kept === undefined) {
    const current = snapshot(history, set, data, number)
    return current && { current, old }
  }
  for (const twin of same.slice(0, -1)) forgetTwin(server, history, twin, kept, pods)
  return { current: kept.revision < number ? history.renumber(kept, number) : kept, old }
}

function snapshot(history: RevisionHistory, set: DaemonSet, data: unknown, revision: number) {
  const hash = templateHash(set.spec.template, set.status.collisionCount ?? 0)
  const labels = { ...set.spec.template.metadata?.labels, [REVISION_LABEL]: hash }
  return history.create(set, revisionName(set.metadata.name, hash), { labels, data, revision })
}

/** Of two revisions of one template the later stays and takes the Pods over. */
function forgetTwin(
  server: ApiServer,
  history: RevisionHistory,
  twin: ControllerRevision,
  kept: ControllerRevision,
  pods: readonly Pod[],
): void {
  const hash = hashOf(kept)
  for (const { metadata } of pods) {
    if (metadata.labels?.[REVISION_LABEL] === hash) continue
    server.verbs.modify<Pod>(server.store.table('pods'), metadata.namespace as string, metadata.name, (pod) => ({
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [REVISION_LABEL]: hash } },
    }))
  }
  history.delete(twin)
}

/** The hash in a revision's label, which its Pods bear too. */
export const hashOf = ({ metadata }: ControllerRevision): string => metadata.labels?.[REVISION_LABEL] ?? ''

/** Forgets old revisions beyond the limit that no Pod runs, the lowest first. */
export function cleanUpHistory(
  history: RevisionHistory,
  { spec }: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): void {
  let surplus = old.length - (spec.revisionHistoryLimit ?? 10)
  if (surplus <= 0) return
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL] ?? ''))
  for (const revision of old) {
    if (surplus <= 0) return
    if (live.has(hashOf(revision))) continue
    history.delete(revision)
    surplus--
  }
}
