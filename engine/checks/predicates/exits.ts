/** `exits`: so many containers ended like this, now or in the run before the present one. */
import type { ContainerStatus, Pod } from '../../kinds/types.ts'
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  name?: string
  labels?: Record<string, string>
  namespace?: string
  container?: string
  /** Exit code: a number, or bounds. */
  code?: Wanted
  /** `OOMKilled`, `Error`, `Completed`. */
  reason?: string
  /** Words of its termination message. */
  says?: string
  count?: Wanted
}

export const exits: Predicate<Args> = {
  name: 'exits',
  args: {
    name: 'text?',
    labels: 'map?',
    namespace: 'text?',
    container: 'text?',
    code: 'any?',
    reason: 'text?',
    says: 'text?',
    count: 'any?',
  },
  look(scene, { container, count, code, reason, says, ...query }) {
    const pods = findObjects(scene, { ...query, kind: 'Pod' }) as Pod[]
    const meant = pods.flatMap(statusesOf).filter(({ name }) => container === undefined || name === container)
    const ended = meant.filter((status) => endsOf(status).some((end) => isLikeThat(end, { code, reason, says })))
    return judgeCount(ended.length, count)
  },
}

type End = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>

const statusesOf = ({ status }: Pod) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]

const endsOf = ({ state, lastState }: ContainerStatus): End[] =>
  [state?.terminated, lastState?.terminated].filter((end) => end !== undefined)

function isLikeThat(end: End, { code, reason, says }: Pick<Args, 'code' | 'reason' | 'says'>): boolean {
  if (code !== undefined && !judgeCount(end.exitCode, code).holds) return false
  if (reason !== undefined && end.reason !== reason) return false
  return says === undefined || (end.message ?? '').includes(says)
}
