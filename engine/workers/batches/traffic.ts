/** Traffic as the page hears of it: seconds that changed since the last batch. */
import type { Cluster } from '../../cluster.ts'
import type { LoadBucket, TrafficNews } from '../../protocol/traffic.ts'

/** Requests of a second may be over so many seconds later. */
const OPEN_SECONDS = 61
/** Seconds of load sources a fresh page gets. */
const FIRST_SECONDS = 900

export class TrafficBatches {
  wanted = false
  /** Specs as they were told, as JSON. */
  private sourcesTold = ''
  /** The last second told of flows and of load; -1: none yet. */
  private secondTold = -1
  /** `source second` → requests sent and over, as told. */
  private readonly countsTold = new Map<string, number>()

  constructor(private readonly cluster: Cluster) {}

  reset(): void {
    this.sourcesTold = ''
    this.secondTold = -1
    this.countsTold.clear()
  }

  /** Undefined when there is nothing new. */
  take(): TrafficNews | undefined {
    if (!this.wanted) return undefined
    const { load, network, nowMs } = this.cluster
    const news: TrafficNews = { load: [], flows: network.flows.report(this.secondTold, nowMs) }
    const sources = JSON.stringify(load.list())
    if (sources !== this.sourcesTold) news.sources = [...load.list()] as NonNullable<TrafficNews['sources']>
    this.sourcesTold = sources
    const now = Math.floor(nowMs / 1000)
    const from = this.secondTold < 0 ? now - FIRST_SECONDS : this.secondTold - OPEN_SECONDS
    for (const source of load.names()) {
      const buckets = load.report(source, from).filter((bucket) => this.isNews(source, bucket))
      if (buckets.length > 0) news.load.push({ source, buckets })
    }
    this.secondTold = now
    this.forget(now - OPEN_SECONDS * 2)
    return news.sources || news.load.length > 0 || news.flows.length > 0 ? news : undefined
  }

  private isNews(source: string, { second, sent, outcomes }: LoadBucket): boolean {
    const key = `${second} ${source}`
    const count = Object.values(outcomes).reduce((sum, n) => sum + n, sent)
    if (this.countsTold.get(key) === count) return false
    this.countsTold.set(key, count)
    return true
  }

  /** Seconds that cannot change any more; they stand in order of telling. */
  private forget(before: number): void {
    for (const key of this.countsTold.keys()) {
      if (Number(key.slice(0, key.indexOf(' '))) >= before) return
      this.countsTold.delete(key)
    }
  }
}
