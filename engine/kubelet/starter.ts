/**
 * From an admitted Pod to running containers: sandbox, then init containers one by one, then the app's in order; each
 * gets its image, is created and started.
 * Source: kuberuntime_manager.go computePodActions and SyncPod.
 */
import type { ProcessSpec } from '../core/runtime.ts'
import type { Container, Node, Pod } from '../kinds/types.ts'
import { containerId } from './containerid.ts'
import { containerSpec, type Desk } from './desk.ts'
import { processSpec, type ProcessWhere } from './environment/processspec.ts'
import { ConfigTrouble } from './environment/variables.ts'
import type { Hooks } from './hooks.ts'
import type { ContainerWork, PodWork } from './podwork.ts'
import type { Prober } from './prober.ts'
import type { Puller } from './puller.ts'
import type { Reporter } from './reporter.ts'
import { nextToStart } from './order.ts'
import { advanceStage } from './stages/container.ts'
import { textsOf } from './texts.ts'

/** A container whose configuration is missing is looked at again after the pod worker's back-off. */
const CONFIG_RETRY_MS = 10_000

export class Starter {
  private readonly sandboxHandler: number
  private readonly createHandler: number
  private readonly configHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly prober: Prober,
    private readonly hooks: Hooks,
    private readonly puller: Puller,
  ) {
    puller.consequences = {
      present: (row, i, pod) => this.createSoon(row, i, pod),
      failed: (row) => this.advance(row),
    }
    this.sandboxHandler = desk.on('sandbox', (row) => this.sandboxReady(row))
    this.createHandler = desk.on('create', (row, i) => this.create(row, i))
    this.configHandler = desk.on('config', (row, i) => this.configAgain(row, i))
  }

  /** Set by the pod worker: a process runs on a node. */
  started: (node: number, process: number) => void = () => {}

  /** Begins with the sandbox of a Pod that has just been admitted. */
  begin(row: number): void {
    const { desk } = this
    this.tellMissingPullSecrets(row)
    desk.at(row, 0, this.sandboxHandler, desk.hop('sandbox', desk.work(row)))
  }

  private tellMissingPullSecrets(row: number): void {
    const pod = this.desk.pod(row) as Pod
    const wanted = pod.spec.imagePullSecrets
    if (!wanted?.length) return
    const secrets = this.desk.server.store.table('secrets')
    const missing = wanted.filter(({ name = '' }) => secrets.find(pod.metadata.namespace as string, name) === undefined)
    if (missing.length === 0) return
    const names = missing.map(({ name }) => name).join(', ')
    const text = `Unable to retrieve some image pull secrets (${names}); attempting to pull the image may not succeed.`
    this.reporter.podEvent(row, pod, 'Warning', 'FailedToRetrieveImagePullSecret', text)
  }

  private sandboxReady(row: number): void {
    const { desk } = this
    const work = desk.work(row)
    work.sandbox = 'ready'
    const { addresses } = desk.nodes
    const { hostNetwork } = (desk.pod(row) as Pod).spec
    work.podIP = hostNetwork ? addresses.hostIP(work.node) : addresses.allocate(work.node, row)
    this.advance(row)
  }

  /** Starts what computePodActions would start now, if anything. */
  advance(row: number): void {
    const { desk } = this
    const work = desk.works.get(row)
    const pod = desk.pod(row)
    if (!work || !pod || work.terminating || work.rejected || work.sandbox !== 'ready') return
    const i = nextToStart(pod, work)
    if (i >= 0) this.begun(row, i, pod)
  }

  /** The container's turn has come (again): its image first. */
  begun(row: number, i: number, pod: Pod): void {
    this.puller.fetch(row, i, pod)
  }

  private createSoon(row: number, i: number, pod: Pod): void {
    const { desk } = this
    const c = desk.container(row, i)
    // Before its first start only: a container that starts again keeps the reason it waited for.
    if (c.last === undefined) {
      c.reason = (pod.spec.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating'
      c.message = ''
    }
    c.untilMs = -1
    desk.at(row, i, this.createHandler, desk.hop('containerStart', desk.work(row)))
  }

  private create(row: number, i: number): void {
    const { desk } = this
    const pod = desk.pod(row) as Pod
    const spec = containerSpec(pod, i)
    const process = this.specOf(row, i, pod, spec)
    if (typeof process !== 'string') {
      this.start(row, i, pod, spec, process)
      return
    }
    const c = desk.container(row, i)
    advanceStage(c, 'CONFIG_MISSING')
    c.reason = 'CreateContainerConfigError'
    c.message = process
    this.reporter.event(row, pod, i, 'Warning', 'Failed', `Error: ${process}`)
    this.reporter.report(row)
    desk.at(row, i, this.configHandler, CONFIG_RETRY_MS)
  }

  private configAgain(row: number, i: number): void {
    const c = this.desk.container(row, i)
    if (c.stage !== 'configError') return
    advanceStage(c, 'RETRY')
    this.create(row, i)
  }

  /** What to start, or why it cannot be configured. */
  private specOf(row: number, i: number, pod: Pod, spec: Container): ProcessSpec | string {
    const { desk } = this
    const c = desk.container(row, i)
    const restarts = c.last === undefined ? c.restarts : c.restarts + 1
    const imageUser = isNonRoot(pod, spec) ? desk.runtime.image(spec.image as string)?.user : undefined
    try {
      return processSpec(desk, row, pod, spec, new StartPlace(desk, desk.work(row), restarts, imageUser))
    } catch (error) {
      if (error instanceof ConfigTrouble) return error.message
      throw error
    }
  }

  private start(row: number, i: number, pod: Pod, spec: Container, processSpec: ProcessSpec): void {
    const { desk } = this
    const work = desk.work(row)
    const c = desk.container(row, i)
    if (c.last !== undefined) {
      c.restarts++
      c.previous = c.last
    }
    const process = desk.runtime.start(processSpec)
    desk.own(process, row, i)
    this.started(work.node, process)
    this.keepLog(c, process)
    advanceStage(c, 'STARTED')
    c.process = process
    c.containerId = containerId(desk.stream(work))
    c.startedAtMs = desk.server.clock.nowMs
    c.resources = spec.resources
    desk.journal.note(row, i, 'started', c.restarts)
    c.reason = ''
    c.message = ''
    this.reporter.event(row, pod, i, 'Normal', 'Created', textsOf(spec).created)
    this.reporter.event(row, pod, i, 'Normal', 'Started', textsOf(spec).started)
    c.inHook = spec.lifecycle?.postStart !== undefined
    if (c.inHook) this.hooks.postStart(row, i, spec)
    else this.up(row, i, pod)
  }

  /** Logs of this start and of the one before are kept. */
  private keepLog(c: ContainerWork, process: number): void {
    if (c.olderLogProcess >= 0) this.desk.runtime.remove(c.olderLogProcess)
    c.olderLogProcess = c.logProcess
    c.logProcess = process
  }

  /** The container has started, its hook included: probes begin, the next one may follow. */
  up(row: number, i: number, pod: Pod): void {
    const { desk } = this
    const work = desk.work(row)
    const c = desk.container(row, i)
    const spec = containerSpec(pod, i)
    c.inHook = false
    c.started = spec.startupProbe === undefined
    c.ready = c.started && spec.readinessProbe === undefined
    this.prober.begin(c, spec, work.admittedAtMs, desk.hop('kubeletSync', work))
    this.reporter.report(row)
    this.prober.wake(row, i)
    this.advance(row)
  }
}

/** Where a container starts: lists of addresses are made for the few whose environment asks for them. */
class StartPlace implements ProcessWhere {
  constructor(
    private readonly desk: Desk,
    private readonly work: Readonly<PodWork>,
    readonly restarts: number,
    readonly imageUser: string | undefined,
  ) {}

  get podIP(): string {
    return this.work.podIP
  }
  get podIPs(): readonly string[] {
    return [this.work.podIP]
  }
  get hostIPs(): readonly string[] {
    return [this.desk.nodes.addresses.hostIP(this.work.node)]
  }
  get node(): Node {
    return this.desk.nodes.node(this.work.node) as Node
  }
  get nodeName(): string {
    return this.node.metadata.name
  }
}

/** Whether anybody asks who the image runs as. */
const isNonRoot = ({ spec }: Pod, { securityContext }: Container): boolean =>
  securityContext?.runAsNonRoot === true || spec.securityContext?.runAsNonRoot === true
