/**
 * What a cluster holds before anybody has done anything: system namespaces, priority classes, the API server's own
 * Service, and its machines. Everything goes through the verbs, as kubeadm and kubelets would write it.
 */
import type { ApiServer } from './api/server.ts'
import { type MachineSetup, PLAIN_MACHINE, type Setups } from './core/machinesetup.ts'
import { readyStatus } from './kubelet/nodestatus.ts'
import type { Node } from './kinds/types.ts'
import { DISK_CLASS, DISK_DRIVER } from './rules/storage/disk.ts'
import type { NodeGroup } from './protocol/run.ts'
import { bootApiServices } from './rules/apiregistration/bootstrap.ts'
import { bootFlowControl } from './rules/flowcontrol/bootstrap.ts'
import { bootRoles } from './rules/rbac/bootstrap.ts'

export type { NodeGroup }

/** What the network gave a machine, by its node's row. */
interface Addresses {
  hostIP(row: number): string
  podRange(row: number): string
}

/** The setups of the machines of these groups. */
export function setupsOf(groups: readonly NodeGroup[]): Setups {
  const special = new Map<string, MachineSetup>()
  for (const { name, count, kubelet, files } of groups) {
    if (kubelet === undefined && files === undefined) continue
    const setup = { ...(kubelet && { kubelet }), ...(files && { files }) }
    for (let i = 1; i <= count; i++) special.set(name.replace('#', String(i)), setup)
  }
  return (node) => special.get(node) ?? PLAIN_MACHINE
}

const ZONES = ['a', 'b', 'c']

/** Six workers of 4 CPU, 8Gi in zones a, b, c and a tainted control plane: the page's cluster. */
export const PAGE_NODES: readonly NodeGroup[] = [controlPlane(), ...workers(6)]

/** `node-1…count`, 4 CPU, 8Gi, 110 Pods, zones a, b, c in turn. */
export function workers(count: number): NodeGroup[] {
  return count > 0 ? [{ name: 'node-#', count, cpu: '4', memory: '8Gi', pods: 110, zone: ZONES }] : []
}

export function controlPlane(): NodeGroup {
  return {
    name: 'control-plane-1',
    count: 1,
    cpu: '4',
    memory: '8Gi',
    pods: 110,
    zone: 'a',
    labels: { 'node-role.kubernetes.io/control-plane': '' },
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  }
}

/** Writes the first objects; call once, at virtual time 0. */
export function boot(server: ApiServer, nodes: readonly NodeGroup[], addresses: Addresses): void {
  const { verbs, store, trace } = server
  trace.begin(trace.actorNumber('system'), 'boot', 0)
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    verbs.create(store.table('namespaces'), { metadata: { name } })
  }
  bootPriorityClasses(server)
  bootKubernetesService(server)
  if (server.features.defaultStorage ?? true) bootStorage(server)
  bootRoles(server)
  bootFlowControl(server)
  bootApiServices(server)
  trace.begin(trace.actorNumber('system'), 'boot', 0)
  for (const group of nodes) for (let i = 1; i <= group.count; i++) bootNode(server, group, i, addresses)
}

function bootPriorityClasses({ verbs, store }: ApiServer): void {
  if (!store.hasTable('priorityclasses.scheduling.k8s.io')) return
  const table = store.table('priorityclasses.scheduling.k8s.io')
  const classes = [
    [
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ],
    [
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ],
  ] as const
  for (const [name, value, description] of classes) {
    const draft = { metadata: { name, generation: 1 }, value, description, preemptionPolicy: 'PreemptLowerPriority' }
    verbs.create(table, draft as never, { trusted: true })
  }
}

/** A default class whose disks are made on demand, and the driver behind it. */
function bootStorage({ verbs, store }: ApiServer): void {
  const driver = { metadata: { name: DISK_DRIVER }, spec: { attachRequired: false, podInfoOnMount: false } }
  verbs.create(store.table('csidrivers.storage.k8s.io'), driver as never)
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }
  verbs.create(store.table('storageclasses.storage.k8s.io'), {
    metadata: { name: DISK_CLASS, annotations },
    provisioner: DISK_DRIVER,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    allowVolumeExpansion: true,
  } as never)
}

function bootKubernetesService({ verbs, store, port }: ApiServer): void {
  verbs.create(store.table('services'), {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: port }],
      type: 'ClusterIP',
    },
  } as never)
}

function bootNode(server: ApiServer, group: NodeGroup, ordinal: number, addresses: Addresses): void {
  const { verbs, store, calendar, clock } = server
  const name = group.name.replace('#', String(ordinal))
  const zone = Array.isArray(group.zone) ? group.zone[(ordinal - 1) % group.zone.length] : group.zone
  const capacity = {
    cpu: group.cpu,
    memory: group.memory,
    pods: String(group.pods),
    'ephemeral-storage': group.disk ?? '100Gi',
  }
  const table = store.table('nodes')
  const draft = {
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}),
        ...group.labels,
      },
    },
    spec: group.taints?.length ? { taints: group.taints } : {},
    status: { capacity, allocatable: capacity },
  }
  const node = verbs.create(table, draft as never, { trusted: true }) as unknown as Node
  // Machines the cluster starts with have been up for a while: Ready from the first instant, no not-ready taint.
  const row = table.row('', name)
  const taints = group.taints ?? []
  const podCIDR = addresses.podRange(row)
  store.commit(
    table,
    row,
    (resourceVersion) =>
      ({
        ...node,
        metadata: { ...node.metadata, resourceVersion },
        spec: { ...(taints.length > 0 ? { taints } : {}), podCIDR, podCIDRs: [podCIDR] },
        status: readyStatus(node, addresses.hostIP(row), calendar.seconds(clock.nowMs)),
      }) as Node,
  )
}
