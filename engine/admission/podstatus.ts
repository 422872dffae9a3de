/**
 * The status a Pod is born with: phase Pending and its quality of service; label keys of affinity terms made into
 * requirements. Upstream's Pod strategy sets it
 * (pkg/registry/core/pod PrepareForCreate); it stands here because it follows from the spec after admission.
 */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'
import type { Pod, PodCondition, PodSpec, PodStatus } from '../kinds/types.ts'
import { withAffinityLabelKeys } from '../rules/affinitylabelkeys.ts'
import { computeQosClass } from '../kinds/podresources/qos.ts'
import { sharedSpec } from '../rules/specvariants.ts'
import { createdPod } from './requests.ts'

export function podStatus(server: ApiServer): AdmissionPlugin {
  /** Pods of one template share their spec, and so their first status. */
  const first = new WeakMap<PodSpec, PodStatus>()
  return {
    name: 'PodStatus',
    mutate(request) {
      const pod = createdPod(request)
      if (pod === undefined) return request.object
      const spec = sharedSpec(pod.spec)
      let status = first.get(spec)
      if (status === undefined) {
        status = { phase: 'Pending', qosClass: computeQosClass({ ...pod, status: {} }) }
        first.set(spec, status)
      }
      if (pod.spec.schedulingGates?.length) status = { ...status, conditions: [gated(server)] }
      return { ...pod, spec: withAffinityLabelKeys(pod), status } as Pod
    },
  }
}

/** Says from the first moment on that the scheduler will not look at this Pod. */
function gated({ clock, calendar }: ApiServer): PodCondition {
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: calendar.seconds(clock.nowMs),
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
  return condition as unknown as PodCondition
}
