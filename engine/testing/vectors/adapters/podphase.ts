/** Adapter of pod_phase.json and pod_phase_trace.json: kubelet getPhase. */
import { podPhase } from '../../../rules/podphase.ts'
import { type Adapter, type Adapters, type Fields, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

function statusesOf(status: Fields): Fields[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
}

/** Rows carry the Pod with its status, or the spec and the statuses apart. */
const phase: Adapter = ({ in: input, out }) => {
  const separate = input.containerStatuses ?? input.statuses
  const pod = podOf(input.pod ?? { spec: input.podSpec ?? input.spec, status: { containerStatuses: separate } })
  const actual = podPhase({
    spec: pod.spec,
    statuses: statusesOf(pod.status),
    isTerminal: input.podIsTerminal ?? false,
    hasInitialized: input.podHasInitialized ?? false,
  })
  same(actual, out.expPhase ?? out.expectedPhase ?? out.status)
}

const TESTS = [
  'TestPodPhaseWithRestartAlways',
  'TestPodPhaseWithRestartAlwaysInitContainers',
  'TestPodPhaseWithRestartAlwaysRestartableInitContainers',
  'TestPodPhaseWithRestartAlwaysAndPodHasRun',
  'TestPodPhaseWithRestartNever',
  'TestPodPhaseWithRestartNeverInitContainers',
  'TestPodPhaseWithRestartNeverRestartableInitContainers',
  'TestPodPhaseWithRestartOnFailure',
  'TestPodPhaseWithContainerRestartPolicy',
  'TestPodPhaseWithContainerRestartPolicyInitContainers',
  'TestPodPhaseWithRestartAllContainers',
]

export const podPhaseAdapters: Adapters = {
  ...Object.fromEntries(TESTS.map((test) => [`kubelet/kubelet_pods_test.go:${test}`, phase])),
  'kubelet/kubelet_pods.go:getPhase': phase,
}
