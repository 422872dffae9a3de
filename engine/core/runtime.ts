/**
 * What a kubelet needs of the container runtime: the seam between engine/kubelet and engine/runtime.
 *
 * A process lives on the clock as plain data inside the runtime; the kubelet knows it by number. Everything here is
 * synchronous; exits and changes come back through the listener, as events of their own.
 */
import type { ExecSessions } from './exec.ts'
import type { Mount, Volumes } from './files.ts'
import type { ApiAccess, PodNetwork, PodServers } from './network.ts'

/** What an image is to a kubelet. */
export interface ImageInfo {
  /** Canonical reference, e.g. `docker.io/library/nginx:1.25`. */
  reference: string
  /** Compressed size, what a pull moves. */
  sizeBytes: number
  /** `sha256:…` digest reference for status.imageID. */
  imageId: string
  /** User (and group) its processes run as, `1000:1000` or a name; undefined: root. */
  user?: string
}

/** What all containers of one template share; one object a container spec. */
export interface ProcessTemplate {
  image: string
  /** Undefined: the image's entrypoint. */
  command: readonly string[] | undefined
  args: readonly string[] | undefined
  workingDir: string | undefined
  container: string
  memoryLimitBytes: number | undefined
  cpuLimitMilli: number | undefined
  ports: readonly { name?: string; containerPort: number; protocol: string }[]
  /** Undefined: the image's user, nothing restricted. */
  security?: ProcessSecurity
  /** Standard input stays open for `attach`. */
  stdin?: boolean
  /** It ends with the first client that attached. */
  stdinOnce?: boolean
  tty?: boolean
  /** `/dev/termination-log` unless said. */
  terminationMessagePath?: string
}

/** The securityContexts of Pod and container, merged (securitycontext.DetermineEffectiveSecurityContext). */
export interface ProcessSecurity {
  runAsUser?: number
  runAsGroup?: number
  /** supplementalGroups and fsGroup. */
  groups?: readonly number[]
  readOnlyRootFilesystem?: boolean
  allowPrivilegeEscalation?: boolean
  privileged?: boolean
  capabilities?: { add?: readonly string[]; drop?: readonly string[] }
}

/** What a running process takes of its node. */
export interface ProcessUsage {
  /** CPU in thousandths of a core, work included. */
  cpuMilli: number
  memoryBytes: number
  /**
   * The same told apart: CPU it takes at rest, and CPU time it has spent on work (requests, computing) since it started,
   * in microseconds. Without it nobody can tell whether it stays at rest.
   */
  work?: { restMilli: number; burnedMicros: number }
}

/** Everything a container's process may depend on. */
export interface ProcessSpec {
  template: ProcessTemplate
  /** Final values, in order; later names win. */
  env: readonly { name: string; value: string }[]
  podNamespace: string
  podName: string
  podIP: string
  podAnnotations: Readonly<Record<string, string>> | undefined
  nodeName: string
  /** How often this container was started in this Pod before. */
  restartCount: number
  /** Name of the host; undefined: the Pod's. */
  hostname?: string
  /** Undefined: none. */
  mounts?: readonly Mount[] | undefined
  /** /etc/hosts and /etc/resolv.conf as the kubelet writes them; undefined: plain ones. */
  hostsFile?: string
  resolvFile?: string
  /** All containers of the Pod see each other's processes. */
  shareProcessNamespace?: boolean
  /** Set by the runtime: the number of its main process, where that is not 1. */
  firstPid?: number
  /** The container's limits when they were changed in place; else the template's. */
  memoryLimitBytes?: number
  cpuLimitMilli?: number
}

/** What a container may take; undefined: as much as there is. */
export interface ContainerLimits {
  cpuLimitMilli: number | undefined
  memoryLimitBytes: number | undefined
}

/** One probe or lifecycle request, ports already resolved to numbers. */
export type ProbeRequest =
  | {
      type: 'httpGet'
      scheme: string
      host: string
      port: number
      path: string
      headers: readonly { name: string; value: string }[]
    }
  | { type: 'tcpSocket'; host: string; port: number }
  | { type: 'exec'; command: readonly string[] }
  | { type: 'grpc'; port: number; service: string }

export interface ProbeOutcome {
  result: 'success' | 'failure'
  /** What the kubelet's Unhealthy event says after `Readiness probe failed: `. */
  output: string
  /** How long the program takes to answer; compared with timeoutSeconds. */
  durationMs: number
  /**
   * The answer stays the same until the listener's `changed` is called: such a probe can be elided. False for a probe
   * that has effects or whose answer depends on time alone.
   */
  stable: boolean
  /** A process was asked that has not answered: the answer comes to the listener's `probed`, with this number. */
  pending?: number
}

export interface ProcessExit {
  exitCode: number
  /** 0 when it ended by itself. */
  signal: number
  /** `Completed`, `Error`, `OOMKilled`. */
  reason: string
  /** Contents of the termination log. */
  message: string
}

/** Called by the runtime from its own clock events. */
export interface ProcessListener {
  /** A process ended. */
  exited(process: number, exit: ProcessExit): void
  /** Something a probe could notice changed (became ready, a toggle, a file). */
  changed(process: number): void
  /** What `usage` says of a process may be different from now on; as often as the runtime likes. */
  usageChanged?(process: number): void
  /** A container has written a good deal (a mebibyte or more) since this was last said of the volume it wrote to. */
  diskGrew?(process: number): void
  /** A volume that was waited for has changed (core/files awaitWrite). */
  volumeWritten?(volume: number): void
  /** A process that a probe has asked has answered. */
  probed?(process: number, pending: number, outcome: ProbeOutcome): void
  /** An exec session ended (core/exec). */
  execEnded?(session: number): void
}

/** The whole of what containers are to the rest of the cluster. */
export interface ContainerEngine extends ContainerRuntime, ExecSessions, Volumes, PodServers {
  /** Who answers when processes look around; until then nobody does. */
  connect(network: PodNetwork, api: ApiAccess): void
}

/** What is done to a process from outside; what is left out stays as it is. */
export interface Strain {
  /** Memory it holds beside what it needs, in bytes. */
  heldBytes?: number
  /** How much later it answers requests and probes, in virtual ms. */
  extraMs?: number
}

export interface ContainerRuntime {
  listen(listener: ProcessListener): void
  /**
   * The image by any reference a manifest may use; undefined when no registry has it. A test's runtime may look at the
   * Pod's annotations too.
   */
  image(reference: string, podAnnotations?: Readonly<Record<string, string>>): ImageInfo | undefined
  /** Starts a process now and returns its number; never throws. A command that cannot be run exits 127 or 128. */
  start(spec: ProcessSpec): number
  /** The image reference a process was started from, as its spec gave it. */
  imageOf(process: number): string
  /** Delivers a signal (15 TERM, 9 KILL …); the process may exit later, at once, or never. */
  signal(process: number, signal: number): void
  /** Ends a process at once with an exit code, as a bug in it would. */
  crash(process: number, exitCode: number): void
  /**
   * What a probe sent now would say; changes nothing unless it is an exec, or a process serves the port.
   * @param mayWait a process that serves the port may take its time; without it, it answers at once or not at all
   */
  probe(process: number, request: ProbeRequest, mayWait?: boolean): ProbeOutcome
  /** Nobody waits for the answer to a probe any more. */
  dropProbe?(pending: number): void
  /** Log lines so far, oldest first, with the virtual time of each. */
  log(process: number): readonly { atMs: number; stream: 'stdout' | 'stderr'; text: string }[]
  /** Present use of a running process. */
  usage(process: number): ProcessUsage
  /** Gives a running process other limits (a test's runtime may have none); one that uses more memory than that now is killed for it. */
  setLimits?(process: number, limits: ContainerLimits): void
  /** Does a fault to a running process, for as long as it lives. */
  strain?(process: number, strain: Strain): void
  /** Bytes of a container's own files and of its log, for as long as its process is not removed (a test's runtime may have none). */
  diskBytes?(process: number): number
  /** Processes that run in a container. */
  processCount?(process: number): number
  /** Forgets a process that has exited and its log. */
  remove(process: number): void
}
