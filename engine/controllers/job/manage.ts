/** Carries out what is planned for a Job's Pods. Source: pkg/controller/job manageJob, deleteJobPods, deleteActivePods. */
import type { Pod } from '../../kinds/types.ts'
import { type PodPlan, planPods } from '../../rules/job/plan.ts'
import type { JobView } from '../../rules/job/view.ts'
import { isPodReady } from '../../rules/podutil.ts'
import type { JobPorts } from './ports.ts'

/** How the numbers of a view have changed. */
export interface Managed {
  active: number
  ready: number
  terminating: number
  /** When Pods can be made that cannot yet; 0 = no such wait. */
  waitMs: number
  /** Something was refused. */
  failed: boolean
}

export function managePods(view: JobView, nowMs: number, ports: JobPorts): Managed {
  const plan = planPods(view, nowMs)
  if (plan.remove.length > 0) return removePods(view, plan.remove, (pod) => ports.release(pod) && ports.remove(pod))
  return createPods(view, plan, ports)
}

/** Deletes what is active of a Job that is over; the Pods keep their finalizers until they are counted. */
export function removeActive(view: JobView, ports: JobPorts): Managed {
  return removePods(view, view.active, (pod) => ports.remove(pod))
}

function removePods(view: JobView, pods: readonly Pod[], remove: (pod: Pod) => boolean): Managed {
  const gone = pods.map((pod) => remove(pod)).filter(Boolean).length
  return {
    active: view.active.length - gone,
    ready: view.ready - pods.filter(isPodReady).length,
    terminating: view.terminating + gone,
    waitMs: 0,
    failed: gone < pods.length,
  }
}

/** Slow start: batches of 1, 2, 4, …; the first refusal ends it. */
function createPods(view: JobView, { create, waitMs }: PodPlan, ports: JobPorts): Managed {
  let made = 0
  let failed = false
  for (let start = 0, size = 1; start < create.length && !failed; start += size, size *= 2) {
    for (const index of create.slice(start, start + size)) {
      if (ports.create(index, view.delayed.get(index))) made++
      else failed = true
    }
  }
  const { active, ready, terminating } = view
  return { active: active.length + made, ready, terminating, waitMs, failed }
}
