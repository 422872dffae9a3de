/** Compares the events of a scenario by what they say: not how often, in which order, or of which of equal Pods. */
import type { Difference, Sides } from './compare.ts'
import { LEFT_OUT } from './imitated.ts'
import { normaliseText, withoutGenerated } from './normalise.ts'
import type { Recording } from './recording.ts'
import { isServedKind } from './scope.ts'
import { tieRenamer } from './ties.ts'
import type { GoldenWorld } from './world.ts'

interface EventObject {
  metadata: { namespace?: string }
  type: string
  reason: string
  message: string
  involvedObject: { kind: string; name: string }
  source?: { component?: string }
  reportingComponent?: string
}

const sentence = (type: string, reason: string, object: string, message: string) =>
  `${type} ${reason} ${object}: ${message}`.replace(/\bnode-[123]\b/g, '<node>')

export function compareEvents(recording: Recording, world: GoldenWorld, sides: Sides): Difference {
  const theirs = new Set<string>()
  for (const { type, reason, message, object, fakeKubelet } of recording.events) {
    const kind = object.split('/')[0] ?? ''
    if (fakeKubelet || LEFT_OUT.has(reason) || !isServedKind(kind)) continue
    theirs.add(normaliseText(sentence(type, reason, object, message), sides.recorded))
  }
  const ours = new Set<string>()
  const made = world.generated()
  const rename = tieRenamer(recording, world)
  for (const object of world.events()) {
    const { type, reason, message, involvedObject, source } = object as unknown as EventObject
    if (LEFT_OUT.has(reason) || source?.component === 'kubelet') continue
    const text = withoutGenerated(
      sentence(type, reason, `${involvedObject.kind}/${involvedObject.name}`, message),
      made,
    )
    ours.add(normaliseText(rename(text), sides.ours))
  }
  const missing = [...theirs].filter((text) => !ours.has(text))
  const extra = [...ours].filter((text) => !theirs.has(text))
  if (missing.length + extra.length === 0) return ''
  return `${missing.length} missing: ${missing.slice(0, 3).join(' | ')}; ${extra.length} extra: ${extra.slice(0, 3).join(' | ')}`
}
