/** What the page is told of traffic: load sources and what they saw, and who asked whom. */
import type { LoadBucket, LoadSpec } from './protocol.ts'

/** Requests of one caller that one Pod answered (or nobody), over within one second. */
export interface FlowRow {
  /** `load:NAME` or `pod:NAMESPACE/NAME`. */
  from: string
  /** `NAMESPACE/NAME` of the Service it went through; '' for none. */
  service: string
  /** `NAMESPACE/NAME` of the Pod that answered; '' for nobody. */
  pod: string
  /** The Pod's label `version`, else its image's tag; '' for nobody. */
  version: string
  requests: number
  /** By HTTP status, or `ok` (a connection that is no HTTP), `refused`, `timeout`, `unreachable`, `reset`, `name`. */
  outcomes: Record<string, number>
  latencySumMs: number
  latencyMaxMs: number
}

/** Traffic of one second of virtual time. */
export interface FlowSecond {
  /** Virtual second since the epoch of the run. */
  second: number
  flows: FlowRow[]
}

/** What is new since the last batch; seconds told before are told again, whole, when they changed. */
export interface TrafficNews {
  /** Load sources that send, when the list changed. */
  sources?: LoadSpec[]
  load: { source: string; buckets: LoadBucket[] }[]
  flows: FlowSecond[]
}
