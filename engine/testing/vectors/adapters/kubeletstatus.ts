/** Adapter of kubelet_status.json: kubelet status/generate.go. */
import { terminalPhase } from '../../../kubelet/status/podstatus.ts'
import { newTransition } from '../../../kubelet/status/conditions.ts'
import { containersReady, podInitialized, podReady, readyToStartContainers } from '../../../rules/podconditions.ts'
import { allContainersRestarting } from '../../../rules/restartall.ts'
import { exitedIn } from './kubeletcontainer.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'status/generate_test.go'

/** What of a condition is compared; upstream leaves out what is empty. */
function verdictIn(condition: Fields): Fields {
  const { status, reason, message } = condition
  return { status, reason: reason || undefined, message: message || undefined }
}

function statusesIn(input: Fields): Fields[] | undefined {
  return input.containerStatuses === null || input.containerStatuses === undefined
    ? undefined
    : (plain(input.containerStatuses) as Fields[])
}

/** The Pod of upstream's test of restarts of all containers: its second container asks for them. */
const RULED = podOf({
  spec: {
    containers: [
      { name: 'container' },
      {
        name: 'trigger',
        restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }],
      },
    ],
  },
})

export const kubeletStatusAdapters: Adapters = {
  [`${FILE}:TestGenerateContainersReadyCondition`]: ({ in: input, out }) => {
    const { spec } = podOf({ spec: input.spec })
    same(containersReady(spec, statusesIn(input), input.podPhase), verdictIn(out.expectReady))
  },
  [`${FILE}:TestGeneratePodReadyCondition`]: ({ in: input, out }) => {
    const { spec } = podOf({ spec: input.spec })
    const conditions = (plain(input.conditions ?? []) as Fields) ?? []
    same(podReady(spec, conditions, statusesIn(input), input.podPhase), verdictIn(out.expectReady))
  },
  [`${FILE}:TestGeneratePodInitializedCondition`]: ({ in: input, out }) => {
    const { spec } = podOf({ spec: input.spec })
    same(podInitialized(spec, statusesIn(input), input.podPhase), verdictIn(out.expected))
  },
  [`${FILE}:TestGeneratePodReadyToStartContainersCondition`]: ({ in: input, out }) => {
    const sandbox = input.status.SandboxStatuses?.[0]
    const view = sandbox && { ready: sandbox.State === 'SANDBOX_READY', ip: sandbox.Network?.Ip ?? '' }
    same(readyToStartContainers(view ?? undefined), verdictIn(out.expected))
  },
  [`${FILE}:TestGenerateAllContainersRestartingCondition`]: ({ in: input, out }) => {
    const status = (plain(input.oldAPIStatus) ?? undefined) as Fields
    same(allContainersRestarting(RULED, status, exitedIn(input.podStatus), input.phase), verdictIn(out.expected))
  },
  'status/status_manager_test.go:TestTerminatePod_EnsurePodPhaseIsTerminal': ({ in: { status }, out }) =>
    same(terminalPhase(status.phase), out.wantStatus.phase),
  'status/status_manager_test.go:TestUpdateLastTransitionTime': ({ in: input, out }) => {
    const [condition, old] = [plain(input.condition), plain(input.oldCondition)] as Fields[]
    same(condition !== null && newTransition(old ?? undefined, condition.status), out.expectUpdate)
  },
}
