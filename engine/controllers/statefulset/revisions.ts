/** The two revisions a StatefulSet moves between. Source: stateful_set_control.go getStatefulSetRevisions, newRevision. */
import { labelSelector } from '../../api/labelselector.ts'
import type { ControllerRevision, StatefulSet } from '../../kinds/types.ts'
import { HASH_LABEL, revisionData, revisionStep, surplusRevisions } from '../../rules/history/revisions.ts'
import type { RevisionHistory } from '../history/history.ts'
import { revisionName } from '../history/name.ts'
import { templateHash } from '../templatehash.ts'

export interface SetRevisions {
  current: ControllerRevision
  update: ControllerRevision
  collisions: number
}

/** Finds or makes the revision of the present template, and the one the Pods come from. Throws StatusErrors. */
export function setRevisions(history: RevisionHistory, set: StatefulSet): SetRevisions {
  history.claim(set, labelSelector(set.spec.selector), false)
  const revisions = history.of(set)
  const { update, collisions } = updateRevision(history, set, revisions)
  const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision)
  const isUpdate = current === undefined || current.metadata.name === update.metadata.name
  return { current: isUpdate ? update : current, update, collisions }
}

function updateRevision(history: RevisionHistory, set: StatefulSet, revisions: readonly ControllerRevision[]) {
  let collisions = set.status.collisionCount ?? 0
  const data = revisionData(set.spec.template)
  const step = revisionStep(revisions, data)
  if (step.kind === 'keep') return { update: step.revision, collisions }
  if (step.kind === 'renumber') return { update: history.renumber(step.revision, step.number), collisions }
  for (;;) {
    const hash = templateHash(set.spec.template, collisions)
    const labels = { ...set.spec.template.metadata?.labels, [HASH_LABEL]: hash }
    const draft = { labels, data, revision: step.number }
    const update = history.create(set, revisionName(set.metadata.name, hash), draft)
    if (update !== undefined) return { update, collisions }
    // Two templates, one hash: another name.
    collisions++
  }
}

/** Forgets old revisions beyond the limit that are neither in force nor run by a Pod. */
export function truncateHistory(history: RevisionHistory, set: StatefulSet, live: ReadonlySet<string>): void {
  const limit = set.spec.revisionHistoryLimit ?? 10
  const isLive = ({ metadata }: ControllerRevision) => live.has(metadata.name)
  for (const revision of surplusRevisions(history.of(set), isLive, limit)) history.delete(revision)
}
