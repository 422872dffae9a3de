/** Whether an Indexed Job has succeeded early. Source: pkg/controller/job/success_policy.go. */
import type { SuccessPolicy } from '../../kinds/types.ts'
import { type Interval, type Intervals, parseIntervals, totalOf } from './intervals.ts'

/** Says which rule is met (`Matched rules at index 0`); undefined when none is. */
export function matchSuccessPolicy(
  policy: SuccessPolicy | null | undefined,
  completions: number,
  succeeded: Intervals,
): string | undefined {
  if (succeeded.length === 0) return undefined
  const met = (policy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    const needed = succeededCount ?? Number.POSITIVE_INFINITY
    if (succeededIndexes === undefined || succeededIndexes === null) return totalOf(succeeded) >= needed
    const asked = parseIntervals(succeededIndexes, completions)
    if (asked.length === 0) return false
    const reached = commonTotal(asked, succeeded)
    return reached === totalOf(asked) || reached >= needed
  })
  return met < 0 ? undefined : `Matched rules at index ${met}`
}

/** How many indexes are in both sets. */
function commonTotal(a: Intervals, b: Intervals): number {
  let total = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const left = a[i] as Interval
    const right = b[j] as Interval
    total += Math.max(0, Math.min(left.last, right.last) - Math.max(left.first, right.first) + 1)
    if (left.last <= right.last) i++
    if (right.last <= left.last) j++
  }
  return total
}
