/**
 * `startAllowance`: the seconds a container may take to start before a probe has it killed: of its startup probe, or,
 * without one, of its liveness probe (initial delay, then period times threshold).
 */
import type { Container, Deployment, Probe } from '../../kinds/types.ts'
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  deployment: string
  namespace?: string
  container?: string
  seconds: Wanted
}

export const startAllowance: Predicate<Args> = {
  name: 'startAllowance',
  args: { deployment: 'text', namespace: 'text?', container: 'text?', seconds: 'any' },
  look(scene, { deployment, namespace, container, seconds }) {
    const query = { kind: 'Deployment', name: deployment, ...(namespace ? { namespace } : {}) }
    const [found] = findObjects(scene, query) as Deployment[]
    const containers = found?.spec.template.spec?.containers ?? []
    const meant = containers.find(({ name }) => container === undefined || name === container)
    return meant ? judgeCount(allowedSeconds(meant), seconds) : { holds: false }
  },
}

function allowedSeconds({ startupProbe, livenessProbe }: Container): number {
  const probe = startupProbe ?? livenessProbe
  return probe ? secondsUntilKilled(probe) : Number.POSITIVE_INFINITY
}

const secondsUntilKilled = ({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe): number =>
  initialDelaySeconds + periodSeconds * failureThreshold
