/** Requests as the page keeps them: seconds of load sources, and who asked whom. */
import type { FlowRow, LoadBucket, LoadSpec, TrafficNews } from '../../engine/protocol/traffic.ts'

export interface Traffic {
  /** Load sources that send now. */
  sources: readonly LoadSpec[]
  /** Source → second → what it saw. */
  load: ReadonlyMap<string, ReadonlyMap<number, LoadBucket>>
  /** Second → rows. */
  flows: ReadonlyMap<number, readonly FlowRow[]>
}

export const NO_TRAFFIC: Traffic = { sources: [], load: new Map(), flows: new Map() }

/** As long as the worker tells a fresh page. */
const LOAD_SECONDS = 900
const FLOW_SECONDS = 180

/** Seconds told again replace what was told before. */
export function mergeTraffic(traffic: Traffic, news: TrafficNews | undefined): Traffic {
  if (!news) return traffic
  return {
    sources: news.sources ?? traffic.sources,
    load: news.load.length > 0 ? mergeLoad(traffic.load, news.load) : traffic.load,
    flows: news.flows.length > 0 ? mergeFlows(traffic.flows, news.flows) : traffic.flows,
  }
}

function mergeLoad(load: Traffic['load'], news: TrafficNews['load']): Traffic['load'] {
  const next = new Map(load)
  for (const { source, buckets } of news) {
    const seconds = new Map(next.get(source) ?? [])
    for (const bucket of buckets) seconds.set(bucket.second, bucket)
    next.set(source, latest(seconds, LOAD_SECONDS))
  }
  return next
}

function mergeFlows(flows: Traffic['flows'], news: TrafficNews['flows']): Traffic['flows'] {
  const next = new Map(flows)
  for (const { second, flows: rows } of news) next.set(second, rows)
  return latest(next, FLOW_SECONDS)
}

/** Without the seconds that are too old; in place, the map is the caller's own. */
function latest<T>(seconds: Map<number, T>, kept: number): Map<number, T> {
  const oldest = Math.max(...seconds.keys()) - kept
  for (const second of seconds.keys()) if (second < oldest) seconds.delete(second)
  return seconds
}

const GOOD = /^(ok|[123]\d\d)$/

/** Answers that are no failure: HTTP below 400, or a connection that is no HTTP. */
export const isGood = (outcome: string): boolean => GOOD.test(outcome)

export function failuresOf(outcomes: Readonly<Record<string, number>>): number {
  let failures = 0
  for (const [outcome, count] of Object.entries(outcomes)) if (!isGood(outcome)) failures += count
  return failures
}

/** Requests a second and failures a second through some Services, by second. */
export function ratesOf(
  { flows }: Pick<Traffic, 'flows'>,
  isMeant: (row: FlowRow) => boolean,
): { second: number; requests: number; failures: number; latencySumMs: number }[] {
  return [...flows]
    .sort(([a], [b]) => a - b)
    .map(([second, rows]) => {
      const rate = { second, requests: 0, failures: 0, latencySumMs: 0 }
      for (const row of rows) {
        if (!isMeant(row)) continue
        rate.requests += row.requests
        rate.failures += failuresOf(row.outcomes)
        rate.latencySumMs += row.latencySumMs
      }
      return rate
    })
}
