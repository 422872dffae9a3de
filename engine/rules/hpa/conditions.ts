/** Conditions of an autoscaler. Source: pkg/controller/podautoscaler/horizontal.go setConditionInList. */
import type { HPACondition } from '../../kinds/types.ts'
import { findCondition } from '../conditions.ts'

export type Conditions = readonly HPACondition[]

/** Sets a condition; its time moves with its status only. */
export function setAutoscalerCondition(
  conditions: Conditions,
  type: string,
  status: 'True' | 'False',
  said: { reason: string; message: string },
  now: string,
): Conditions {
  const present = findCondition(conditions, type)
  const { reason, message } = said
  if (present === undefined) return [...conditions, { type, status, lastTransitionTime: now, reason, message }]
  const lastTransitionTime = present.status === status ? present.lastTransitionTime : now
  const next = { type, status, lastTransitionTime, reason, message } as HPACondition
  return conditions.map((condition) => (condition === present ? next : condition))
}
