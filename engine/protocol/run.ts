/** What a run is made of: its cluster, its latencies, and the actions of its log. */
import type { ApiRequest } from '../api/request.ts'
import type { SessionDeed } from '../core/exec.ts'
import type { MachineSetup } from '../core/machinesetup.ts'
import type { LoadSpec } from './traffic.ts'

/** A group of equal machines the cluster starts with. */
export interface NodeGroup extends MachineSetup {
  /** Node names: the literal name when count is 1 and it has no `#`; else `#` is replaced by 1…count. */
  name: string
  count: number
  /** Quantity, e.g. "4" or "500m". */
  cpu: string
  memory: string
  pods: number
  /** Quantity; 100Gi unless said. */
  disk?: string
  labels?: Record<string, string>
  taints?: { key: string; value?: string; effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' }[]
  /** topology.kubernetes.io/zone; a list is dealt out in turn. */
  zone?: string | string[]
}

/** Mean and jitter (uniform, ±) of one hop, in virtual milliseconds. */
export interface Latency {
  meanMs: number
  jitterMs: number
}

/** Every hop that costs time (DESIGN.md "Settled" has the defaults). */
export interface LatencyProfile {
  watch: Latency
  controllerSync: Latency
  schedulingCycle: Latency
  bind: Latency
  kubeletSync: Latency
  statusWrite: Latency
  sandbox: Latency
  /** Fixed part of an image pull; the rest is size ÷ pullBytesPerMs. */
  imagePull: Latency
  containerStart: Latency
  endpointProgramming: Latency
  pullBytesPerMs: number
}

/** All that decides a run besides the actions. */
export interface ClusterConfig {
  seed: number
  /** RFC 3339 instant of virtual time 0; default 2025-01-01T00:00:00Z. */
  epoch: string
  nodes: NodeGroup[]
  latency: LatencyProfile
  features: Record<string, boolean>
  /** A KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1); upstream's defaults unless given. */
  scheduler?: object
  /** Where the API server listens; 6443 unless given. */
  apiPort?: number
  /** A PodSecurityConfiguration (pod-security.admission.config.k8s.io/v1). */
  podSecurity?: object
}

/** One logged action of the user; the run is these plus the config. */
export interface LoggedAction {
  atMs: number
  seq: number
  action: UserAction
}

/** The whole run: same log, same bytes. */
export interface ActionLog {
  format: 1
  engine: string
  config: ClusterConfig
  actions: LoggedAction[]
}

/** What a person (or a client) can do to the cluster. */
export type UserAction =
  | { verb: 'request'; request: ApiRequest }
  | { verb: 'fault'; fault: FaultAction }
  /** Starts a load source, or changes the one of that name. */
  | { verb: 'load'; load: LoadSpec }
  | { verb: 'endLoad'; name: string }
  /** Something for a process that somebody entered a container with: typed text, a size, the end. */
  | { verb: 'session'; session: number; deed: SessionDeed }
  /** Nothing happens; says in words what the next actions are, or (empty) keeps the clock's position. */
  | { verb: 'mark'; text: string }

export type FaultAction =
  | { name: 'crashContainer'; namespace: string; pod: string; container?: string; exitCode?: number }
  | { name: 'killPod'; namespace: string; pod: string }
  /** One container holds so many bytes more, until it ends; 0 gives them back. */
  | { name: 'fillMemory'; namespace: string; pod: string; container?: string; bytes: number }
  /** One container answers so much later, until it ends; 0 makes it as quick as it was. */
  | { name: 'slowContainer'; namespace: string; pod: string; container?: string; extraMs: number }
  | { name: 'nodeDown'; node: string }
  | { name: 'nodeUp'; node: string }
  /** Something outside the cluster takes so many bytes of a machine's disk; 0 gives them back. */
  | { name: 'fillDisk'; node: string; bytes: number }
  /** Puts a file on a machine's disk, or removes one. */
  | { name: 'nodeFile'; node: string; path: string; text: string }
  | { name: 'nodeFile'; node: string; path: string; remove: true }
  /** These nodes hear nobody but each other; the control plane stays with them only when told so. */
  | { name: 'partition'; nodes: string[]; withControlPlane?: boolean }
  | { name: 'zoneDown'; zone: string }
  /** Every message of these nodes (of all, when left out) takes longer; 0 ends it. */
  | { name: 'slowNetwork'; nodes?: string[]; extraMs: number }
  /** Ends partitions and slowness. */
  | { name: 'heal' }
