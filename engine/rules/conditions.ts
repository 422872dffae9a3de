/** Lists of status conditions. Source: apimachinery pkg/api/meta/conditions, and the filter-and-append habit of the older controllers. */

/** What conditions of all kinds share. */
export interface ConditionLike {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string | null
}

interface Observed extends ConditionLike {
  readonly observedGeneration?: number
}

export function findCondition<Condition extends ConditionLike>(
  conditions: readonly Condition[] | null | undefined,
  type: string,
): Condition | undefined {
  // A loop, not `find`: asked several times a write, and a closure each time adds up.
  if (conditions) for (const condition of conditions) if (condition.type === type) return condition
  return undefined
}

export function hasConditionStatus(
  conditions: readonly ConditionLike[] | null | undefined,
  type: string,
  status: string,
): boolean {
  return findCondition(conditions, type)?.status === status
}

/** Without the conditions of the type; the same list when there is none. */
export function withoutCondition<Condition extends ConditionLike>(
  conditions: readonly Condition[],
  type: string,
): readonly Condition[] {
  return conditions.some((condition) => condition.type === type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions
}

/**
 * Sets a condition in place, keeping its transition time while its status stays (`meta.SetStatusCondition`).
 * @param now the transition time where the condition brings none
 */
export function setStatusCondition<Condition extends Observed>(
  conditions: readonly Condition[],
  condition: Condition,
  now: string,
): { conditions: readonly Condition[]; changed: boolean } {
  const time = condition.lastTransitionTime || now
  const present = findCondition(conditions, condition.type)
  if (present === undefined) {
    return { conditions: [...conditions, { ...condition, lastTransitionTime: time }], changed: true }
  }
  const sameStatus = present.status === condition.status
  const next = { ...present, ...condition, lastTransitionTime: sameStatus ? present.lastTransitionTime : time }
  const changed =
    !sameStatus ||
    present.reason !== condition.reason ||
    present.message !== condition.message ||
    present.observedGeneration !== condition.observedGeneration
  if (!changed) return { conditions, changed }
  return { conditions: conditions.map((candidate) => (candidate === present ? next : candidate)), changed }
}
