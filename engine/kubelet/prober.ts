/**
 * Liveness, readiness and startup probes (pkg/kubelet/prober/worker.go).
 *
 * A tick that cannot change anything is not queued: once a probe succeeds often enough and the program says that its
 * answer stays, the worker sleeps until the runtime reports a change. Ticks are late events ordered by a hash of the
 * Pod, so that eliding one shifts nobody's sequence number; with the feature `naiveProbes` every tick is queued, which
 * must give the same run (the test's oracle).
 */
import { hash32, hashText } from '../core/random.ts'
import type { ProbeOutcome, ProbeRequest } from '../core/runtime.ts'
import type { Container, Pod, Probe } from '../kinds/types.ts'
import { CONTAINERS, containerSpec, type Desk } from './desk.ts'
import { type ContainerWork, LIVENESS, type PodWork, ProbeWork, READINESS, STARTUP } from './podwork.ts'
import type { ProbeKind } from './podwork.ts'
import { podPath } from './texts.ts'
import { probeRequestOf, timeoutText } from './proberequest.ts'
import { isTurnOf } from './probes/gate.ts'
import { errored, type Verdict, verdictOf } from './probes/result.ts'

/** What a probe's verdict does to its container; the pod worker implements it. */
export interface ProbeConsequences {
  /** The cached result of readiness or startup flipped. */
  setResult(row: number, i: number, kind: ProbeKind, success: boolean): void
  /** The threshold of liveness or startup failures is reached. */
  kill(row: number, i: number, kind: ProbeKind, probe: Probe): void
  /** One failure, for its event. */
  failed(row: number, i: number, verdict: Verdict): void
}

const KINDS: readonly ProbeKind[] = [LIVENESS, READINESS, STARTUP]
const WORDS = ['Liveness', 'Readiness', 'Startup'] as const

/** An answer, or why none could be asked for. */
type Outcome = ProbeOutcome & { verdict?: Verdict }

function unsent(pod: Pod, spec: Container, kind: ProbeKind): Outcome {
  const verdict = errored(WORDS[kind], `missing probe handler or port for ${podPath(pod)}:${spec.name}`)
  return { result: 'failure', output: '', durationMs: 0, stable: true, verdict }
}

export class Prober {
  consequences: ProbeConsequences = { setResult() {}, kill() {}, failed() {} }
  /** Ticks that may bring a first verdict are work; those that only repeat one are periodic (Clock.register). */
  private readonly firstHandler: number
  private readonly repeatHandler: number
  private readonly timeoutHandler: number
  private readonly naive: boolean

  constructor(private readonly desk: Desk) {
    this.naive = desk.server.features.naiveProbes === true
    const tick = (row: number, packed: number) => this.tick(row, packed)
    this.firstHandler = desk.server.clock.register('kubelet/probe', tick)
    this.repeatHandler = desk.server.clock.register('kubelet/probeAgain', tick, { periodic: true })
    const timedOut = (row: number, packed: number, pending: unknown) => this.timedOut(row, packed, pending as number)
    this.timeoutHandler = desk.server.clock.register('kubelet/probeTimeout', timedOut, { periodic: true })
  }

  /** Fresh counters for a container that has just come up; its readiness is probed at once, `delayMs` after. */
  begin(c: ContainerWork, spec: Container, admittedAtMs: number, delayMs: number): void {
    const { nowMs } = this.desk.server.clock
    c.liveness = spec.livenessProbe && new ProbeWork(admittedAtMs)
    c.readiness = spec.readinessProbe && new ProbeWork(nowMs + delayMs)
    c.startup = spec.startupProbe && new ProbeWork(admittedAtMs)
  }

  /** Puts every probe that should run and has no tick on the clock; called after a start and whenever something changed. */
  wake(row: number, i: number): void {
    const { desk } = this
    const pod = desk.pod(row)
    if (pod === undefined) return
    const work = desk.work(row)
    const c = work.containers[i] as ContainerWork
    if (c.stage !== 'running') return
    const spec = containerSpec(pod, i)
    for (const kind of KINDS) {
      const probe = c.probe(kind)
      if (probe && probe.tickMs < 0 && runs(kind, c, spec)) this.queue(row, i, kind, work, c, probe, spec)
    }
  }

  private queue(
    row: number,
    i: number,
    kind: ProbeKind,
    work: PodWork,
    c: ContainerWork,
    probe: ProbeWork,
    spec: Container,
  ): void {
    const settings = probeOf(spec, kind) as Probe
    const periodMs = (settings.periodSeconds ?? 10) * 1000
    const from = Math.max(
      this.desk.server.clock.nowMs,
      c.startedAtMs + (settings.initialDelaySeconds ?? 0) * 1000,
      probe.gridMs,
    )
    const tickMs = probe.gridMs + Math.ceil((from - probe.gridMs) / periodMs) * periodMs
    this.tickAt(row, i, kind, work, probe, settings, tickMs)
  }

  private tickAt(
    row: number,
    i: number,
    kind: ProbeKind,
    work: PodWork,
    probe: ProbeWork,
    settings: Probe,
    tickMs: number,
  ): void {
    probe.tickMs = tickMs
    const decided =
      probe.successes >= (settings.successThreshold ?? 1) || probe.failures >= (settings.failureThreshold ?? 3)
    const packed = i * 4 + kind
    const order = hash32(hashText(work.uid), 0) * CONTAINERS * 4 + packed
    this.desk.server.clock.atLate(tickMs, order, decided ? this.repeatHandler : this.firstHandler, row, packed)
  }

  private tick(row: number, packed: number): void {
    const { desk } = this
    const i = packed >> 2
    const kind = (packed & 3) as ProbeKind
    const pod = desk.pod(row)
    if (pod === undefined) return
    const work = desk.work(row)
    const c = work.containers[i]
    const probe = c?.probe(kind)
    // The container stopped, restarted or the Pod went away since this tick was queued.
    if (!c || !probe || c.stage !== 'running' || probe.tickMs !== desk.server.clock.nowMs) return
    const spec = containerSpec(pod, i)
    const settings = probeOf(spec, kind)
    if (settings === undefined) return
    probe.tickMs = -1
    desk.begin(work, 'probe')
    const outcome = this.ask(c.process, pod, work, spec, kind, settings)
    if (outcome.pending !== undefined) this.await(probe, row, packed, outcome.pending, settings)
    else this.judge(row, i, kind, settings, probe, outcome)
  }

  // ------------------------------------------------------------------------------------------------ answers that take time

  private await(probe: ProbeWork, row: number, packed: number, pending: number, settings: Probe): void {
    const { clock } = this.desk.server
    probe.tickMs = clock.nowMs
    const timeout = clock.after((settings.timeoutSeconds ?? 1) * 1000, this.timeoutHandler, row, packed, pending)
    probe.asked = { pending, timeout }
  }

  /** A process has answered. */
  answered(row: number, i: number, pending: number, outcome: ProbeOutcome): void {
    const c = this.desk.works.own(row)?.containers[i]
    const kind = KINDS.find((each) => c?.probe(each)?.asked?.pending === pending)
    const timeout = kind === undefined ? undefined : c?.probe(kind)?.asked?.timeout
    if (kind === undefined || timeout === undefined) return
    this.desk.server.clock.cancel(timeout)
    this.conclude(row, i, kind, outcome)
  }

  private timedOut(row: number, packed: number, pending: number): void {
    const { desk } = this
    const [i, kind] = [packed >> 2, (packed & 3) as ProbeKind]
    const pod = desk.pod(row)
    if (pod === undefined || desk.works.own(row)?.containers[i]?.probe(kind)?.asked?.pending !== pending) return
    desk.runtime.dropProbe?.(pending)
    const spec = containerSpec(pod, i)
    const settings = probeOf(spec, kind) as Probe
    const request = probeRequestOf(settings, spec, desk.work(row).podIP) as ProbeRequest
    const output = timeoutText(request, pod, settings.timeoutSeconds ?? 1)
    this.conclude(row, i, kind, { result: 'failure', output, durationMs: 0, stable: false })
  }

  /** The answer is there, or will not come; the ticker went on meanwhile. */
  private conclude(row: number, i: number, kind: ProbeKind, outcome: ProbeOutcome): void {
    const { desk } = this
    const pod = desk.pod(row)
    const work = desk.work(row)
    const c = work.containers[i] as ContainerWork
    const probe = c.probe(kind) as ProbeWork
    const settings = pod && probeOf(containerSpec(pod, i), kind)
    const sentMs = probe.tickMs
    probe.asked = undefined
    probe.tickMs = -1
    if (settings === undefined || c.stage !== 'running') return
    desk.begin(work, 'probe')
    this.judge(row, i, kind, settings, probe, outcome, sentMs)
  }

  /** @param sentMs when the probe was sent */
  private judge(
    row: number,
    i: number,
    kind: ProbeKind,
    settings: Probe,
    probe: ProbeWork,
    outcome: Outcome,
    sentMs = this.desk.server.clock.nowMs,
  ): void {
    const settled =
      outcome.result === 'success'
        ? this.success(row, i, kind, settings, probe)
        : this.failure(row, i, kind, settings, probe, outcome)
    const elided = settled && outcome.stable
    if (outcome.result === 'success') this.desk.journal.note(row, i, elided ? 'holds' : 'passed', kind)
    if (!elided || this.naive) this.again(row, i, kind, sentMs)
  }

  /** Queues the next tick unless the verdict ended the probe. */
  private again(row: number, i: number, kind: ProbeKind, sentMs: number): void {
    const { desk } = this
    const pod = desk.pod(row)
    const work = desk.works.own(row)
    const c = work?.containers[i]
    const probe = c?.probe(kind)
    if (!pod || !work || !c || !probe || c.stage !== 'running' || probe.tickMs >= 0) return
    const spec = containerSpec(pod, i)
    if (!runs(kind, c, spec)) return
    const settings = probeOf(spec, kind) as Probe
    const periodMs = (settings.periodSeconds ?? 10) * 1000
    this.tickAt(row, i, kind, work, probe, settings, Math.max(desk.server.clock.nowMs, sentMs + periodMs))
  }

  /** Returns whether further successes change nothing. */
  private success(row: number, i: number, kind: ProbeKind, settings: Probe, probe: ProbeWork): boolean {
    const threshold = settings.successThreshold ?? 1
    const before = probe.successes
    // Counted up to the threshold only: an elided success must leave the same record as a counted one.
    probe.successes = Math.min(threshold, before + 1)
    probe.failures = 0
    if (probe.successes < threshold) return false
    if (before < threshold && kind !== LIVENESS) this.consequences.setResult(row, i, kind, true)
    return true
  }

  /** A failure always says so (an event), so it is never elided. */
  private failure(
    row: number,
    i: number,
    kind: ProbeKind,
    settings: Probe,
    probe: ProbeWork,
    outcome: Outcome,
  ): boolean {
    const threshold = settings.failureThreshold ?? 3
    probe.failures = Math.min(threshold, probe.failures + 1)
    probe.successes = 0
    const verdict = outcome.verdict ?? verdictOf(WORDS[kind], 'failure', outcome.output)
    this.desk.journal.note(row, i, 'missed', kind, verdict.event?.message)
    this.consequences.failed(row, i, verdict)
    if (probe.failures < threshold) return false
    if (kind === READINESS) this.consequences.setResult(row, i, kind, false)
    else this.consequences.kill(row, i, kind, settings)
    return false
  }

  private ask(process: number, pod: Pod, work: PodWork, spec: Container, kind: ProbeKind, probe: Probe): Outcome {
    const request = probeRequestOf(probe, spec, work.podIP)
    if (request === undefined) return unsent(pod, spec, kind)
    const outcome = this.desk.runtime.probe(process, request, true)
    const timeoutSeconds = probe.timeoutSeconds ?? 1
    if (outcome.durationMs <= timeoutSeconds * 1000) return outcome
    return { ...outcome, result: 'failure', output: timeoutText(request, pod, timeoutSeconds) }
  }
}

/** Whether this probe is active now: startup holds the other two back, and ends when it has succeeded. */
function runs(kind: ProbeKind, c: ContainerWork, spec: Container): boolean {
  return isTurnOf(kind, spec.startupProbe === undefined || c.started)
}

function probeOf(spec: Container, kind: ProbeKind): Probe | undefined {
  return kind === LIVENESS ? spec.livenessProbe : kind === READINESS ? spec.readinessProbe : spec.startupProbe
}
