/** Whether the level that a FlowSchema names is there. Source: apiserver pkg/util/flowcontrol/apf_controller.go. */
import type { ConditionLike } from '../conditions.ts'

const DANGLING = 'Dangling'

/** The schema's condition, without its time. */
export function dangling(level: string, exists: boolean): ConditionLike {
  const about = `This FlowSchema references the PriorityLevelConfiguration object named "${level}"`
  return {
    message: exists ? `${about} and it exists` : `${about} but there is no such object`,
    reason: exists ? 'Found' : 'NotFound',
    status: exists ? 'False' : 'True',
    type: DANGLING,
  }
}
