/**
 * Who asked whom, second by second: requests of load sources and of processes that are over, by caller, Service and Pod.
 * For whoever draws traffic; nothing in the cluster depends on it, but it is part of the run, so that a rewound one shows
 * the traffic of its own past.
 */
import type { Checkpoints } from '../../core/checkpoint.ts'
import { Records } from '../../core/records.ts'

/** Seconds remembered. */
const REMEMBERED_SECONDS = 120
/** Flows told apart in one second; what is beyond is left out. */
const MAX_FLOWS = 1_000

/** Ends of a flow, as strings for a map's key and for the page. */
export interface FlowEnds {
  /** `load:NAME` or `pod:NAMESPACE/NAME`. */
  from: string
  /** `NAMESPACE/NAME` of the Service it went through; '' for none. */
  service: string
  /** `NAMESPACE/NAME` of who answered; '' for nobody. */
  pod: string
  /** The Pod's label `version`, else its image's tag. */
  version: string
}

/** As protocol/traffic.ts' FlowRow. */
export interface FlowReport extends FlowEnds {
  requests: number
  outcomes: Record<string, number>
  latencySumMs: number
  latencyMaxMs: number
}

class FlowSecond {
  epoch = 0
  flows = new Map<string, FlowReport>()

  constructor(readonly second: number) {}

  copy(): FlowSecond {
    const copy = new FlowSecond(this.second)
    for (const [key, flow] of this.flows) copy.flows.set(key, { ...flow, outcomes: { ...flow.outcomes } })
    return copy
  }
}

export class Flows {
  private readonly seconds: Records<FlowSecond>

  constructor(checkpoints: Checkpoints) {
    this.seconds = new Records<FlowSecond>(checkpoints)
  }

  /** A request is over. @param outcome an HTTP status, or how it failed */
  saw(ends: FlowEnds, outcome: string, latencyMs: number, nowMs: number): void {
    const { flows } = this.at(Math.floor(nowMs / 1000))
    const key = `${ends.from} ${ends.service} ${ends.pod}`
    let flow = flows.get(key)
    if (flow === undefined) {
      if (flows.size >= MAX_FLOWS) return
      flow = { ...ends, requests: 0, outcomes: {}, latencySumMs: 0, latencyMaxMs: 0 }
      flows.set(key, flow)
    }
    flow.requests++
    flow.outcomes[outcome] = (flow.outcomes[outcome] ?? 0) + 1
    flow.latencySumMs += latencyMs
    if (latencyMs > flow.latencyMaxMs) flow.latencyMaxMs = latencyMs
  }

  /** Seconds from one on until now that had any, in order. */
  report(fromSecond: number, nowMs: number): { second: number; flows: FlowReport[] }[] {
    const now = Math.floor(nowMs / 1000)
    const found: { second: number; flows: FlowReport[] }[] = []
    for (let second = Math.max(0, fromSecond, now - REMEMBERED_SECONDS + 1); second <= now; second++) {
      const at = this.seconds.get(second % REMEMBERED_SECONDS)
      if (at === undefined || at.second !== second) continue
      found.push({ second, flows: [...at.flows.values()].map((flow) => ({ ...flow, outcomes: { ...flow.outcomes } })) })
    }
    return found
  }

  private at(second: number): FlowSecond {
    const found = this.seconds.own(second % REMEMBERED_SECONDS)
    if (found !== undefined && found.second === second) return found
    const fresh = new FlowSecond(second)
    this.seconds.put(second % REMEMBERED_SECONDS, fresh)
    return fresh
  }
}
