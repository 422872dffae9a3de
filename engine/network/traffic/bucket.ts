/** What a load source saw in one second: counts, changed in place under core/records' rules. */

/** Upper bounds of the latency classes, in milliseconds; one more class is above them all. */
const LATENCY_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]

type Counts = Record<string, number>

/** As protocol/traffic.ts' LoadBucket. */
export interface BucketReport {
  second: number
  sent: number
  outcomes: Counts
  versions: Counts
  pods: Counts
  latencySumMs: number
  latencyMaxMs: number
  latencies: number[]
}

export class Bucket {
  epoch = 0
  sent = 0
  outcomes: Counts = {}
  versions: Counts = {}
  pods: Counts = {}
  latencySumMs = 0
  latencyMaxMs = 0
  latencies: number[] = Array.from({ length: LATENCY_MS.length + 1 }, () => 0)

  constructor(readonly second: number) {}

  /** A request is over. @param pod who answered; '' for nobody */
  add(outcome: string, latencyMs: number, version: string, pod: string): void {
    count(this.outcomes, outcome)
    if (pod === '') return
    count(this.versions, version)
    count(this.pods, pod)
    this.latencySumMs += latencyMs
    if (latencyMs > this.latencyMaxMs) this.latencyMaxMs = latencyMs
    let at = 0
    while (at < LATENCY_MS.length && latencyMs > (LATENCY_MS[at] as number)) at++
    this.latencies[at] = (this.latencies[at] as number) + 1
  }

  /** What it says, as plain data. */
  report(): BucketReport {
    const { second, sent, outcomes, versions, pods, latencySumMs, latencyMaxMs, latencies } = this
    const copies = {
      outcomes: { ...outcomes },
      versions: { ...versions },
      pods: { ...pods },
      latencies: [...latencies],
    }
    return { second, sent, latencySumMs, latencyMaxMs, ...copies }
  }

  copy(): Bucket {
    const copy = Object.assign(new Bucket(this.second), this)
    copy.outcomes = { ...this.outcomes }
    copy.versions = { ...this.versions }
    copy.pods = { ...this.pods }
    copy.latencies = [...this.latencies]
    return copy
  }
}

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
