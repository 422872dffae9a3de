/** Rows that changed since the last batch: marking is two array writes, taking visits each row once. */

export class DirtyRows {
  private marks = new Uint8Array(256)
  private rows = new Int32Array(256)
  private count = 0

  get size(): number {
    return this.count
  }

  mark(row: number): void {
    if (row >= this.marks.length) this.marks = grown(this.marks, row)
    if (this.marks[row] !== 0) return
    this.marks[row] = 1
    if (this.count === this.rows.length) this.rows = grown(this.rows, this.count)
    this.rows[this.count++] = row
  }

  /** Empties the set and returns its rows in order of marking; valid until the next mark. */
  take(): Int32Array {
    const taken = this.rows.subarray(0, this.count)
    for (const row of taken) this.marks[row] = 0
    this.count = 0
    return taken
  }
}

/** The array with room for `index`, contents kept. */
export function grown<T extends Uint8Array | Int32Array | Float64Array | Uint16Array>(array: T, index: number): T {
  const size = Math.max(index + 1, array.length * 2)
  const next = new (array.constructor as new (size: number) => T)(size)
  next.set(array)
  return next
}
