/** Node status as a kubelet reports it (pkg/kubelet/nodestatus/setters.go). */
import type { ImageInfo } from '../core/runtime.ts'
import type { Node } from '../kinds/types.ts'
import type { NodeCondition } from './eviction/thresholds.ts'

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const

/** Images a node status lists (kubelet nodeStatusMaxImages). */
const MAX_IMAGES = 50
/** A machine whose Node object says nothing of it. */
const USUAL_CAPACITY = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' }

/** Node status of a healthy kubelet over what the Node object already says of its machine. */
export function readyStatus(node: Node, hostIP: string, now: string): Node['status'] {
  const capacity = node.status?.capacity ?? USUAL_CAPACITY
  const old = node.status?.conditions ?? []
  return {
    ...node.status,
    capacity,
    allocatable: node.status?.allocatable ?? capacity,
    addresses: node.status?.addresses ?? [
      { type: 'InternalIP', address: hostIP },
      { type: 'Hostname', address: node.metadata.name },
    ],
    conditions: CONDITIONS.map(([type, status, reason, message]) => {
      const had = old.find((c) => c.type === type)
      const since = had?.status === status ? had.lastTransitionTime : now
      return { type, status, lastHeartbeatTime: now, lastTransitionTime: since, reason, message } as never
    }),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: node.status?.nodeInfo?.kubeletVersion ? node.status.nodeInfo : nodeInfo(node.metadata.uid),
  } as Node['status']
}

/** The image list of a node: largest first, by digest and by tag. */
export function imageList(images: readonly ImageInfo[]): NonNullable<Node['status']['images']> {
  return [...images]
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.reference < b.reference ? -1 : 1))
    .slice(0, MAX_IMAGES)
    .map(({ reference, imageId, sizeBytes }) => ({ names: [imageId, reference], sizeBytes }))
}

function nodeInfo(uid: string) {
  return {
    machineID: uid.replaceAll('-', ''),
    systemUUID: uid,
    bootID: uid,
    kernelVersion: '6.8.0-drydock',
    osImage: 'Drydock virtual machine',
    containerRuntimeVersion: 'containerd://1.7.24',
    kubeletVersion: 'v1.32.13',
    kubeProxyVersion: 'v1.32.13',
    operatingSystem: 'linux',
    architecture: 'amd64',
  }
}

/** Reasons of a condition while the machine is short of something, and while it is not (nodestatus/setters.go). */
export const PRESSURE_REASONS: Readonly<Record<NodeCondition, readonly [short: string, well: string]>> = {
  MemoryPressure: ['NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
  DiskPressure: ['NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
  PIDPressure: ['NodeHasInsufficientPID', 'NodeHasSufficientPID'],
}

const SHORT: Readonly<Record<NodeCondition, readonly [reason: string, message: string]>> = {
  MemoryPressure: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
  DiskPressure: ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
  PIDPressure: ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'],
}

/** A node's status with one of its pressures turned. */
export function withPressure({ status }: Node, type: NodeCondition, short: boolean, now: string): Node['status'] {
  const well = CONDITIONS.find(([name]) => name === type) as (typeof CONDITIONS)[number]
  const [reason, message] = short ? SHORT[type] : [well[2], well[3]]
  const turned = {
    type,
    status: short ? 'True' : 'False',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  }
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === type ? (turned as never) : condition,
  )
  return { ...status, conditions }
}
