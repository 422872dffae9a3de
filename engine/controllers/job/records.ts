/** What each Job remembers of its failures, by row. Source: pkg/controller/job/backoff_utils.go backoffStore. */
import type { ApiServer } from '../../api/server.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'
import { type BackoffRecord, NO_FAILURES } from '../../rules/job/backoff.ts'

export class BackoffRecords {
  private readonly failures: PagedInts
  private readonly lastMs: PagedFloats

  constructor({ checkpoints }: ApiServer) {
    this.failures = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.lastMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  get(row: number): BackoffRecord {
    const failures = this.failures.get(row)
    return failures === 0 ? NO_FAILURES : { failures, lastFailureMs: this.lastMs.get(row) }
  }

  set(row: number, { failures, lastFailureMs }: BackoffRecord): void {
    if (failures === 0 && this.failures.get(row) === 0) return
    this.failures.set(row, failures)
    this.lastMs.set(row, lastFailureMs)
  }
}
