/** Adapter of kubelet_pods.json: pkg/kubelet kubelet_pods.go. */
import type { Service } from '../../../kinds/types.ts'
import { ConfigTrouble, makeEnvironment, type Sources } from '../../../kubelet/environment/variables.ts'
import { truncateHostname } from '../../../kubelet/hostname.ts'
import { hostNetworkIPs, sortPodIPs } from '../../../kubelet/status/podips.ts'
import { reportedResources } from '../../../kubelet/status/resources.ts'
import { podPhase } from '../../../rules/podphase.ts'
import { containersReady, podInitialized, podReady, readyToStartContainers } from '../../../rules/podconditions.ts'
import { computeQosClass } from '../../../kinds/podresources/qos.ts'
import { stickyPhase } from '../../../kubelet/status/podstatus.ts'
import { type FoundRun, type PodMoment, statusOfFound, statusOfMissing } from '../../../kubelet/status/statuses.ts'
import { type Adapters, errorOf, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'kubelet/kubelet_pods_test.go'

const service = (name: string, namespace: string, clusterIP: string, port: number) =>
  ({ metadata: { name, namespace }, spec: { clusterIP, ports: [{ protocol: 'TCP', port }] } }) as unknown as Service

/** The Services upstream's environment test has its lister know. */
const SERVICES: readonly Service[] = [
  service('kubernetes', 'default', '1.2.3.1', 8081),
  service('test', 'test1', '1.2.3.3', 8083),
  service('kubernetes', 'test2', '1.2.3.4', 8084),
  service('test', 'test2', '1.2.3.5', 8085),
  service('test', 'test2', 'None', 8085),
  service('test', 'test2', '', 8085),
  service('not-special', 'kubernetes', '1.2.3.8', 8088),
  service('not-special', 'kubernetes', 'None', 8088),
  service('not-special', 'kubernetes', '', 8088),
]

/** Upstream's fake client answers every name but those that say they are missing. */
function sourcesOf(input: Fields): Sources {
  const answer = (object: Fields) => (name: string) =>
    object === null || name.startsWith('missing') ? undefined : (plain(object) as Fields)
  return {
    configMap: answer(input.configMap),
    secret: answer(input.secret),
    services: () => (input.nilLister ? [] : SERVICES),
  }
}

/** Where a row says nothing else, the runtime has what the spec asks for. */
function actualOf({ ActualResources, Resources }: Fields): Fields {
  if (ActualResources !== null) return plain(ActualResources)
  const { requests = {}, limits = {} } = Resources
  return { CPURequest: requests.cpu, CPULimit: limits.cpu, MemoryRequest: requests.memory, MemoryLimit: limits.memory }
}

const byName = (a: Fields, b: Fields): number => (a.Name < b.Name ? -1 : 1)

/** What of a runtime's status upstream's conversion reads. */
function foundRun({ State, ExitCode, StartedAt, RestartCount, ID }: Fields): FoundRun {
  const instants = (text: string) => (text.startsWith('0001') ? null : `${text.slice(0, 19)}Z`)
  const containerID = ID.ID === '' ? '' : `${ID.Type}://${ID.ID}`
  const started = instants(StartedAt)
  const state =
    State === 'running'
      ? { running: { startedAt: started } }
      : { terminated: { exitCode: ExitCode, startedAt: started, finishedAt: null } }
  return { state: state as never, restartCount: RestartCount, containerID }
}

/** Statuses of these containers, found and missing. */
function converted(containers: Fields[], current: Fields, previous: Fields[], moment: PodMoment): Fields[] {
  const runs = (current?.ContainerStatuses ?? []) as Fields[]
  return containers.map((container) => {
    const old = (plain(previous) as Fields[]).find(({ name }) => name === container.name)
    const run = runs.find(({ Name }) => Name === container.name)
    return run === undefined ? statusOfMissing(container, old, moment) : statusOfFound(container, foundRun(run), old)
  })
}

/** Without resources, which another adapter looks at. */
const bare = (statuses: Fields[]): Fields[] =>
  (plain(statuses) as Fields[]).map((status) => {
    const { resources, ...rest } = status
    return resources === undefined ? status : rest
  })

const momentOf = (input: Fields, initialized: boolean): PodMoment => ({
  isInit: input.isInitContainer ?? false,
  hasInit: input.hasInitContainers ?? false,
  initialized,
  deleting: input.pod.metadata.deletionTimestamp !== undefined,
  restarting: input.podRestarting ?? false,
})

export const kubeletPodsAdapters: Adapters = {
  [`${FILE}:TestMakeEnvironmentVariables`]: ({ in: input, out }) => {
    if (input.unsyncedServices) skip('kubelets here read Services from the store: there is no cache to wait for')
    const pod = podOf({
      metadata: { namespace: input.ns, name: 'dapi-test-pod-name' },
      spec: { serviceAccountName: 'special', nodeName: 'node-name', enableServiceLinks: input.enableServiceLinks },
    })
    const podIPs = sortPodIPs(input.podIPs ?? ['1.2.3.4'], '127.0.0.1')
    const where = { podIPs, hostIPs: ['127.0.0.1', '::1'], node: undefined }
    const container = plain(input.container) as Fields
    let values: ReadonlyMap<string, string> = new Map()
    const error = errorOf(() => {
      values = makeEnvironment(sourcesOf(input), pod, container, where)
    })
    same(error instanceof ConfigTrouble, out.expectedError)
    const envs = [...values].map(([Name, Value]) => ({ Name, Value }))
    if (!out.expectedError) same(envs.sort(byName), [...(out.expectedEnvs ?? [])].sort(byName))
  },
  [`${FILE}:TestTruncatePodHostname`]: ({ in: { input }, out }) => same(truncateHostname(input), out.output),
  [`${FILE}:TestGenerateAPIPodStatusHostNetworkPodIPs`]: ({ in: { criPodIPs, nodeAddresses }, out }) => {
    const nodeIPs = nodeAddresses.map(({ address }: Fields) => address)
    same(
      hostNetworkIPs(criPodIPs ?? [], nodeIPs).map((ip) => ({ ip })),
      out.podIPs,
    )
  },
  [`${FILE}:TestGenerateAPIPodStatusPodIPs`]: ({ in: { criPodIPs, nodeIP }, out }) =>
    same(
      sortPodIPs(criPodIPs, nodeIP).map((ip) => ({ ip })),
      out.podIPs,
    ),
  [`${FILE}:TestConvertToAPIContainerStatusesForResources`]: ({ in: input, out }) => {
    const allocated = (plain(input.AllocatedResources ?? input.Resources) ?? {}) as Fields
    const running = (input.State || 'running') === 'running'
    const old = (plain(input.OldStatus) as Fields)?.resources
    const reported = reportedResources(allocated, running, old, actualOf(input))
    same([reported, allocated.requests], [out.Expected.resources, out.Expected.allocatedResources])
  },
  [`${FILE}:TestConvertToAPIContainerStatuses`]: ({ in: input, out }) => {
    const runs = (input.currentStatus.ContainerStatuses ?? []) as Fields[]
    const apps = (input.pod.spec.containers as Fields[]).map(({ name }) => name)
    const initialized = runs.some(({ Name }) => apps.includes(Name))
    const statuses = converted(
      input.containers,
      input.currentStatus,
      input.previousStatus,
      momentOf(input, initialized),
    )
    const known = (list: Fields[]) => bare(list).map((status) => ({ ...status, containerID: undefined }))
    same(known(statuses), known(out.expected))
  },
  [`${FILE}:Test_generateAPIPodStatus`]: ({ in: input, out }) => {
    const pod = podOf(input.pod)
    const previous = input.previousStatus?.containerStatuses ?? []
    // Upstream's status manager remembers what the Pod's own status says, where the row gives nothing else.
    const olds = previous.length > 0 ? previous : (pod.status.containerStatuses ?? [])
    const statuses = converted(pod.spec.containers as Fields[], input.currentStatus, olds, momentOf(input, false))
    const all = statuses.map((status) => ({ ...status, ready: status.name !== input.unreadyContainer?.[0] }))
    const computed = podPhase({
      spec: pod.spec,
      statuses: all as never,
      isTerminal: input.isPodTerminal,
      hasInitialized: true,
    })
    const phase = stickyPhase(computed, pod.status.phase, input.previousStatus?.phase)
    same(phase, out.expected.phase, 'phase')
    same(bare(all), bare(out.expected.containerStatuses), 'statuses')
    const verdicts = [podInitialized, (...a: [never, never, never]) => podReady(a[0], [], a[1], a[2]), containersReady]
    const conditions = verdicts.map((verdict) => verdict(pod.spec as never, all as never, phase as never))
    const expected = (out.expected.conditions as Fields[]).slice(0, 3)
    same(
      conditions,
      expected.map(({ status, reason, message }) => ({ status, reason, message })),
      'conditions',
    )
    const sandbox = input.currentStatus.SandboxStatuses?.[0]
    const view = sandbox && { ready: sandbox.State === 'SANDBOX_READY', ip: sandbox.Network?.Ip ?? '' }
    same(readyToStartContainers(view).status, out.expectedPodReadyToStartContainersCondition.status, 'sandbox')
    same(computeQosClass(pod), out.expected.qosClass, 'QoS')
  },
  [`${FILE}:TestConvertToAPIContainerStatusesForUser`]: () =>
    skip('the release reported does not say in a status which user a container runs as'),
}
