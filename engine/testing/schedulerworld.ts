/** A store, a scheduler and nothing else: for tests and benchmarks of the scheduler alone. Pods stay as they are bound. */
import { type ClusterCalls, NO_CALLS } from '../core/calls.ts'
import { EventRecorder } from '../api/events.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import { Store } from '../api/store.ts'
import { TokenAuthority } from '../api/tokens/authority.ts'
import { Verbs } from '../api/verbs.ts'
import { Calendar } from '../core/calendar.ts'
import { type Checkpoint, Checkpoints } from '../core/checkpoint.ts'
import { Clock } from '../core/clock.ts'
import { NO_HEARTBEATS } from '../core/heartbeats.ts'
import { DEFAULT_PROFILE, type Profile } from '../core/latency.ts'
import { NO_METRICS } from '../core/metrics.ts'
import { Random } from '../core/random.ts'
import { Trace } from '../core/trace.ts'
import { kinds } from '../kinds/list.ts'
import type { Pod } from '../kinds/types.ts'
import type { SchedulerConfiguration } from '../scheduler/config/types.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'
import { startScheduler } from '../scheduler/start.ts'

interface WorldOptions {
  seed?: number
  latency?: Profile
  config?: SchedulerConfiguration
  /** Programs that the control plane may call. */
  calls?: ClusterCalls
}

export class SchedulerWorld {
  readonly server: ApiServer
  readonly scheduler: Scheduler
  private readonly checkpoints = new Checkpoints()

  constructor({ seed = 1, latency = DEFAULT_PROFILE, config, calls = NO_CALLS }: WorldOptions = {}) {
    this.server = this.buildServer(seed, latency, calls)
    this.scheduler = startScheduler(this.server, config)
  }

  private buildServer(seed: number, latency: Profile, calls: ClusterCalls): ApiServer {
    const { checkpoints } = this
    const clock = new Clock(checkpoints)
    const trace = new Trace(checkpoints)
    const random = new Random(seed, checkpoints)
    const calendar = new Calendar('2025-01-01T00:00:00Z')
    const store = new Store(clock, calendar, trace, checkpoints, { historyLimit: 10_000 })
    const verbs = new Verbs(store, random, () => [])
    for (const kind of kinds) verbs.addKind(kind)
    const events = new EventRecorder(store)
    return {
      clock,
      calendar,
      trace,
      random,
      checkpoints,
      latency,
      store,
      verbs,
      events,
      heartbeats: NO_HEARTBEATS,
      port: 6443,
      podSecurity: {},
      tokens: new TokenAuthority(store, calendar, seed),
      calls,
      metrics: NO_METRICS,
      features: {},
    }
  }

  /** Writes an object as given, status included; `resource` is e.g. `pods`. */
  create<T extends KObject>(resource: string, object: object): T {
    const { store, verbs } = this.server
    return verbs.create(store.table(resource), object as never, { trusted: true }) as T
  }

  /** Runs until nothing but periodic events is due, at most `limitMs` further. */
  settle(limitMs = 600_000): void {
    const { clock } = this.server
    const end = clock.nowMs + limitMs
    while (clock.pendingWork > 0 && clock.nextMs <= end) clock.step()
  }

  run(ms: number): void {
    this.server.clock.runUntil(this.server.clock.nowMs + ms)
  }

  pod(key: string): Pod | undefined {
    const slash = key.indexOf('/')
    const [namespace, name] = slash < 0 ? ['default', key] : [key.slice(0, slash), key.slice(slash + 1)]
    return this.server.store.table('pods').find(namespace, name) as Pod | undefined
  }

  /** `namespace/name` → node name, of every bound Pod, sorted. */
  placements(): Record<string, string> {
    const pods = this.server.store.table('pods').list() as Pod[]
    const bound = pods.filter(({ spec }) => spec.nodeName)
    return Object.fromEntries(
      bound.map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}`, spec.nodeName as string]),
    )
  }

  checkpoint(): Checkpoint {
    return this.checkpoints.take()
  }

  restore(checkpoint: Checkpoint): void {
    this.checkpoints.restore(checkpoint)
  }
}
