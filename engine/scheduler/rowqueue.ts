/**
 * A checkpointable queue of row numbers in an order of their own. Rows mostly come in the order in which they go: each
 * that belongs behind the last is appended to a list; only the others go through a heap.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import { Groups } from '../core/groups.ts'
import { RowHeap } from './heap.ts'

const LIST = 0

export class RowQueue {
  /** In order from first to last. */
  private readonly list: Groups
  private readonly heap: RowHeap

  /** @param before whether the first row goes ahead of the second; must not change while they are inside. */
  constructor(
    checkpoints: Checkpoints,
    private readonly before: (first: number, second: number) => boolean,
  ) {
    this.list = new Groups(checkpoints)
    this.heap = new RowHeap(checkpoints, before)
  }

  get size(): number {
    return this.list.size(LIST) + this.heap.size
  }

  /** Takes in a row that is not inside. */
  push(row: number): void {
    const last = this.list.last(LIST)
    if (last < 0 || !this.before(row, last)) this.list.set(row, LIST)
    else this.heap.push(row)
  }

  /** Takes out the first row; -1 when empty. */
  pop(): number {
    const row = this.list.first(LIST)
    if (row < 0) return this.heap.pop()
    const other = this.heap.first
    if (other >= 0 && this.before(other, row)) return this.heap.pop()
    this.list.set(row, -1)
    return row
  }

  /** Takes a row out, wherever it is. */
  remove(row: number): void {
    if (this.list.groupOf(row) === LIST) this.list.set(row, -1)
    else this.heap.remove(row)
  }
}
