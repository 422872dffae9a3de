/** Memory of machines: what their containers were last known to use. The runtime tells when that has changed. */
import { PagedFloats } from '../../core/paged.ts'
import type { Desk } from '../desk.ts'

export class MemoryUse {
  /** Process → bytes it was last known to use. */
  private readonly used: PagedFloats
  /** Node row → sum of these. */
  private readonly sums: PagedFloats

  constructor(private readonly desk: Desk) {
    const { checkpoints } = desk.server
    this.used = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.sums = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  /** A container runs, or uses another amount than it did; says whether it does. */
  changed(node: number, process: number): boolean {
    const bytes = this.desk.runtime.usage(process).memoryBytes
    const before = this.used.get(process)
    if (bytes === before) return false
    this.used.set(process, bytes)
    this.sums.set(node, this.sums.get(node) + bytes - before)
    return true
  }

  /** It runs no more. */
  ended(node: number, process: number): void {
    const before = this.used.get(process)
    if (before === 0) return
    this.used.set(process, 0)
    this.sums.set(node, this.sums.get(node) - before)
  }

  of(process: number): number {
    return this.used.get(process)
  }

  on(node: number): number {
    return this.sums.get(node)
  }
}
