/** What of the object's manifest can be moved by hand; a Pod's is its owner's. */
import { useState } from 'react'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { late } from '../../components/late.tsx'
import { useMirror, useSession } from '../../session/context.tsx'
import { subjectOf } from '../cluster/handles.ts'
import { markOf } from '../cluster/mark-ref.ts'

const ShapePanel = late(
  () => import('../shape/ShapePanel.tsx').then((module) => module.ShapePanel),
  () => <p className="empty">Taking the handles out</p>,
)

const KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'Pod',
])

export function Shape({ subject }: { subject: ObjectRef }) {
  const { mirror, tools } = useSession()
  const [open, setOpen] = useState(false)
  // Owners of a Pod stay the same.
  const [shaped] = useState(() => {
    const mark = markOf(mirror.getState(), subject)
    return mark && subject.kind === 'Pod' ? subjectOf(mirror.getState(), mark) : subject
  })
  const booted = useMirror((state) => state.booted)
  if (!tools || !booted || !shaped || !KINDS.has(shaped.kind)) return null
  return (
    <section aria-label="Handles">
      <h3>
        <button type="button" className="btn g sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {`Handles: replicas, resources, probes of ${shaped.kind} ${shaped.name}`}
        </button>
      </h3>
      {open && <ShapePanel subject={shaped} />}
    </section>
  )
}
