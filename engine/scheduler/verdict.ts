/** What the API gets to see of a refusal. Source: schedule_one.go handleSchedulingFailure. */
import type { PodCondition, PodStatus } from '../kinds/types.ts'

/** Longest text of an event. */
const MAX_NOTE = 1024
const CUT = ' ...'

export function truncated(message: string): string {
  return message.length <= MAX_NOTE ? message : message.slice(0, MAX_NOTE - CUT.length) + CUT
}

/**
 * The status with PodScheduled=False; the time of transition stays while the condition is False.
 * @param nominated name for nominatedNodeName, '' takes it away, undefined leaves it
 */
export function unscheduled(
  status: PodStatus,
  reason: string,
  message: string,
  now: string,
  nominated?: string,
): PodStatus {
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
  return withNomination({ ...status, conditions: all }, nominated)
}

/** The status with another nominated node; '' takes it away, undefined leaves it. */
export function withNomination(status: PodStatus, name: string | undefined): PodStatus {
  if (name === undefined || name === (status.nominatedNodeName ?? '')) return status
  const { nominatedNodeName: _, ...rest } = status
  return name === '' ? rest : { ...rest, nominatedNodeName: name }
}
