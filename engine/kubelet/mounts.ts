/**
 * Volumes a Pod waits for before its sandbox (volume manager WaitForAttachAndMount). Each failure is told and tried
 * again: half a second later, doubling to two minutes.
 */
import { type BackoffRule, nextBackoff } from '../core/backoff.ts'
import type { Pod } from '../kinds/types.ts'
import type { Desk } from './desk.ts'
import type { Reporter } from './reporter.ts'
import { AttachTrouble } from './volumes/claims.ts'
import { VolumeTrouble } from './volumes/content.ts'

/** operation executor: exponentialbackoff initialDurationBeforeRetry and maxDurationBeforeRetry. */
const RETRY: BackoffRule = { initial: 500, max: 122_000 }

export class Mounts {
  private readonly handler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
  ) {
    this.handler = desk.on('mount', (row, _i, attempt) => this.attempt(row, attempt as Attempt))
  }

  /** Whether every volume of a Pod that was just admitted is mounted; if not, `mounted` is called when they are. */
  await(row: number, pod: Pod): boolean {
    if (!pod.spec.volumes?.length) return true
    const trouble = this.trouble(row, pod)
    if (trouble === undefined) return true
    this.failed(row, pod, trouble, 0)
    return false
  }

  /** Set by the pod worker: the volumes are there. */
  mounted: (row: number) => void = () => {}

  private attempt(row: number, { waitedMs }: Attempt): void {
    const pod = this.desk.pod(row) as Pod
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
    const reason = trouble instanceof AttachTrouble ? 'FailedAttachVolume' : 'FailedMount'
    this.reporter.podEvent(row, pod, 'Warning', reason, trouble.message)
    this.desk.at(row, 0, this.handler, backoff, { waitedMs: backoff } satisfies Attempt)
  }
}

/** What a retry knows of the one before. */
interface Attempt {
  waitedMs: number
}
