/** One Pod's tracks: its own, a container's each, a probe's each; out of its object's versions and its kubelet's journal. */
import type { JournalEntry } from '../../../kubelet/journal.ts'
import { LIVENESS, READINESS, STARTUP } from '../../../kubelet/podwork.ts'
import type { Container, Pod, Probe } from '../../../kinds/types.ts'
import type { ProbeTicks, SpanState, TimelineTrack } from '../../../protocol/timeline.ts'
import { isPodReady } from '../../../rules/podutil.ts'
import { close, openSpan, tick, turn } from './track.ts'

/** Makes a track under another. */
export type MakeTrack = (
  parent: TimelineTrack,
  init: Pick<TimelineTrack, 'what' | 'title' | 'note' | 'fromMs'>,
) => TimelineTrack

interface ContainerLife {
  track: TimelineTrack
  /** By ProbeKind. */
  probes: (TimelineTrack | undefined)[]
  stage: 'waiting' | 'pulling' | 'backoff' | 'running' | 'stopping' | 'exited'
  untilMs: number
  reason: string
}

const PROBE_NAMES = ['liveness', 'readiness', 'startup'] as const

export class PodLife {
  private readonly containers: ContainerLife[]
  private pod: Pod
  /** Its node says nothing any more. */
  private lost = false

  constructor(
    readonly track: TimelineTrack,
    readonly row: number,
    pod: Pod,
    make: MakeTrack,
    /** Told of each track that changed. */
    private readonly changed: (track: TimelineTrack) => void,
  ) {
    this.pod = pod
    const { initContainers = [], containers } = pod.spec
    this.containers = [...initContainers, ...containers].map((spec, i) => {
      const note = i < initContainers.length ? 'init container' : 'container'
      const own = make(track, { what: 'container', title: spec.name, note, fromMs: track.fromMs })
      return { track: own, probes: probesOf(spec, own, make), stage: 'waiting', untilMs: Number.NaN, reason: '' }
    })
  }

  get node(): string {
    return this.pod.spec.nodeName ?? ''
  }

  get isGone(): boolean {
    return !Number.isNaN(this.track.toMs)
  }

  /** All tracks of it. */
  tracks(): TimelineTrack[] {
    const own = this.containers.flatMap(({ track, probes }) => [
      track,
      ...probes.filter((probe) => probe !== undefined),
    ])
    return [this.track, ...own]
  }

  written(pod: Pod, atMs: number): void {
    this.pod = pod
    if (pod.spec.nodeName) this.track.note = `Pod on ${pod.spec.nodeName}`
    this.look(atMs)
  }

  gone(atMs: number): void {
    for (const track of this.tracks()) {
      close(track, atMs)
      track.toMs = atMs
      this.changed(track)
    }
  }

  /** Its node was lost, or found again. */
  nodeTurned(lost: boolean, atMs: number): void {
    if (this.lost === lost) return
    this.lost = lost
    this.look(atMs)
  }

  done({ atMs, i, deed, value, text }: JournalEntry): void {
    const c = this.containers[i]
    if (!c || this.isGone) return
    switch (deed) {
      case 'pulling':
        this.enter(c, atMs, 'pulling', atMs + value, '')
        break
      case 'pulled':
        c.stage = 'waiting'
        close(c.track, atMs)
        break
      case 'backOff':
        this.enter(c, atMs, 'backoff', atMs + value, text)
        break
      case 'started': {
        this.enter(c, atMs, 'running', Number.NaN, '')
        const span = openSpan(c.track)
        if (span) span.restart = value
        break
      }
      case 'stopping': {
        const before = openSpan(c.track)
        this.enter(c, atMs, 'stopping', atMs + value, text)
        const span = openSpan(c.track)
        if (span && before?.restart !== undefined)
          Object.assign(span, { restart: before.restart, begunMs: before.fromMs })
        this.endProbes(c, atMs)
        break
      }
      case 'exited': {
        const span = openSpan(c.track)
        if (span) Object.assign(span, { exitCode: value, text: text || span.text })
        c.stage = 'exited'
        close(c.track, atMs)
        this.endProbes(c, atMs)
        break
      }
      default:
        this.probed(c, value, atMs, deed, text)
        return
    }
    this.changed(c.track)
    this.look(atMs)
  }

  private probed(
    c: ContainerLife,
    kind: number,
    atMs: number,
    deed: 'passed' | 'holds' | 'missed',
    text: string,
  ): void {
    const track = c.probes[kind]
    if (!track) return
    // A startup probe that passed is over.
    tick(track, atMs, kind === STARTUP && deed === 'holds' ? 'passed' : deed, text)
    this.changed(track)
  }

  private enter(c: ContainerLife, atMs: number, stage: ContainerLife['stage'], untilMs: number, reason: string): void {
    Object.assign(c, { stage, untilMs, reason })
    turn(c.track, atMs, SPAN_OF[stage] as SpanState, reason, untilMs)
  }

  private endProbes(c: ContainerLife, atMs: number): void {
    for (const probe of c.probes) {
      if (!probe) continue
      close(probe, atMs)
      this.changed(probe)
    }
  }

  private look(atMs: number): void {
    const [state, text, untilMs] = this.standing(atMs)
    if (turn(this.track, atMs, state, text, untilMs)) this.changed(this.track)
  }

  private standing(atMs: number): [SpanState, string, number] {
    const { pod, containers } = this
    const { phase, reason, message } = pod.status
    if (this.lost && pod.spec.nodeName) return ['unknown', 'its node is lost', Number.NaN]
    if (pod.metadata.deletionTimestamp !== undefined) return ['terminating', '', this.graceEnd(atMs)]
    if (phase === 'Succeeded') return ['completed', 'completed', Number.NaN]
    if (phase === 'Failed')
      return reason === 'Evicted'
        ? ['evicted', message ?? reason, Number.NaN]
        : ['failed', reason ?? 'failed', Number.NaN]
    if (!pod.spec.nodeName) return ['unscheduled', unscheduledText(pod), Number.NaN]
    const waits = containers.find(({ stage }) => stage === 'backoff')
    if (waits) return ['backoff', waits.reason, waits.untilMs]
    const pulls = containers.find(({ stage }) => stage === 'pulling')
    if (pulls) return ['pulling', '', pulls.untilMs]
    if (isPodReady(pod)) return ['ready', 'ready', Number.NaN]
    const started = containers.some(({ stage }) => stage === 'running' || stage === 'stopping' || stage === 'exited')
    return started ? ['running', 'not ready', Number.NaN] : ['scheduled', 'starting', Number.NaN]
  }

  /** Counted from the deletion, or from where an earlier one brought it forward. */
  private graceEnd(atMs: number): number {
    const open = openSpan(this.track)
    const begun = open?.state === 'terminating' ? open.fromMs : atMs
    return begun + (this.pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
  }
}

const SPAN_OF: Record<ContainerLife['stage'], SpanState | undefined> = {
  waiting: undefined,
  pulling: 'pulling',
  backoff: 'backoff',
  running: 'running',
  stopping: 'terminating',
  exited: undefined,
}

function unscheduledText({ status }: Pod): string {
  const condition = status.conditions?.find(({ type }) => type === 'PodScheduled')
  return condition?.status === 'False' ? (condition.message ?? condition.reason ?? '') : ''
}

function probesOf(spec: Container, parent: TimelineTrack, make: MakeTrack): ContainerLife['probes'] {
  const probes: ContainerLife['probes'] = []
  const add = (kind: number, probe: Probe | undefined) => {
    if (!probe) return
    const { periodSeconds = 10, failureThreshold = 3 } = probe
    const note = `every ${periodSeconds} s, ${failureThreshold} miss${failureThreshold === 1 ? '' : 'es'}`
    const title = PROBE_NAMES[kind] as string
    const track = make(parent, { what: 'probe', title, note, fromMs: parent.fromMs })
    const ticks: ProbeTicks = { passedMs: [], missedMs: [], held: [], periodMs: periodSeconds * 1000, said: '' }
    probes[kind] = Object.assign(track, { ticks })
  }
  add(STARTUP, spec.startupProbe)
  add(LIVENESS, spec.livenessProbe)
  add(READINESS, spec.readinessProbe)
  return probes
}
