/**
 * A small cluster for tests of controllers: the API server, the controllers asked for, and scripted kubelets in place
 * of scheduler and nodes. Everything a test reads or writes goes through the same verbs as in a whole cluster.
 */
import { NO_CALLS } from '../core/calls.ts'
import { podStatus } from '../admission/podstatus.ts'
import type { AdmissionPlugin } from '../api/admission.ts'
import { EventRecorder } from '../api/events.ts'
import type { Draft, KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import { Store } from '../api/store.ts'
import type { Table } from '../api/table.ts'
import { TokenAuthority } from '../api/tokens/authority.ts'
import { Verbs } from '../api/verbs.ts'
import type { DeleteOptions } from '../api/verbs/options.ts'
import { type ControllerFactory, type RunningController, startController } from '../controllers/runtime.ts'
import { Calendar } from '../core/calendar.ts'
import { type Checkpoint, Checkpoints } from '../core/checkpoint.ts'
import { Clock } from '../core/clock.ts'
import { DEFAULT_PROFILE, type Profile } from '../core/latency.ts'
import { type Metrics, NO_METRICS } from '../core/metrics.ts'
import { Random } from '../core/random.ts'
import { Trace } from '../core/trace.ts'
import { kinds } from '../kinds/list.ts'
import type { Event } from '../kinds/types.ts'
import { node } from './builders.ts'
import { FakeHeartbeats } from './fakeheartbeats.ts'
import { FakeKubelet } from './fakekubelet.ts'

export interface WorldOptions {
  controllers: readonly ControllerFactory[]
  seed?: number
  /** node-1 … n, zones a, b, c in turn. */
  nodes?: number
  latency?: Profile
  /** Spreads the start times of Pods. */
  startJitterMs?: number
  /** What is measured; nothing by default. */
  metrics?: Metrics
  /** Beside what gives Pods their first status. */
  admission?: readonly (AdmissionPlugin | ((server: ApiServer) => AdmissionPlugin))[]
}

export class World {
  readonly server: ApiServer
  readonly controllers: readonly RunningController[]
  readonly kubelet: FakeKubelet
  /** Set while the server is built. */
  heartbeats!: FakeHeartbeats
  private readonly checkpoints = new Checkpoints()

  constructor(options: WorldOptions) {
    this.server = this.buildServer(options)
    this.controllers = options.controllers.map((factory) => startController(this.server, factory))
    this.kubelet = new FakeKubelet(this.server, options.startJitterMs)
    for (let i = 1; i <= (options.nodes ?? 3); i++) {
      this.create(
        node(`node-${i}`)
          .zone('abc'[(i - 1) % 3] as string)
          .build(),
        { trusted: true },
      )
    }
  }

  private buildServer({
    seed = 1,
    latency = DEFAULT_PROFILE,
    admission = [],
    metrics = NO_METRICS,
  }: WorldOptions): ApiServer {
    const { checkpoints } = this
    const clock = new Clock(checkpoints)
    this.heartbeats = new FakeHeartbeats(clock)
    const calendar = new Calendar('2025-01-01T00:00:00Z')
    const trace = new Trace(checkpoints)
    const random = new Random(seed, checkpoints)
    const store = new Store(clock, calendar, trace, checkpoints, { historyLimit: 10_000 })
    const chain: AdmissionPlugin[] = []
    const verbs = new Verbs(store, random, () => chain)
    for (const kind of kinds) verbs.addKind(kind)
    const events = new EventRecorder(store)
    const server = {
      clock,
      calendar,
      trace,
      random,
      checkpoints,
      latency,
      store,
      verbs,
      events,
      heartbeats: this.heartbeats,
      tokens: new TokenAuthority(store, calendar, seed),
      metrics,
      features: {},
      calls: NO_CALLS,
      port: 6443,
      podSecurity: {},
    }
    chain.push(
      podStatus(server),
      ...admission.map((plugin) => (typeof plugin === 'function' ? plugin(server) : plugin)),
    )
    return server
  }

  get nowMs(): number {
    return this.server.clock.nowMs
  }

  table(resource: string): Table {
    return this.server.store.table(resource)
  }

  /** Creates an object as a user would. */
  create<T extends KObject>(manifest: Draft<T> & { apiVersion?: string; kind?: string }, options = {}): T {
    this.act()
    const [group] = (manifest.apiVersion ?? '').includes('/') ? (manifest.apiVersion as string).split('/') : ['']
    const table = this.server.store.tableOfKind(group as string, manifest.kind as string) as Table
    return this.server.verbs.create<T>(table, manifest, options)
  }

  /** Reads, changes and writes an object as a user would. `name` is `name` or `namespace/name`. */
  change<T extends KObject>(resource: string, name: string, change: (object: T) => T): T {
    this.act()
    const [namespace, own] = split(this.table(resource), name)
    return this.server.verbs.modify<T>(this.table(resource), namespace, own, change, { trusted: false })
  }

  delete(resource: string, name: string, options: DeleteOptions = {}): void {
    this.act()
    const [namespace, own] = split(this.table(resource), name)
    this.server.verbs.delete(this.table(resource), namespace, own, options)
  }

  find<T extends KObject>(resource: string, name: string): T | undefined {
    return this.table(resource).find(...split(this.table(resource), name)) as T | undefined
  }

  get<T extends KObject>(resource: string, name: string): T {
    const object = this.find<T>(resource, name)
    if (object === undefined) throw new Error(`${resource} ${name} is not there`)
    return object
  }

  list<T extends KObject>(resource: string, namespace?: string): T[] {
    return this.table(resource).list(namespace) as T[]
  }

  /** Event lines `Reason message`, oldest first, about objects whose name starts so. */
  events(about = ''): string[] {
    return this.list<Event>('events')
      .filter(({ involvedObject }) => involvedObject.name?.startsWith(about))
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({ reason, message }) => `${reason} ${message}`)
  }

  /** Runs for so long. */
  run(ms: number): void {
    this.server.clock.runUntil(this.nowMs + ms)
  }

  /** Runs until nothing but periodic events is due within `limitMs`. */
  settle(limitMs = 120_000): void {
    const { clock } = this.server
    const end = this.nowMs + limitMs
    while (clock.pendingWork > 0 && clock.nextMs <= end) clock.step()
  }

  checkpoint(): Checkpoint {
    return this.checkpoints.take()
  }

  restore(checkpoint: Checkpoint): void {
    this.checkpoints.restore(checkpoint)
  }

  private act(): void {
    const { trace } = this.server
    trace.begin(trace.actorNumber('user/test'), 'action', 0)
  }
}

function split(table: Table, name: string): [namespace: string, name: string] {
  if (!table.info.namespaced) return ['', name]
  const slash = name.indexOf('/')
  return slash < 0 ? ['default', name] : [name.slice(0, slash), name.slice(slash + 1)]
}
