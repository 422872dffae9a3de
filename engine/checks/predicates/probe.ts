/**
 * `probe`: how patient a probe of a Deployment's container is: misses until the verdict, and the seconds they take
 * (period times threshold; with its initial delay unless `afterStart`). Without such a probe it does not hold.
 */
import type { Deployment, Probe } from '../../kinds/types.ts'
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  deployment: string
  namespace?: string
  container?: string
  /** `liveness`, `readiness` or `startup`. */
  kind: 'liveness' | 'readiness' | 'startup'
  /** Once it runs: the initial delay is no part of it. */
  afterStart?: boolean
  seconds?: Wanted
  misses?: Wanted
  /** Its own grace period for the container it has killed; it does not hold where the probe has none. */
  graceSeconds?: Wanted
}

export const probe: Predicate<Args> = {
  name: 'probe',
  args: {
    deployment: 'text',
    namespace: 'text?',
    container: 'text?',
    kind: 'text',
    afterStart: 'yes-no?',
    seconds: 'any?',
    misses: 'any?',
    graceSeconds: 'any?',
  },
  look(scene, { deployment, namespace, container, kind, afterStart = false, seconds, misses, graceSeconds }) {
    const query = { kind: 'Deployment', name: deployment, ...(namespace ? { namespace } : {}) }
    const [found] = findObjects(scene, query) as Deployment[]
    const containers = found?.spec.template.spec?.containers ?? []
    const meant = containers.find(({ name }) => container === undefined || name === container)?.[`${kind}Probe`]
    if (meant === undefined) return { holds: false }
    const held = judgeCount(meant.failureThreshold ?? DEFAULT_MISSES, misses).holds
    const grace = meant.terminationGracePeriodSeconds
    if (graceSeconds !== undefined && (grace === undefined || !judgeCount(grace, graceSeconds).holds))
      return { holds: false }
    const took = judgeCount(secondsOf(meant, afterStart), seconds)
    return { ...took, holds: took.holds && held }
  },
}

/** Kubernetes' defaults for what a manifest leaves out. */
const DEFAULT_MISSES = 3
const DEFAULT_PERIOD = 10

const secondsOf = (
  { initialDelaySeconds = 0, periodSeconds = DEFAULT_PERIOD, failureThreshold = DEFAULT_MISSES }: Probe,
  afterStart: boolean,
): number => (afterStart ? 0 : initialDelaySeconds) + periodSeconds * failureThreshold
