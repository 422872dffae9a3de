/**
 * Records that are changed in place and yet checkpointed: the counterpart of paged arrays for small mutable objects.
 *
 * A record carries the epoch it was last copied in. Whoever wants to change it asks for it with `own`: in the epoch of
 * its copy that is the record itself, after a checkpoint a fresh copy. Between checkpoints a change costs no garbage.
 */
import type { Checkpoints } from './checkpoint.ts'
import { type Epoch, PagedArray } from './paged.ts'

/** A mutable record; everything mutable that hangs from it is copied with it. */
export interface Owned<T> {
  /** Epoch of its last copy; kept by Records. */
  epoch: number
  /** A copy that shares nothing mutable with this one. */
  copy(): T
}

export class Records<T extends Owned<T>> {
  private readonly items: PagedArray<T>
  private readonly epoch: Epoch

  constructor(checkpoints: Checkpoints) {
    this.items = checkpoints.register(new PagedArray<T>(checkpoints.epoch))
    this.epoch = checkpoints.epoch
  }

  /** For reading only. */
  get(index: number): Readonly<T> | undefined {
    return this.items.get(index)
  }

  /** For changing, within this step; undefined when there is none. */
  own(index: number): T | undefined {
    const item = this.items.get(index)
    if (item === undefined || item.epoch === this.epoch.value) return item
    const copy = item.copy()
    this.put(index, copy)
    return copy
  }

  /** Puts a record that nobody else holds, or removes one. */
  put(index: number, item: T | undefined): void {
    if (item !== undefined) item.epoch = this.epoch.value
    this.items.set(index, item)
  }
}
