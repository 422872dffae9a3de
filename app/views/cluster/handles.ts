/** Whose manifest a mark's handles change, and where they are shown. */
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { Mirror } from '../../session/mirror.ts'
import { rectOf } from './mark-rect.ts'
import { type MarkRef, objectOf, workloadRef } from './mark-ref.ts'
import type { StageStore } from './stage-state.tsx'

/** A Pod's owner where it has one; machines have no handles. */
export function subjectOf(mirror: Mirror, mark: MarkRef): ObjectRef | undefined {
  if (mark.kind !== 'pod') return mark.kind === 'workload' ? objectOf(mirror, mark) : undefined
  const owner = mirror.workloads[mirror.pods.workload[mark.id] ?? -1]
  return owner && owner.kind !== 'Pod' ? workloadRef(owner) : objectOf(mirror, mark)
}

/** At the mark, or where the last one was touched. */
export function openHandles(stage: StageStore, subject: ObjectRef, mark = stage.getState().touched): void {
  const at = mark ? rectOf(mark) : { x: 0, y: 0, width: 0, height: 0 }
  stage.setState({ shaping: { subject, at } })
}
