/**
 * Images for containers: present, pulled by policy, or waited for with a back-off (images/image_manager.go
 * EnsureImageExists).
 */
import { type BackoffRule, nextBackoff } from '../core/backoff.ts'
import type { ImageInfo } from '../core/runtime.ts'
import type { Container, Pod } from '../kinds/types.ts'
import { parseImageReference } from '../rules/imagereference.ts'
import { containerSpec, type Desk } from './desk.ts'
import type { Reporter } from './reporter.ts'
import { advanceStage } from './stages/container.ts'
import { pulledText, textsOf } from './texts.ts'

/** Failed pulls wait 10 s, doubling to 5 min. */
const PULL_BACKOFF: BackoffRule = { initial: 10_000, max: 300_000 }

/** When a pull was asked for and when it left the node's queue. */
interface PullTimes {
  queuedMs: number
  startMs: number
}

/** What follows; the starter connects it. */
export interface PullConsequences {
  /** The image is there: the container can be created. */
  present(row: number, i: number, pod: Pod): void
  /** It is not: the next container may have its turn meanwhile. */
  failed(row: number): void
}

export class Puller {
  consequences: PullConsequences = { present() {}, failed() {} }
  private readonly pulledHandler: number
  private readonly backoffHandler: number
  private readonly pullAgainHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
  ) {
    this.pulledHandler = desk.on('pulled', (row, i, times) => this.pulled(row, i, times as PullTimes))
    this.backoffHandler = desk.on('pullBackoff', (row, i) => this.nameBackoff(row, i))
    this.pullAgainHandler = desk.on('pullAgain', (row, i) => this.pullAgain(row, i))
  }

  /** Gets a container's image: finds it, pulls it, or fails and tries again later. */
  fetch(row: number, i: number, pod: Pod): void {
    const { desk } = this
    const work = desk.work(row)
    const spec = containerSpec(pod, i)
    const image = desk.runtime.image(spec.image as string, pod.metadata.annotations)
    const present = image !== undefined && desk.images.has(work.node, image.reference)
    const policy = spec.imagePullPolicy
    if (present && policy !== 'Always') {
      this.reporter.event(row, pod, i, 'Normal', 'Pulled', textsOf(spec).present)
      advanceStage(desk.container(row, i), 'IMAGE_PRESENT')
      this.consequences.present(row, i, pod)
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
    desk.journal.note(row, i, 'pulling', endMs - nowMs)
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
    desk.journal.note(row, i, 'pulled', 0)
    this.consequences.present(row, i, pod)
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
    desk.journal.note(row, i, 'backOff', c.pulls.backoff, reason)
    this.reporter.report(row)
    desk.at(row, i, this.pullAgainHandler, c.pulls.backoff)
    // The worker's next look, a relist of the runtime later, finds it waiting: from then on the wait has its own name.
    desk.at(row, i, this.backoffHandler, desk.hop('kubeletSync', desk.work(row)) + 1000)
    this.consequences.failed(row)
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
    this.fetch(row, i, this.desk.pod(row) as Pod)
  }
}
