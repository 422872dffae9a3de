/** Adapter of compute_pod_actions_trace.json: kuberuntime computePodActions, recorded. */
import { podActions } from '../../../kubelet/actions/podactions.ts'
import type { ContainerView } from '../../../kubelet/actions/view.ts'
import type { Pod } from '../../../kinds/types.ts'
import { isSidecar } from '../../../kinds/podresources/total.ts'
import { type Adapters, type Fields, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

/** Sidecars that run have passed their startup probe: what upstream's tests have their managers say. */
function runsOf(pod: Pod, statuses: Fields[]): ReadonlyMap<string, ContainerView> {
  const sidecars = new Set(pod.spec.initContainers?.filter(isSidecar).map(({ name }) => name))
  const ephemeral = new Set(pod.spec.ephemeralContainers?.map(({ name }) => name))
  return new Map(
    statuses.map(({ Name, State, ExitCode, SpecHashMatches }) => [
      Name,
      {
        state: State,
        exitCode: ExitCode,
        changed: !SpecHashMatches && !ephemeral.has(Name),
        startup: sidecars.has(Name) ? 'success' : undefined,
      },
    ]),
  )
}

/** Rows whose answer follows from what they do not carry. */
function skipUntold({ SandboxReady }: Fields, { ContainersToKill, CreateSandbox, Attempt }: Fields): void {
  for (const text of Object.values(ContainersToKill) as string[]) {
    if (text.includes('probe')) skip('the row does not carry what the probes found')
    if (text.includes('resize')) skip('the row does not carry the allocated resources')
  }
  if (SandboxReady && CreateSandbox) skip('the row does not carry what is wrong with the sandbox')
  if (Attempt > 1) skip('the row does not carry the attempt of the sandbox before')
}

const names = (containers: readonly { name: string }[] | undefined, at: readonly number[]) =>
  at.length === 0 ? null : at.map((i) => containers?.[i]?.name)

export const podActionsAdapters: Adapters = {
  'kuberuntime/kuberuntime_manager.go:computePodActions': ({ in: input, out }) => {
    const { runtimeStatus, restartAllContainers } = input
    const expected = out.expActions
    skipUntold(runtimeStatus, expected)
    const pod = podOf(input.pod)
    const actions = podActions({
      pod,
      sandbox: { ready: runtimeStatus.SandboxReady, nextAttempt: runtimeStatus.Sandboxes },
      containers: runsOf(pod, runtimeStatus.Statuses ?? []),
      restartAll: restartAllContainers,
    })
    const got = {
      Attempt: actions.attempt,
      ContainersToKill: Object.fromEntries(actions.toKill),
      ContainersToReset: actions.toReset.length,
      ContainersToStart: names(pod.spec.containers, actions.toStart),
      CreateSandbox: actions.createSandbox,
      EphemeralContainersToStart: names(pod.spec.ephemeralContainers, actions.ephemeralToStart),
      InitContainersToStart: names(pod.spec.initContainers, actions.initToStart),
      KillPod: actions.killPod,
    }
    same(got, expected)
  },
}
