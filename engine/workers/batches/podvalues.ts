/** The value of one label of every Pod, for a stage that groups by it: names once, then numbers. */
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { PodValues } from '../../protocol/batch.ts'
import { DirtyRows } from './dirty.ts'
import { MOST_PODS } from './pods.ts'

/** Values travel in 16 bits; who comes after shares the last one. */
const MOST = 0xffff

export class PodValueBatches {
  private key = ''
  private readonly dirty = new DirtyRows()
  private readonly numbers = new Map<string, number>()
  private names: string[] = []
  private fresh = false
  private readonly pods: Table

  constructor(cluster: Cluster) {
    this.pods = cluster.server.store.table('pods')
  }

  /** The label that is wanted; empty for none. */
  show(key: string): void {
    if (key === this.key) return
    this.key = key
    this.reset()
  }

  reset(): void {
    this.dirty.take()
    this.numbers.clear()
    this.names = []
    this.fresh = true
    if (this.key) this.pods.each(undefined, (_, row) => this.dirty.mark(row))
  }

  /** Notes a change; O(1). */
  mark(row: number): void {
    if (this.key) this.dirty.mark(row)
  }

  take(): PodValues | undefined {
    if (!this.key || (this.dirty.size === 0 && !this.fresh)) return undefined
    const all = this.dirty.take().slice()
    for (const row of all.subarray(MOST_PODS)) this.dirty.mark(row)
    const rows = [...all.subarray(0, MOST_PODS)].filter((row) => this.pods.get(row) !== undefined)
    const value = Uint16Array.from(rows, (row) => this.numberOf(row))
    const values: PodValues = { key: this.key, reset: this.fresh, id: Uint32Array.from(rows), value, names: this.names }
    this.names = []
    this.fresh = false
    return values
  }

  private numberOf(row: number): number {
    const name = this.pods.get(row)?.metadata.labels?.[this.key] ?? ''
    let number = this.numbers.get(name)
    if (number === undefined) {
      if (this.numbers.size >= MOST) return MOST - 1
      number = this.numbers.size
      this.numbers.set(name, number)
      this.names.push(name)
    }
    return number
  }
}
