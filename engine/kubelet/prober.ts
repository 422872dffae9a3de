/**
 * Liveness, readiness and startup probes (pkg/kubelet/prober/worker.go).
 *
 * A tick that cannot change anything is not queued: once a probe succeeds often enough and the program says that its
 * answer stays, the worker sleeps until the runtime reports a change. Ticks are late events ordered by a hash of the
 * Pod, so that eliding one shifts nobody's sequence number; with the feature `naiveProbes` every tick is queued, which
 * must give the same run (the test's oracle).
 */
import type { ApiServer } from '../api/server.ts'
import type { ContainerRuntime, ProbeOutcome, ProbeRequest } from '../core/runtime.ts'
import type { Container, Pod, Probe } from '../kinds/types.ts'
import type { ContainerWork, PodWork, ProbeKind, ProbeWork } from './podwork.ts'
import { LIVENESS, READINESS, STARTUP } from './podwork.ts'

/** What a probe's verdict does to its container; the pod worker implements it. */
export interface ProbeConsequences {
  /** The cached result of readiness or startup flipped. */
  setResult(row: number, container: number, kind: ProbeKind, success: boolean): void
  /** The threshold of liveness or startup failures is reached. */
  kill(row: number, container: number, kind: ProbeKind, probe: Probe): void
  /** One failure, for the Unhealthy event. */
  failed(row: number, container: number, kind: ProbeKind, output: string): void
}

/** Access to the kubelet's records. */
export interface ProbeRecords {
  work(row: number): PodWork | undefined
  pod(row: number): Pod | undefined
  setProbe(row: number, container: number, kind: ProbeKind, probe: ProbeWork): void
}

const KINDS: readonly ProbeKind[] = [LIVENESS, READINESS, STARTUP]
const CONTAINERS = 64

export class Prober {
  private readonly tickHandler: number

  constructor(
    private readonly server: ApiServer,
    private readonly runtime: ContainerRuntime,
    private readonly records: ProbeRecords,
    private readonly consequences: ProbeConsequences,
  ) {
    this.tickHandler = server.clock.register('kubelet/probe', (row, packed) => this.tick(row, packed))
  }

  /** Fresh counters for a container that starts at `nowMs`; readiness is probed at once, `delayMs` after the start. */
  begin(spec: Container, admittedAtMs: number, nowMs: number, delayMs: number): ContainerWork['probes'] {
    const work = (kind: ProbeKind): ProbeWork | undefined =>
      probeOf(spec, kind) && {
        gridMs: kind === READINESS ? nowMs + delayMs : admittedAtMs,
        successes: 0,
        failures: 0,
        tickMs: -1,
      }
    return [work(LIVENESS), work(READINESS), work(STARTUP)]
  }

  /** Puts every probe that should run and has no tick on the clock; called after a start and whenever something changed. */
  wake(row: number, container: number): void {
    const work = this.records.work(row)
    const pod = this.records.pod(row)
    const c = work?.containers[container]
    if (!work || !pod || !c || c.stage !== 'running') return
    const spec = containerSpec(pod, container)
    for (const kind of KINDS) {
      const probe = c.probes[kind]
      if (probe && probe.tickMs < 0 && runs(kind, c, spec)) this.queue(row, container, kind, work, c, spec)
    }
  }

  private queue(
    row: number,
    container: number,
    kind: ProbeKind,
    work: PodWork,
    c: ContainerWork,
    spec: Container,
  ): void {
    const settings = probeOf(spec, kind) as Probe
    const probe = c.probes[kind] as ProbeWork
    const periodMs = (settings.periodSeconds ?? 10) * 1000
    const { clock } = this.server
    const from = Math.max(clock.nowMs, c.startedAtMs + (settings.initialDelaySeconds ?? 0) * 1000)
    const steps = Math.max(0, Math.ceil((from - probe.gridMs) / periodMs))
    const tickMs = probe.gridMs + steps * periodMs
    this.records.setProbe(row, container, kind, { ...probe, tickMs })
    const packed = container * 4 + kind
    clock.atLate(tickMs, work.order * CONTAINERS * 4 + packed, this.tickHandler, row, packed)
  }

  private tick(row: number, packed: number): void {
    const container = packed >> 2
    const kind = (packed & 3) as ProbeKind
    const work = this.records.work(row)
    const pod = this.records.pod(row)
    const c = work?.containers[container]
    const probe = c?.probes[kind]
    // The container stopped, restarted or the Pod went away since this tick was queued.
    if (!pod || !c || !probe || c.stage !== 'running' || probe.tickMs !== this.server.clock.nowMs) return
    const spec = containerSpec(pod, container)
    const settings = probeOf(spec, kind)
    if (!settings) return
    this.server.trace.begin(this.server.trace.actorNumber(`kubelet/${pod.spec.nodeName}`), 'probe', 0)
    const outcome = this.ask(c.process, pod, work as PodWork, spec, settings)
    const done =
      outcome.result === 'success'
        ? this.success(row, container, kind, settings, probe)
        : this.failure(row, container, kind, settings, probe, outcome)
    if (!(done && outcome.stable) || this.server.features.naiveProbes) this.again(row, container, kind)
  }

  /** Queues the next tick unless the verdict stopped the container. */
  private again(row: number, container: number, kind: ProbeKind): void {
    const work = this.records.work(row)
    const pod = this.records.pod(row)
    const c = work?.containers[container]
    const probe = c?.probes[kind]
    if (!work || !pod || !c || !probe || c.stage !== 'running') return
    const spec = containerSpec(pod, container)
    if (!runs(kind, c, spec)) return
    const periodMs = (probeOf(spec, kind)?.periodSeconds ?? 10) * 1000
    const tickMs = this.server.clock.nowMs + periodMs
    this.records.setProbe(row, container, kind, { ...probe, tickMs })
    const packed = container * 4 + kind
    this.server.clock.atLate(tickMs, work.order * CONTAINERS * 4 + packed, this.tickHandler, row, packed)
  }

  /** Returns whether further successes change nothing. */
  private success(row: number, container: number, kind: ProbeKind, settings: Probe, probe: ProbeWork): boolean {
    const threshold = settings.successThreshold ?? 1
    // Counted up to the threshold only: an elided success must leave the same record as a counted one.
    const successes = Math.min(threshold, probe.successes + 1)
    this.records.setProbe(row, container, kind, { ...probe, successes, failures: 0, tickMs: -1 })
    if (successes < threshold) return false
    if (probe.successes < threshold && kind !== LIVENESS) this.consequences.setResult(row, container, kind, true)
    return true
  }

  /** A failure always says so (an event), so it is never elided. */
  private failure(
    row: number,
    container: number,
    kind: ProbeKind,
    settings: Probe,
    probe: ProbeWork,
    outcome: ProbeOutcome,
  ): boolean {
    const threshold = settings.failureThreshold ?? 3
    const failures = Math.min(threshold, probe.failures + 1)
    this.records.setProbe(row, container, kind, { ...probe, successes: 0, failures, tickMs: -1 })
    this.consequences.failed(row, container, kind, outcome.output)
    if (failures < threshold) return false
    if (kind === READINESS) this.consequences.setResult(row, container, kind, false)
    else this.consequences.kill(row, container, kind, settings)
    return false
  }

  private ask(process: number, pod: Pod, work: PodWork, spec: Container, probe: Probe): ProbeOutcome {
    const request = requestOf(probe, spec, work.podIP)
    if (request === undefined) {
      return { result: 'failure', output: 'probe has no handler or names an unknown port', durationMs: 0, stable: true }
    }
    const outcome = this.runtime.probe(process, request)
    const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000
    if (outcome.durationMs <= timeoutMs) return outcome
    return { ...outcome, result: 'failure', output: timeoutText(request, pod) }
  }
}

/** Whether this probe is active now: startup holds the other two back, and ends when it has succeeded. */
function runs(kind: ProbeKind, c: ContainerWork, spec: Container): boolean {
  if (kind === STARTUP) return !c.started
  return spec.startupProbe === undefined || c.started
}

export function probeOf(spec: Container, kind: ProbeKind): Probe | undefined {
  return kind === LIVENESS ? spec.livenessProbe : kind === READINESS ? spec.readinessProbe : spec.startupProbe
}

/** The spec of a container by its number in PodWork.containers. */
export function containerSpec(pod: Pod, container: number): Container {
  const init = pod.spec.initContainers?.length ?? 0
  return (container < init ? pod.spec.initContainers?.[container] : pod.spec.containers[container - init]) as Container
}

function requestOf(probe: Probe, spec: Container, podIP: string): ProbeRequest | undefined {
  if (probe.exec) return { type: 'exec', command: probe.exec.command ?? [] }
  if (probe.httpGet) {
    const port = portOf(probe.httpGet.port as number | string, spec)
    if (port === undefined) return undefined
    const { scheme = 'HTTP', host = podIP, path = '/', httpHeaders = [] } = probe.httpGet
    return { type: 'httpGet', scheme, host, port, path, headers: httpHeaders }
  }
  if (probe.tcpSocket) {
    const port = portOf(probe.tcpSocket.port as number | string, spec)
    return port === undefined ? undefined : { type: 'tcpSocket', host: probe.tcpSocket.host ?? podIP, port }
  }
  if (probe.grpc) return { type: 'grpc', port: probe.grpc.port, service: probe.grpc.service ?? '' }
  return undefined
}

function portOf(port: number | string, spec: Container): number | undefined {
  if (typeof port === 'number') return port
  return spec.ports?.find((p) => p.name === port)?.containerPort ?? (/^\d+$/.test(port) ? Number(port) : undefined)
}

function timeoutText(request: ProbeRequest, pod: Pod): string {
  switch (request.type) {
    case 'httpGet':
      return `Get "${request.scheme.toLowerCase()}://${request.host}:${request.port}${request.path}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
    case 'tcpSocket':
      return `dial tcp ${request.host}:${request.port}: i/o timeout`
    case 'exec':
      return `command timed out: "${request.command.join(' ')}" timed out`
    default:
      return `timeout: failed to connect service "${pod.status.podIP}:${request.port}" within 1s: context deadline exceeded`
  }
}
