/** Sums over Pods by topology domain, kept in step Pod by Pod. */
import type { Domains, Inclusion } from './topology.ts'

export class DomainCounts {
  /** Sum by domain. */
  readonly pods: Int32Array
  /** False once they are no longer kept in step. */
  kept = true
  /** Domains with something counted in them. */
  occupied = 0
  /** Domains that have an included node. */
  readonly domainCount: number
  /** Least sum of any domain with an included node; Infinity when there is none. Kept when asked for. */
  min = Number.POSITIVE_INFINITY
  /** Domains with an included node, by their sum. */
  private readonly histogram: number[] | undefined
  /** 1 for a domain with an included node; empty unless the least sum is kept. */
  readonly exists: Uint8Array

  /**
   * @param included nodes that count; undefined = all
   * @param order rows of the nodes there are
   * @param tracksMin keep `min`; costs a walk over the nodes
   */
  constructor(
    readonly domains: Domains,
    private readonly included: Inclusion,
    order: Int32Array,
    tracksMin: boolean,
  ) {
    this.pods = new Int32Array(domains.count)
    this.exists = new Uint8Array(tracksMin ? domains.count : 0)
    if (!tracksMin) {
      this.domainCount = domains.count
      return
    }
    let count = 0
    for (const row of order) {
      const domain = this.domainOf(row)
      if (domain < 0 || this.exists[domain] === 1) continue
      this.exists[domain] = 1
      count++
    }
    this.domainCount = count
    this.histogram = [count]
    if (count > 0) this.min = 0
  }

  /** Any number of Pods more or less on a node. */
  addPods(row: number, by: number): void {
    if (this.histogram === undefined || by === 1 || by === -1) {
      this.add(row, by)
      return
    }
    for (let i = 0; i < Math.abs(by); i++) this.add(row, Math.sign(by))
  }

  private add(row: number, by: number): void {
    const domain = this.domainOf(row)
    if (domain < 0) return
    const old = this.pods[domain] as number
    const now = old + by
    this.pods[domain] = now
    if (old === 0) this.occupied++
    if (now === 0) this.occupied--
    if (this.histogram !== undefined) this.track(this.histogram, old, now)
  }

  private track(histogram: number[], old: number, now: number): void {
    histogram[old] = (histogram[old] as number) - 1
    histogram[now] = (histogram[now] ?? 0) + 1
    if (now < this.min) this.min = now
    else while (!histogram[this.min]) this.min++
  }

  private domainOf(row: number): number {
    if (this.included !== undefined && this.included[row] !== 1) return -1
    return this.domains.of[row] ?? -1
  }
}
