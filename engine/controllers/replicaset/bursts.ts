/**
 * Slow start: a ReplicaSet makes its Pods in batches of 1, 2, 4, … so that a template the server refuses costs one
 * refusal and not a thousand. A batch takes one round trip to the server; what is left waits here in between.
 * Source: pkg/controller/replicaset/replica_set.go slowStartBatch.
 */
import type { ApiServer } from '../../api/server.ts'
import { draw } from '../../core/latency.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Stream } from '../../core/random.ts'

const INITIAL_BATCH = 1

export class Bursts {
  /** Pods still to make, by the ReplicaSet's row; 0 = no burst. */
  private readonly left: PagedInts
  private readonly batch: PagedInts
  /** Pods there were when the burst began. */
  private readonly from: PagedInts
  /** When the batch under way is answered. */
  private readonly due: PagedFloats
  private readonly stream: Stream

  /** @param name the controller's */
  constructor(
    private readonly server: ApiServer,
    name: string,
  ) {
    const { checkpoints } = server
    this.left = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.batch = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.from = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.due = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.stream = server.random.stream(`controller/${name}/batches`)
  }

  running(row: number): boolean {
    return this.left.get(row) > 0
  }

  /** Time until the batch under way is answered; 0 when the next may start. */
  waitMs(row: number): number {
    return Math.max(0, this.due.get(row) - this.server.clock.nowMs)
  }

  /** @param present Pods there are now */
  start(row: number, count: number, present: number): void {
    this.left.set(row, count)
    this.from.set(row, present)
    this.batch.set(row, INITIAL_BATCH)
    this.due.set(row, this.server.clock.nowMs)
  }

  /** Whether the last burst changed anything: creates that are refused without an error leave all as it was. */
  moved(row: number, present: number): boolean {
    return this.from.get(row) !== present
  }

  stop(row: number): void {
    if (this.left.get(row) > 0) this.left.set(row, 0)
  }

  /** Makes one batch by calling `make` for each Pod; ends the burst with the first error. */
  next<E>(row: number, make: () => E | undefined): E | undefined {
    const left = this.left.get(row)
    const size = Math.min(this.batch.get(row), left)
    let failed: E | undefined
    for (let i = 0; i < size; i++) failed = make() ?? failed
    this.left.set(row, failed === undefined ? left - size : 0)
    this.batch.set(row, size * 2)
    this.due.set(row, this.server.clock.nowMs + draw(this.server.latency.statusWrite, this.stream))
    return failed
  }
}
