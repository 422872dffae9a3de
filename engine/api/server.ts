/**
 * The API server as its components see it: store, verbs, clock, causes, chance and events in one place.
 * Everything meets here and nowhere else.
 */
import type { ClusterCalls } from '../core/calls.ts'
import type { Calendar } from '../core/calendar.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import type { Clock } from '../core/clock.ts'
import type { NodeHeartbeats } from '../core/heartbeats.ts'
import type { Profile } from '../core/latency.ts'
import type { Metrics } from '../core/metrics.ts'
import type { PodRanges } from '../core/podranges.ts'
import type { Random } from '../core/random.ts'
import type { Trace } from '../core/trace.ts'
import type { EventSink } from './events.ts'
import type { PodSecurityConfiguration } from './podsecurityconfiguration.ts'
import type { Store } from './store.ts'
import type { TokenAuthority } from './tokens/authority.ts'
import type { Verbs } from './verbs.ts'

export interface ApiServer {
  readonly clock: Clock
  readonly calendar: Calendar
  readonly trace: Trace
  readonly random: Random
  readonly checkpoints: Checkpoints
  readonly latency: Profile
  readonly store: Store
  readonly verbs: Verbs
  readonly events: EventSink
  /** Which kubelets are alive; the kubelets answer. */
  readonly heartbeats: NodeHeartbeats
  /** Where machines' Pods get their addresses from; the kubelets answer. Undefined where there are no machines. */
  readonly podRanges?: PodRanges
  /** Makes and reads service accounts' tokens. */
  readonly tokens: TokenAuthority
  /** What is measured of the cluster, as far as anybody measures. */
  readonly metrics: Metrics
  /** How the server calls what runs in the cluster. */
  readonly calls: ClusterCalls
  /** Where it listens behind its Service. */
  readonly port: number
  readonly podSecurity: PodSecurityConfiguration
  readonly features: Readonly<Record<string, boolean>>
}
