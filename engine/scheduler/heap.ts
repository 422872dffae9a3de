/** A checkpointable binary heap of row numbers, each in it at most once, that can be taken out of the middle. */
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedInts } from '../core/paged.ts'

export class RowHeap {
  private readonly rows: PagedInts
  /** Position +1 by row; 0 = not in the heap. */
  private readonly positions: PagedInts
  /** [0]: number of rows. */
  private readonly counts: PagedInts

  /** @param before whether the first row comes out ahead of the second; must not change while they are inside. */
  constructor(
    checkpoints: Checkpoints,
    private readonly before: (first: number, second: number) => boolean,
  ) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.rows = ints()
    this.positions = ints()
    this.counts = ints()
  }

  get size(): number {
    return this.counts.get(0)
  }

  /** The first row; -1 when empty. */
  get first(): number {
    return this.size === 0 ? -1 : this.rows.get(0)
  }

  push(row: number): void {
    const at = this.size
    this.counts.set(0, at + 1)
    this.siftUp(at, row)
  }

  /** Takes out the first row; -1 when empty. */
  pop(): number {
    if (this.size === 0) return -1
    const row = this.rows.get(0)
    this.remove(row)
    return row
  }

  remove(row: number): void {
    const at = this.positions.get(row) - 1
    if (at < 0) return
    this.positions.set(row, 0)
    const last = this.counts.add(0, -1)
    if (at === last) return
    const moved = this.rows.get(last)
    if (at > 0 && this.before(moved, this.rows.get((at - 1) >> 1))) this.siftUp(at, moved)
    else this.siftDown(at, moved, last)
  }

  private place(at: number, row: number): void {
    this.rows.set(at, row)
    this.positions.set(row, at + 1)
  }

  private siftUp(start: number, row: number): void {
    let at = start
    while (at > 0) {
      const parent = (at - 1) >> 1
      const other = this.rows.get(parent)
      if (!this.before(row, other)) break
      this.place(at, other)
      at = parent
    }
    this.place(at, row)
  }

  private siftDown(start: number, row: number, size: number): void {
    let at = start
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && this.before(this.rows.get(child + 1), this.rows.get(child))) child++
      const other = this.rows.get(child)
      if (!this.before(other, row)) break
      this.place(at, other)
      at = child
    }
    this.place(at, row)
  }
}
