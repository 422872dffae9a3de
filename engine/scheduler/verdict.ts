/** What the API gets to see of a refusal. Source: schedule_one.go handleSchedulingFailure. */
import type { PodCondition, PodStatus } from '../kinds/types.ts'

/** Longest text of an event. */
const MAX_NOTE = 1024
const CUT = ' ...'

export function truncated(message: string): string {
  return message.length <= MAX_NOTE ? message : message.slice(0, MAX_NOTE - CUT.length) + CUT
}

/** The status with PodScheduled=False; the time of transition stays while the condition is False. */
export function unscheduled(status: PodStatus, reason: string, message: string, now: string): PodStatus {
  const conditions = status.conditions ?? []
  const old = conditions.find(({ type }) => type === 'PodScheduled')
  const since = old?.status === 'False' ? (old.lastTransitionTime ?? now) : now
  const fields = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: since,
    reason,
    message,
  }
  const next = fields as unknown as PodCondition
  const all = old === undefined ? [...conditions, next] : conditions.map((c) => (c === old ? next : c))
  return { ...status, conditions: all }
}
