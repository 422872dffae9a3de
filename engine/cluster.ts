/**
 * The composition root: the only file that knows every part. Builds one cluster from a config, in a fixed order
 * (clock handlers, streams and checkpoints are numbered by it), and offers the few things the adapters need.
 */
import { ActionRecorder } from './actionlog.ts'
import { admissionPlugins } from './admission/list.ts'
import type { AdmissionPlugin } from './api/admission.ts'
import { asksOthers } from './api/door/aggregated.ts'
import type { DoorContext } from './api/door/context.ts'
import type { Answer, PendingExchange, Progress } from './api/door/exchange.ts'
import { handle, isWrite, progress } from './api/door/handle.ts'
import { AuditLog } from './api/audit/log.ts'
import { CustomKinds } from './api/custom/kinds.ts'
import { EventRecorder } from './api/events.ts'
import { FieldManager } from './api/patch/fieldmanager.ts'
import { StrategicMerge } from './api/patch/strategic.ts'
import type { PodSecurityConfiguration } from './api/podsecurityconfiguration.ts'
import type { ApiServer } from './api/server.ts'
import { Store } from './api/store.ts'
import { TokenAuthority } from './api/tokens/authority.ts'
import { Verbs } from './api/verbs.ts'
import { boot, type NodeGroup, PAGE_NODES, setupsOf } from './boot.ts'
import { type RunningController, startController } from './controllers/runtime.ts'
import { controllers } from './controllers/list.ts'
import { type ClusterCalls, NO_CALLS } from './core/calls.ts'
import { Calendar } from './core/calendar.ts'
import { type Checkpoint, Checkpoints } from './core/checkpoint.ts'
import { Clock } from './core/clock.ts'
import { NO_HEARTBEATS, type NodeHeartbeats } from './core/heartbeats.ts'
import { doToSession, type SessionDeed } from './core/exec.ts'
import { DEFAULT_PROFILE, type Profile } from './core/latency.ts'
import { type Metrics, NO_METRICS } from './core/metrics.ts'
import type { PodRanges } from './core/podranges.ts'
import { Random } from './core/random.ts'
import { CONTROL_PLANE, type PodServers } from './core/network.ts'
import type { ContainerEngine, ContainerRuntime } from './core/runtime.ts'
import type { Placement } from './core/scheduling.ts'
import { Trace } from './core/trace.ts'
import { digestOf } from './digest.ts'
import { faults } from './faults/list.ts'
import { schemaDescriptions } from './kinds/generated/descriptions.ts'
import { builtinSchemas } from './kinds/generated/schema.ts'
import { kinds, kindsOnRequest } from './kinds/list.ts'
import { ageOf } from './kinds/printing/age.ts'
import { scaleTable } from './kinds/printing/scale.ts'
import type { PriorityClass } from './kinds/priorityclass.ts'
import type { Pod } from './kinds/types.ts'
import { Kubelets } from './kubelet/kubelets.ts'
import { DoorAccess } from './network/apiaccess.ts'
import { ControlPlaneCalls } from './network/controlplanecalls.ts'
import { Edge } from './network/edge.ts'
import { MetricsServer } from './network/metrics/server.ts'
import { ClusterNetwork } from './network/network.ts'
import { NOBODY } from './network/nobody.ts'
import { LoadSources } from './network/traffic/sources.ts'
import { Ways } from './network/traffic/way.ts'
import type { ApiRequest } from './protocol/api.ts'
import type { ActionLog, LoggedAction, UserAction } from './protocol/run.ts'
import { withAffinityLabelKeys } from './rules/affinitylabelkeys.ts'
import { Authorizers } from './rules/authorizers.ts'
import { EvictionBudgets } from './rules/disruption/eviction.ts'
import { goTemplates } from './kubectl/print/template/template.ts'
import { gomplate } from './runtime/commands/gomplate.ts'
import { Processes } from './runtime/processes.ts'
import type { SchedulerConfiguration } from './scheduler/config/types.ts'
import type { Scheduler } from './scheduler/scheduler.ts'
import { startScheduler } from './scheduler/start.ts'

export interface ClusterOptions {
  seed: number
  epoch: string
  latency: Profile
  /** Where the API server listens (its --secure-port). */
  apiPort: number
  /** Defaults and exemptions of Pod Security (the API server's admission configuration). */
  podSecurity: PodSecurityConfiguration
  /** Feature gates, and API versions that are served on request (`networking.k8s.io/v1beta1`). */
  features: Record<string, boolean>
  /** Profiles of the scheduler; upstream's defaults unless given. @throws ConfigurationError when it is refused */
  scheduler?: SchedulerConfiguration
  /** Revisions kept for watches and for "why". */
  historyLimit: number
  nodes: readonly NodeGroup[]
  /** What runs containers; a test may bring its own. */
  runtime: (server: ApiServer) => ContainerRuntime
}

export const DEFAULT_OPTIONS: ClusterOptions = {
  seed: 1,
  epoch: '2025-01-01T00:00:00Z',
  latency: DEFAULT_PROFILE,
  apiPort: 6443,
  podSecurity: {},
  features: {},
  historyLimit: 10_000,
  nodes: PAGE_NODES,
  runtime: (server) => new Processes(server, new Map([['gomplate', gomplate(goTemplates)]])),
}

/** One cluster on its own clock. */
export class Cluster {
  readonly server: ApiServer
  readonly controllers: readonly RunningController[]
  readonly kubelets: Kubelets
  readonly network: ClusterNetwork
  /** Requests from outside, and what became of them. */
  readonly load: LoadSources
  /** How requests from outside find a Pod, and who serves them there. */
  readonly ways: Ways
  readonly servers: PodServers
  readonly scheduler: Scheduler
  private readonly custom: CustomKinds
  /** What was written through the door lately, by whom, and what admission noted. */
  readonly audit: AuditLog
  private readonly checkpoints = new Checkpoints()
  private readonly options: ClusterOptions
  private readonly door: DoorContext
  private readonly actions: ActionRecorder

  constructor(options: Partial<ClusterOptions> = {}) {
    const o = { ...DEFAULT_OPTIONS, ...options }
    this.options = o
    const server = buildServer(o, this.checkpoints)
    this.server = server
    this.custom = new CustomKinds(server.store, ageOf, builtinSchemas)
    server.verbs.custom = this.custom
    const runtime = o.runtime(server)
    this.kubelets = new Kubelets(server, runtime, setupsOf(o.nodes))
    this.network = this.layNetwork(runtime)
    const edge = new Edge(server)
    const servers = isEngine(runtime) ? runtime : NOBODY
    this.servers = servers
    this.ways = new Ways(server, this.network, this.kubelets, edge)
    this.load = new LoadSources(server, this.kubelets, servers, this.ways, this.network.flows)
    server.heartbeats = this.kubelets.nodes.leases
    server.calls = new ControlPlaneCalls(server, this.network, servers)
    if (o.features.metricsServer ?? true) {
      server.metrics = { resource: new MetricsServer(server, runtime, this.kubelets) }
    }
    server.podRanges = this.kubelets.nodes
    this.scheduler = startScheduler(server, o.scheduler)
    this.controllers = controllers.map((factory) => startController(server, factory))
    this.audit = new AuditLog(this.checkpoints, server.calendar)
    this.door = this.openDoor()
    this.actions = new ActionRecorder(server.clock, server.trace, this.checkpoints, (action) => this.carry(action))
    boot(server, o.nodes, this.kubelets.nodes.addresses)
  }

  /** The run of a log, at the time of its last action. @throws RangeError when the log is of another engine */
  static replay(log: ActionLog, options: Partial<ClusterOptions> = {}): Cluster {
    const cluster = new Cluster({ ...options, ...log.config })
    for (const action of log.actions) cluster.actions.replay(action)
    return cluster
  }

  /**
   * Does a logged action again, at its place, and returns its outcome.
   * @param look called after every event on the way
   * @throws RangeError when it does not fit
   */
  again(entry: LoggedAction, look?: () => void): unknown {
    return this.actions.replay(entry, look)
  }

  get nowMs(): number {
    return this.server.clock.nowMs
  }

  /** Actions carried out so far. */
  get actionCount(): number {
    return this.actions.count
  }

  /** Whether a logged action is what comes next, before any other event. */
  isNext(action: LoggedAction): boolean {
    return this.actions.isNext(action)
  }

  /** One request through the API server's door; what may write, or asks a program in the cluster, is an action and is logged. */
  handle(request: ApiRequest): Answer {
    const isAction = isWrite(request) || asksOthers(this.door, request)
    return isAction ? (this.act({ verb: 'request', request }) as Answer) : handle(this.door, request)
  }

  /** What a watch or a followed log has to send since it was last asked. */
  progress(exchange: PendingExchange): Progress {
    return progress(this.door, exchange)
  }

  /** Does what a person does, logs it and returns the outcome: an answer for a request, whether a fault took effect. */
  act(action: UserAction): unknown {
    return this.actions.perform(action)
  }

  /** Everything done so far, and what the run began from. */
  log(): ActionLog {
    const { seed, epoch, latency, features, nodes, scheduler, apiPort, podSecurity } = this.options
    const own = {
      ...(scheduler === undefined ? {} : { scheduler }),
      ...(apiPort === DEFAULT_OPTIONS.apiPort ? {} : { apiPort }),
      ...(Object.keys(podSecurity).length === 0 ? {} : { podSecurity }),
    }
    return this.actions.log({ seed, epoch, latency, features, nodes: [...nodes], ...own })
  }

  /**
   * Where a Pod would go now, and what would have to change for it to fit; asks the scheduler and touches nothing.
   * @throws StatusError when there is no such Pod
   */
  place(pod: { namespace: string; name: string } | { manifest: unknown }): Placement {
    const { verbs, store } = this.server
    const table = store.table('pods')
    if (!('manifest' in pod)) return this.scheduler.place(verbs.get<Pod>(table, pod.namespace, pod.name))
    return this.scheduler.place(wouldBePod(this.server, pod.manifest as Pod))
  }

  /** Hash of the whole state; equal for equal runs. */
  digest(): string {
    return digestOf(this.server)
  }

  checkpoint(): Checkpoint {
    return this.checkpoints.take()
  }

  restore(checkpoint: Checkpoint): void {
    this.checkpoints.restore(checkpoint)
  }

  /** Disturbs the machines; throws a RangeError for an unknown fault or bad arguments. */
  fault(name: string, args: Readonly<Record<string, unknown>>): boolean {
    const fault = faults.find((f) => f.name === name)
    if (fault === undefined) throw new RangeError(`no fault named ${name}`)
    return fault.apply(this.kubelets, args, this.network.wires)
  }

  private carry(action: UserAction): unknown {
    if (action.verb === 'request') return handle(this.door, action.request)
    if (action.verb === 'fault') {
      const { name, ...args } = action.fault
      return this.fault(name, args)
    }
    if (action.verb === 'load') return this.load.start(action.load)
    if (action.verb === 'endLoad') return this.load.end(action.name)
    if (action.verb === 'session') return this.enter(action.session, action.deed)
    return undefined
  }

  private enter(session: number, deed: SessionDeed): void {
    const { execSessions } = this.kubelets
    if (execSessions !== undefined) doToSession(execSessions, session, deed)
  }

  private layNetwork(runtime: ContainerRuntime): ClusterNetwork {
    const { server, kubelets } = this
    const network = new ClusterNetwork(server, kubelets, isEngine(runtime) ? runtime : NOBODY)
    network.wires.changed = () => kubelets.reachChanged((node) => network.wires.reaches(node, CONTROL_PLANE))
    if (isEngine(runtime)) runtime.connect(network, new DoorAccess(server, () => this.door))
    return network
  }

  private openDoor(): DoorContext {
    const { server, kubelets } = this
    const schemas = builtinSchemas.extended((name) => this.custom.definition(name))
    return {
      server,
      schemas,
      custom: this.custom,
      descriptions: schemaDescriptions,
      fieldManager: new FieldManager(schemas),
      strategic: new StrategicMerge(schemas),
      evictions: new EvictionBudgets(server),
      logs: kubelets,
      sessions: kubelets,
      authorizer: new Authorizers(server.store),
      audit: this.audit,
      scaleTable,
    }
  }

  /** Runs until only periodic events remain, at most `limitMs` further; returns whether it settled. */
  settle(limitMs = 120_000): boolean {
    const { clock } = this.server
    const end = clock.nowMs + limitMs
    while (clock.pendingWork > 0 && clock.nextMs <= end) clock.step()
    return clock.pendingWork === 0
  }
}

/** A runtime whose processes listen and look around; a test's own may not. */
const isEngine = (runtime: ContainerRuntime): runtime is ContainerEngine => 'connect' in runtime

/** A Pod as it would be stored; a dry run would draw from the streams. */
function wouldBePod({ verbs, store }: ApiServer, manifest: Pod): Pod {
  const pod = structuredClone({ ...manifest, metadata: { namespace: 'default', ...manifest.metadata } })
  verbs.definition('pods').defaults?.(pod)
  const classes = store.table('priorityclasses.scheduling.k8s.io')
  const found = classes.find('', pod.spec.priorityClassName ?? '') as PriorityClass | undefined
  if (found !== undefined) {
    pod.spec.priority ??= found.value
    pod.spec.preemptionPolicy ??= found.preemptionPolicy
  }
  return { ...pod, spec: withAffinityLabelKeys(pod), status: { phase: 'Pending' } }
}

/** The server before its kubelets exist. */
type UnfinishedServer = Omit<ApiServer, 'heartbeats' | 'metrics' | 'podRanges' | 'calls'> & {
  calls: ClusterCalls
  heartbeats: NodeHeartbeats
  metrics: Metrics
  podRanges?: PodRanges
}

function buildServer(o: ClusterOptions, checkpoints: Checkpoints): UnfinishedServer {
  const clock = new Clock(checkpoints)
  const calendar = new Calendar(o.epoch)
  const trace = new Trace(checkpoints)
  const random = new Random(o.seed, checkpoints)
  const store = new Store(clock, calendar, trace, checkpoints, { historyLimit: o.historyLimit })
  let chain: readonly AdmissionPlugin[] = []
  const verbs = new Verbs(store, random, () => chain)
  for (const kind of kinds) verbs.addKind(kind)
  for (const kind of kindsOnRequest) if (o.features[`${kind.info.group}/${kind.info.version}`]) verbs.addKind(kind)
  const events = new EventRecorder(store)
  const server: UnfinishedServer = {
    clock,
    calendar,
    trace,
    random,
    checkpoints,
    latency: o.latency,
    store,
    verbs,
    events,
    heartbeats: NO_HEARTBEATS,
    tokens: new TokenAuthority(store, calendar, o.seed),
    metrics: NO_METRICS,
    calls: NO_CALLS,
    port: o.apiPort,
    podSecurity: o.podSecurity,
    features: o.features,
  }
  chain = admissionPlugins.map((make) => make(server))
  return server
}
