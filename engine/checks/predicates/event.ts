/** `event`: an Event of this reason was recorded since the step began. */
import type { Event } from '../../kinds/types.ts'
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  reason: string
  /** Kind and name (or the start of it) of what it is about. */
  kind?: string
  about?: string
  namespace?: string
  type?: string
  /** Words in its message. */
  says?: string
  count?: Wanted
}

export const event: Predicate<Args> = {
  name: 'event',
  args: {
    reason: 'text',
    kind: 'text?',
    about: 'text?',
    namespace: 'text?',
    type: 'text?',
    says: 'text?',
    count: 'any?',
  },
  look(scene, { namespace, count, ...args }) {
    const events = findObjects(scene, { kind: 'Event', ...(namespace ? { namespace } : {}) }) as Event[]
    const meant = events.filter((one) => isMeant(one, args))
    return judgeCount(
      meant.reduce((sum, one) => sum + (one.count ?? 1), 0),
      count,
    )
  },
}

function isMeant(one: Event, { reason, kind, about, type, says }: Omit<Args, 'namespace' | 'count'>): boolean {
  if (one.reason !== reason) return false
  if (kind !== undefined && one.involvedObject.kind !== kind) return false
  if (about !== undefined && !one.involvedObject.name?.startsWith(about)) return false
  if (type !== undefined && one.type !== type) return false
  return says === undefined || (one.message ?? '').includes(says)
}
