/**
 * From an admitted Pod to running containers: sandbox, then init containers one by one, then the app's in order; each
 * has its image pulled (or finds it), is created and started.
 * Source: kuberuntime_manager.go computePodActions and SyncPod, images/image_manager.go.
 */
import { type BackoffRule, nextBackoff } from '../core/backoff.ts'
import type { ImageInfo } from '../core/runtime.ts'
import type { Container, Node, Pod } from '../kinds/types.ts'
import { parseImageReference } from '../rules/imagereference.ts'
import { containerId } from './containerid.ts'
import { containerSpec, type Desk } from './desk.ts'
import { missingConfig, processSpec } from './environment.ts'
import type { Hooks } from './hooks.ts'
import type { ContainerWork } from './podwork.ts'
import type { Prober } from './prober.ts'
import type { Reporter } from './reporter.ts'
import { nextToStart } from './order.ts'
import { advanceStage } from './stages/container.ts'
import { pulledText, textsOf } from './texts.ts'

/** Failed pulls wait 10 s, doubling to 5 min (image_manager.go). */
export const PULL_BACKOFF: BackoffRule = { initial: 10_000, max: 300_000 }
/** A container whose configuration is missing is looked at again after the pod worker's back-off. */
const CONFIG_RETRY_MS = 10_000

/** When a pull was asked for and when it left the node's queue. */
interface PullTimes {
  queuedMs: number
  startMs: number
}

export class Starter {
  private readonly sandboxHandler: number
  private readonly pulledHandler: number
  private readonly createHandler: number
  private readonly configHandler: number
  private readonly backoffHandler: number
  private readonly pullAgainHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly prober: Prober,
    private readonly hooks: Hooks,
  ) {
    this.sandboxHandler = desk.on('sandbox', (row) => this.sandboxReady(row))
    this.pulledHandler = desk.on('pulled', (row, i, times) => this.pulled(row, i, times as PullTimes))
    this.createHandler = desk.on('create', (row, i) => this.create(row, i))
    this.configHandler = desk.on('config', (row, i) => this.configAgain(row, i))
    this.backoffHandler = desk.on('pullBackoff', (row, i) => this.nameBackoff(row, i))
    this.pullAgainHandler = desk.on('pullAgain', (row, i) => this.pullAgain(row, i))
  }

  /** Begins with the sandbox of a Pod that has just been admitted. */
  begin(row: number): void {
    const { desk } = this
    desk.at(row, 0, this.sandboxHandler, desk.hop('sandbox', desk.work(row)))
  }

  private sandboxReady(row: number): void {
    const { desk } = this
    const work = desk.work(row)
    work.sandbox = 'ready'
    const { addresses } = desk.nodes
    const { hostNetwork } = (desk.pod(row) as Pod).spec
    work.podIP = hostNetwork ? addresses.hostIP(work.node) : addresses.allocate(work.node)
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
    const { desk } = this
    const work = desk.work(row)
    const spec = containerSpec(pod, i)
    const image = desk.runtime.image(spec.image as string, pod.metadata.annotations)
    const present = image !== undefined && desk.images.has(work.node, image.reference)
    const policy = spec.imagePullPolicy
    if (present && policy !== 'Always') {
      this.reporter.event(row, pod, i, 'Normal', 'Pulled', textsOf(spec).present)
      advanceStage(desk.container(row, i), 'IMAGE_PRESENT')
      this.createSoon(row, i, pod)
    } else if (image === undefined && parseImageReference(spec.image as string) === undefined) {
      this.badName(row, i, pod, spec)
    } else if (policy === 'Never') this.neverPull(row, i, pod, spec)
    else this.pull(row, i, pod, spec, image)
  }

  private pull(row: number, i: number, pod: Pod, spec: Container, image: ImageInfo | undefined): void {
    const { desk } = this
    const work = desk.work(row)
    const c = desk.container(row, i)
    const { nowMs } = desk.server.clock
    const { startMs, endMs } = desk.images.pull(work.node, image, desk.stream(work))
    this.reporter.event(row, pod, i, 'Normal', 'Pulling', `Pulling image "${spec.image}"`)
    advanceStage(c, 'PULL')
    c.untilMs = endMs
    desk.at(row, i, this.pulledHandler, endMs - nowMs, { queuedMs: nowMs, startMs } satisfies PullTimes)
  }

  private pulled(row: number, i: number, times: PullTimes): void {
    const { desk } = this
    const work = desk.work(row)
    const pod = desk.pod(row) as Pod
    const spec = containerSpec(pod, i)
    const image = desk.runtime.image(spec.image as string, pod.metadata.annotations)
    if (image === undefined) {
      this.notFound(row, i, pod, spec)
      return
    }
    if (desk.images.add(work.node, image)) desk.nodes.imagesChanged(work.node)
    const { nowMs } = desk.server.clock
    const text = pulledText(spec.image as string, nowMs - times.startMs, nowMs - times.queuedMs, image.sizeBytes)
    this.reporter.event(row, pod, i, 'Normal', 'Pulled', text)
    advanceStage(desk.container(row, i), 'PULLED')
    this.createSoon(row, i, pod)
  }

  // ------------------------------------------------------------------------------------------------ without an image

  private badName(row: number, i: number, pod: Pod, { image }: Container): void {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
    this.reporter.event(row, pod, i, 'Warning', 'InspectFailed', message)
    this.reporter.event(row, pod, i, 'Warning', 'Failed', 'Error: InvalidImageName')
    this.pullFailed(row, i, 'InvalidImageName', message)
  }

  private neverPull(row: number, i: number, pod: Pod, spec: Container): void {
    const message = `Container image "${spec.image}" is not present with pull policy of Never`
    this.reporter.event(row, pod, i, 'Warning', 'ErrImageNeverPull', message)
    this.reporter.event(row, pod, i, 'Warning', 'Failed', 'Error: ErrImageNeverPull')
    this.pullFailed(row, i, 'ErrImageNeverPull', message)
  }

  private notFound(row: number, i: number, pod: Pod, { image }: Container): void {
    const text = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`
    const message = `rpc error: code = NotFound desc = ${text}`
    this.reporter.event(row, pod, i, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`)
    this.reporter.event(row, pod, i, 'Warning', 'Failed', 'Error: ErrImagePull')
    this.pullFailed(row, i, 'ErrImagePull', message)
  }

  private pullFailed(row: number, i: number, reason: string, message: string): void {
    const { desk } = this
    const c = desk.container(row, i)
    const { nowMs } = desk.server.clock
    advanceStage(c, 'PULL_FAILED')
    c.pulls = nextBackoff(c.pulls, PULL_BACKOFF, nowMs)
    c.untilMs = nowMs + c.pulls.backoff
    c.reason = reason
    c.message = message
    this.reporter.report(row)
    desk.at(row, i, this.pullAgainHandler, c.pulls.backoff)
    // The worker's next look, a relist of the runtime later, finds it waiting: from then on the wait has its own name.
    desk.at(row, i, this.backoffHandler, desk.hop('kubeletSync', desk.work(row)) + 1000)
    this.advance(row)
  }

  private nameBackoff(row: number, i: number): void {
    const c = this.desk.container(row, i)
    if (c.stage !== 'pullBackoff' || c.reason !== 'ErrImagePull') return
    const pod = this.desk.pod(row) as Pod
    const text = `Back-off pulling image "${containerSpec(pod, i).image}"`
    this.reporter.event(row, pod, i, 'Normal', 'BackOff', text)
    this.reporter.event(row, pod, i, 'Warning', 'Failed', 'Error: ImagePullBackOff')
    c.reason = 'ImagePullBackOff'
    c.message = `${text}: ErrImagePull: ${c.message}`
    this.reporter.report(row)
  }

  private pullAgain(row: number, i: number): void {
    const c = this.desk.container(row, i)
    if (c.stage !== 'pullBackoff') return
    advanceStage(c, 'RETRY')
    c.untilMs = -1
    this.begun(row, i, this.desk.pod(row) as Pod)
  }

  // ------------------------------------------------------------------------------------------------ creating

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
    const missing = missingConfig(desk.server, pod, spec)
    if (missing === undefined) {
      this.start(row, i, pod, spec)
      return
    }
    const c = desk.container(row, i)
    advanceStage(c, 'CONFIG_MISSING')
    c.reason = 'CreateContainerConfigError'
    c.message = missing
    this.reporter.event(row, pod, i, 'Warning', 'Failed', `Error: ${missing}`)
    this.reporter.report(row)
    desk.at(row, i, this.configHandler, CONFIG_RETRY_MS)
  }

  private configAgain(row: number, i: number): void {
    const c = this.desk.container(row, i)
    if (c.stage !== 'configError') return
    advanceStage(c, 'RETRY')
    this.create(row, i)
  }

  private start(row: number, i: number, pod: Pod, spec: Container): void {
    const { desk } = this
    const work = desk.work(row)
    const c = desk.container(row, i)
    if (c.last !== undefined) {
      c.restarts++
      c.previous = c.last
    }
    const process = desk.runtime.start(
      processSpec(desk.server, pod, spec, {
        podIP: work.podIP,
        hostIP: desk.nodes.addresses.hostIP(work.node),
        node: desk.nodes.node(work.node) as Node,
        restarts: c.restarts,
      }),
    )
    desk.own(process, row, i)
    this.keepLog(c, process)
    advanceStage(c, 'STARTED')
    c.process = process
    c.containerId = containerId(desk.stream(work))
    c.startedAtMs = desk.server.clock.nowMs
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
