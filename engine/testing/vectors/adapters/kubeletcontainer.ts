/** Adapter of kubelet_container.json: pkg/kubelet/container. */
import type { Container, Pod } from '../../../kinds/types.ts'
import { hasStartedApp } from '../../../kubelet/actions/initactions.ts'
import type { ContainerView } from '../../../kubelet/actions/view.ts'
import { parseContainerId } from '../../../kubelet/containerid.ts'
import { expandSubPath, expandWords } from '../../../kubelet/environment/command.ts'
import { fieldPathOf } from '../../../kubelet/fieldpaths.ts'
import { portMappings } from '../../../kubelet/portmappings.ts'
import { expandStatic } from '../../../kubelet/probes/result.ts'
import { parsePodFullName } from '../../../kubelet/texts.ts'
import { hasStarted } from '../../../rules/podconditions.ts'
import { shouldRestartAll } from '../../../rules/restartall.ts'
import { type Adapters, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

const HELPERS = 'container/helpers_test.go'

const variables = (envs: Fields[] | null): ReadonlyMap<string, string> =>
  new Map((envs ?? []).map(({ Name, Value }) => [Name, Value]))

/** Exit codes of the containers a runtime status lists as exited. */
export const exitedIn = (status: Fields): ReadonlyMap<string, number> =>
  new Map(
    ((status?.ContainerStatuses ?? []) as Fields[])
      .filter(({ State }) => State === 'exited')
      .map(({ Name, ExitCode }) => [Name, ExitCode]),
  )

const views = (statuses: Fields[] | null): ReadonlyMap<string, ContainerView> =>
  new Map(
    (statuses ?? []).map(({ Name, State, ExitCode }) => [Name, { state: State, exitCode: ExitCode, changed: false }]),
  )

export const kubeletContainerAdapters: Adapters = {
  [`${HELPERS}:TestExpandCommandAndArgs`]: ({ in: { container, envs }, out }) => {
    const values = variables(envs)
    same(expandWords(container.command, values), out.expectedCommand, 'command')
    same(expandWords(container.args, values), out.expectedArgs, 'args')
  },
  [`${HELPERS}:TestExpandVolumeMountsWithSubpath`]: ({ in: { container, envs }, out }) => {
    const [{ subPathExpr, mountPath }] = container.volumeMounts
    const path = expandSubPath(subPathExpr, variables(envs))
    same(path !== undefined, out.expectedOk)
    same([path ?? subPathExpr, mountPath], [out.expectedSubPath, out.expectedMountPath])
  },
  [`${HELPERS}:TestMakePortMappings`]: ({ in: { container }, out }) => {
    const mappings = portMappings(plain(container) as Container)
    same(
      mappings.map(({ containerPort, hostIP, hostPort, protocol }) => ({
        ContainerPort: containerPort,
        HostIP: hostIP,
        HostPort: hostPort,
        Protocol: protocol,
      })),
      out.expectedPortMappings,
    )
  },
  [`${HELPERS}:TestHasAnyActiveRegularContainerStarted`]: ({ in: { spec, podStatus }, out }) => {
    const pod = podOf({ spec })
    same(hasStartedApp({ pod, containers: views(podStatus.ActiveContainerStatuses) }), out.expected)
  },
  [`${HELPERS}:TestExpandContainerCommandOnlyStatic`]: ({ in: { command, envs }, out }) =>
    same(expandStatic(command ?? [], envs ?? undefined), out.expected ?? []),
  [`${HELPERS}:TestSandboxToContainerState`]: () => skip('sandboxes here have no enumeration of the CRI'),
  [`${HELPERS}:TestHasAnyRegularContainerStarted`]: ({ in: { spec, statuses }, out }) =>
    same(hasStarted(podOf({ spec }).spec, plain(statuses) as Fields), out.expectStarted),
  [`${HELPERS}:TestShouldAllContainersRestart`]: ({ in: { pod, podStatus, apiPodStatus }, out }) => {
    same(shouldRestartAll(podOf(pod), (plain(apiPodStatus) ?? undefined) as Fields, exitedIn(podStatus)), out.expected)
  },
  'container/ref_test.go:TestFieldPath': ({ in: { pod, container }, out }) => {
    const path = fieldPathOf(podOf(pod), container)
    same([path !== undefined, path ?? ''], [out.success, out.path])
  },
  // Upstream's expected path begins with a dot where the row's own fixture says so.
  'container/ref_test.go:TestGenerateContainerRef': ({ in: { pod, container }, out }) => {
    const path = fieldPathOf(pod as Pod, container)
    same(path !== undefined, out.success)
    if (path !== undefined) same(path, out.expected.fieldPath.replace(/^\./, ''))
  },
  'container/runtime_test.go:TestParseContainerID': ({ in: { input }, out }) => {
    const { type, id } = parseContainerId(input)
    same({ Type: type, ID: id }, out.expected)
  },
  'container/runtime_test.go:TestParsePodFullName': ({ in: { podFullName }, out }) => {
    const parsed = parsePodFullName(podFullName)
    same(parsed === undefined, out.expectError)
    same([parsed?.name ?? '', parsed?.namespace ?? ''], [out.expectedName, out.expectedNamespace])
  },
  'container/sync_result_test.go:TestMinBackoffExpiration': () => skip("it walks Go's nested errors"),
}
