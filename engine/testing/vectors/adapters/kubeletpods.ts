/** Adapter of kubelet_pods.json: pkg/kubelet kubelet_pods.go. */
import type { Service } from '../../../kinds/types.ts'
import { ConfigTrouble, makeEnvironment, type Sources } from '../../../kubelet/environment/variables.ts'
import { truncateHostname } from '../../../kubelet/hostname.ts'
import { hostNetworkIPs, sortPodIPs } from '../../../kubelet/status/podips.ts'
import { reportedResources } from '../../../kubelet/status/resources.ts'
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
}
