/** The status of a budget and its one condition. Source: pkg/controller/disruption, component-helpers apps/poddisruptionbudget. */
import { equal } from '../../api/equal.ts'
import type { PodDisruptionBudget } from '../../kinds/types.ts'
import { setStatusCondition } from '../conditions.ts'

export type BudgetStatus = PodDisruptionBudget['status']
type Condition = NonNullable<BudgetStatus['conditions']>[number]

const DISRUPTION_ALLOWED = 'DisruptionAllowed'
const SUFFICIENT = 'SufficientPods'
const INSUFFICIENT = 'InsufficientPods'
const SYNC_FAILED = 'SyncFailed'

export interface BudgetCounts {
  readonly currentHealthy: number
  readonly desiredHealthy: number
  readonly expectedPods: number
  readonly disruptedPods: Readonly<Record<string, string>>
}

/** The next status; the present one itself when nothing changes. A budget over no Pods allows nothing. */
export function budgetStatus(
  { metadata, status }: PodDisruptionBudget,
  counts: BudgetCounts,
  now: string,
): BudgetStatus {
  const { currentHealthy, desiredHealthy, expectedPods, disruptedPods } = counts
  const spare = currentHealthy - desiredHealthy
  const next: BudgetStatus = {
    observedGeneration: metadata.generation ?? 0,
    disruptionsAllowed: expectedPods <= 0 || spare <= 0 ? 0 : spare,
    currentHealthy,
    desiredHealthy,
    expectedPods,
  }
  if (Object.keys(disruptedPods).length > 0) next.disruptedPods = disruptedPods
  if (status.conditions !== undefined) next.conditions = status.conditions
  const done = withCondition(next, now)
  return equal(done, status) ? status : done
}

/** The condition that goes with the number of allowed disruptions. */
export function withCondition(status: BudgetStatus, now: string): BudgetStatus {
  const allowed = status.disruptionsAllowed > 0
  return setCondition(status, now, allowed ? 'True' : 'False', allowed ? SUFFICIENT : INSUFFICIENT, '')
}

/** Where nothing can be reckoned nothing is allowed. */
export function failedStatus(status: BudgetStatus, message: string, now: string): BudgetStatus {
  return setCondition({ ...status, disruptionsAllowed: 0 }, now, 'False', SYNC_FAILED, message)
}

function setCondition(
  present: BudgetStatus,
  now: string,
  status: string,
  reason: string,
  message: string,
): BudgetStatus {
  const observedGeneration = present.observedGeneration ?? 0
  const condition: Condition = {
    type: DISRUPTION_ALLOWED,
    status,
    observedGeneration,
    lastTransitionTime: '',
    reason,
    message,
  }
  const { conditions } = setStatusCondition(present.conditions ?? [], condition, now)
  return { ...present, conditions: [...conditions] }
}
