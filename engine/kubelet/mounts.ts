/**
 * Volumes a Pod waits for before its sandbox (volume manager WaitForAttachAndMount). Each failure is told and tried
 * again: half a second later, doubling to two minutes.
 */
import { type BackoffRule, nextBackoff } from '../core/backoff.ts'
import type { Pod } from '../kinds/types.ts'
import type { Desk } from './desk.ts'
import type { Reporter } from './reporter.ts'
import { AttachTrouble } from './volumes/claims.ts'
import { pulledText } from './texts.ts'
import { VolumeTrouble } from './volumes/content.ts'
import { imageVolume } from './volumes/imagevolume.ts'

/** operation executor: exponentialbackoff initialDurationBeforeRetry and maxDurationBeforeRetry. */
const RETRY: BackoffRule = { initial: 500, max: 122_000 }

export class Mounts {
  private readonly handler: number
  private readonly pulledHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
  ) {
    this.pulledHandler = desk.on('volumePulled', (row, _i, data) => this.pulled(row, data as Pulled))
    this.handler = desk.on('mount', (row, _i, attempt) => this.attempt(row, attempt as Attempt))
  }

  /** Whether every volume of a Pod that was just admitted is mounted; if not, `mounted` is called when they are. */
  await(row: number, pod: Pod): boolean {
    if (!pod.spec.volumes?.length) return true
    if (this.pullNext(row, pod)) return false
    const trouble = this.trouble(row, pod)
    if (trouble === undefined) return true
    this.failed(row, pod, trouble, 0)
    return false
  }

  /** Set by the pod worker: the volumes are there. */
  mounted: (row: number) => void = () => {}

  // ------------------------------------------------------------------------------------------------ images

  /** Begins to pull the first image that a volume shows and the node does not have. */
  private pullNext(row: number, pod: Pod): boolean {
    const { desk } = this
    const missing = pod.spec.volumes?.find((volume) => this.isMissing(row, pod, imageVolume(volume)))
    if (missing === undefined) return false
    const image = imageVolume(missing) as string
    const work = desk.work(row)
    const info = desk.runtime.image(image, pod.metadata.annotations)
    const { nowMs } = desk.server.clock
    const { startMs, endMs } = desk.images.pull(work.node, info, desk.stream(work))
    this.reporter.podEvent(row, pod, 'Normal', 'Pulling', `Pulling image "${image}"`)
    desk.at(row, 0, this.pulledHandler, endMs - nowMs, { image, queuedMs: nowMs, startMs } satisfies Pulled)
    return true
  }

  private isMissing(row: number, pod: Pod, image: string | undefined): boolean {
    if (image === undefined) return false
    const { desk } = this
    const info = desk.runtime.image(image, pod.metadata.annotations)
    return info === undefined || !desk.images.has(desk.work(row).node, info.reference)
  }

  private pulled(row: number, { image, queuedMs, startMs }: Pulled): void {
    const { desk } = this
    const pod = desk.pod(row) as Pod
    const { node } = desk.work(row)
    const info = desk.runtime.image(image, pod.metadata.annotations)
    if (info === undefined) {
      this.failed(row, pod, new PullTrouble(`Failed to pull image "${image}": not found`), 0)
      return
    }
    if (desk.images.add(node, info)) desk.nodes.imagesChanged(node)
    const { nowMs } = desk.server.clock
    const text = pulledText(image, nowMs - startMs, nowMs - queuedMs, info.sizeBytes)
    this.reporter.podEvent(row, pod, 'Normal', 'Pulled', text)
    this.attempt(row, { waitedMs: 0 })
  }

  // ------------------------------------------------------------------------------------------------ attempts

  private attempt(row: number, { waitedMs }: Attempt): void {
    const pod = this.desk.pod(row) as Pod
    if (this.pullNext(row, pod)) return
    const trouble = this.trouble(row, pod)
    if (trouble === undefined) this.mounted(row)
    else this.failed(row, pod, trouble, waitedMs)
  }

  private trouble(row: number, pod: Pod): VolumeTrouble | undefined {
    try {
      this.desk.volumes.setUp(row, pod, this.desk.work(row).node)
      return undefined
    } catch (error) {
      if (error instanceof VolumeTrouble) return error
      throw error
    }
  }

  private failed(row: number, pod: Pod, trouble: VolumeTrouble, waitedMs: number): void {
    const last = waitedMs === 0 ? undefined : { backoff: waitedMs, updatedAt: 0 }
    const { backoff } = nextBackoff(last, RETRY, 0)
    this.reporter.podEvent(row, pod, 'Warning', reasonOf(trouble), trouble.message)
    this.desk.at(row, 0, this.handler, backoff, { waitedMs: backoff } satisfies Attempt)
  }
}

/** An image that a volume shows cannot be had. */
class PullTrouble extends VolumeTrouble {}

function reasonOf(trouble: VolumeTrouble): string {
  if (trouble instanceof PullTrouble) return 'Failed'
  return trouble instanceof AttachTrouble ? 'FailedAttachVolume' : 'FailedMount'
}

interface Pulled {
  image: string
  queuedMs: number
  startMs: number
}

/** What a retry knows of the one before. */
interface Attempt {
  waitedMs: number
}
