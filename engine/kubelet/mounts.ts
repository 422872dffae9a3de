/**
 * Volumes a Pod waits for before its sandbox: ConfigMaps and Secrets must be there (volume manager
 * WaitForAttachAndMount, configmap and secret plugins). Each failure is told and tried again: half a second later,
 * doubling to two minutes.
 */
import type { ApiServer } from '../api/server.ts'
import { type BackoffRule, nextBackoff } from '../core/backoff.ts'
import type { Pod } from '../kinds/types.ts'
import type { Desk } from './desk.ts'
import type { Reporter } from './reporter.ts'

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

  /** Whether every volume of a Pod that was just admitted can be mounted; if not, `mounted` is called when they can. */
  await(row: number, pod: Pod): boolean {
    const missing = missingVolume(this.desk.server, pod)
    if (missing === undefined) return true
    this.failed(row, pod, missing, 0)
    return false
  }

  /** Set by the pod worker: the volumes are there. */
  mounted: (row: number) => void = () => {}

  private attempt(row: number, { waitedMs }: Attempt): void {
    const pod = this.desk.pod(row) as Pod
    const missing = missingVolume(this.desk.server, pod)
    if (missing === undefined) this.mounted(row)
    else this.failed(row, pod, missing, waitedMs)
  }

  private failed(row: number, pod: Pod, missing: string, waitedMs: number): void {
    const last = waitedMs === 0 ? undefined : { backoff: waitedMs, updatedAt: 0 }
    const { backoff } = nextBackoff(last, RETRY, 0)
    this.reporter.podEvent(row, pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume ${missing}`)
    this.desk.at(row, 0, this.handler, backoff, { waitedMs: backoff } satisfies Attempt)
  }
}

/** What a retry knows of the one before. */
interface Attempt {
  waitedMs: number
}

/** `"name" : configmap "x" not found` of the first volume that cannot be mounted. */
function missingVolume(server: ApiServer, { metadata, spec }: Pod): string | undefined {
  for (const { name, configMap, secret } of spec.volumes ?? []) {
    const [resource, wanted, optional] = configMap
      ? ['configmap', configMap.name, configMap.optional]
      : ['secret', secret?.secretName, secret?.optional]
    if (wanted === undefined || optional) continue
    if (server.store.table(`${resource}s`).find(metadata.namespace as string, wanted) === undefined) {
      return `"${name}" : ${resource} "${wanted}" not found`
    }
  }
  return undefined
}
