/**
 * The life of a Pod on its node: sandbox, containers in order, restarts with back-off, probes' verdicts, termination.
 * Source: kubelet pod_workers.go, kuberuntime_manager.go (computePodActions, SyncPod, killContainersWithSyncResult).
 *
 * Each method is one clock event's work on one Pod row; records are replaced, never mutated. Events that a later turn
 * made void carry the old turn and are dropped.
 */
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { draw, type HopName } from '../core/latency.ts'
import { PagedArray, PagedInts } from '../core/paged.ts'
import { hash32, hashText, type Stream } from '../core/random.ts'
import type { ContainerRuntime, ProcessExit } from '../core/runtime.ts'
import type { Container, Node, Pod, Probe } from '../kinds/types.ts'
import { missingConfig, processSpec } from './environment.ts'
import type { NodeImages } from './images.ts'
import type { NodeAgents } from './nodes.ts'
import {
  type ContainerWork,
  LIVENESS,
  newContainer,
  type PodWork,
  type ProbeKind,
  type ProbeWork,
  READINESS,
} from './podwork.ts'
import { containerSpec, Prober } from './prober.ts'
import { type ContainerEvent, nextStage } from './stages/container.ts'
import { podStatus } from './status.ts'

const FIRST_BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 300_000
/** A container that ran this long starts its back-off anew (twice the maximum). */
const BACKOFF_RESET_MS = 600_000
/** A Pod whose object is gone already gets this much (kubelet's minimum grace). */
const GONE_GRACE_SECONDS = 2
const CONTAINERS = 64
const MAX_TURN = 2 ** 25 - 1

export class PodWorker {
  readonly works: PagedArray<PodWork>
  readonly prober: Prober
  private readonly pods: Table
  /** Turns a row has begun, so that no two Pods of one name share a turn (modulo 2^25). */
  private readonly turns: PagedInts
  /** Process number → Pod row × 64 + container, +1. */
  private readonly owners: PagedInts
  private readonly handlers: Record<
    'sandbox' | 'pulled' | 'create' | 'retry' | 'restart' | 'kill' | 'status' | 'finish',
    number
  >

  constructor(
    private readonly server: ApiServer,
    private readonly runtime: ContainerRuntime,
    private readonly images: NodeImages,
    private readonly nodes: NodeAgents,
  ) {
    const { checkpoints, clock } = server
    this.pods = server.store.table('pods')
    this.works = checkpoints.register(new PagedArray<PodWork>(checkpoints.epoch))
    this.turns = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.owners = checkpoints.register(new PagedInts(checkpoints.epoch))
    const on = (name: string, run: (row: number, container: number, data: unknown) => void) =>
      clock.register(`kubelet/${name}`, (row, packed, data) => this.turn(row, packed, data, run))
    this.handlers = {
      sandbox: on('sandbox', (row) => this.sandboxReady(row)),
      pulled: on('pulled', (row, i, data) => this.pulled(row, i, data as PullDone)),
      create: on('create', (row, i) => this.create(row, i)),
      retry: on('retry', (row, i) => this.retry(row, i)),
      restart: on('restart', (row, i) => this.decideRestart(row, i)),
      kill: on('kill', (row, i) => this.killNow(row, i)),
      status: on('status', (row) => this.writeStatus(row)),
      finish: on('finish', (row) => this.finish(row)),
    }
    this.prober = new Prober(
      server,
      runtime,
      {
        work: (row) => this.works.get(row),
        pod: (row) => this.pod(row),
        setProbe: (row, i, kind, probe) => this.setProbe(row, i, kind, probe),
      },
      {
        setResult: (row, i, kind, success) => this.probeResult(row, i, kind, success),
        kill: (row, i, kind, probe) => this.probeKill(row, i, kind, probe),
        failed: (row, i, kind, output) => this.probeFailed(row, i, kind, output),
      },
    )
  }

  /** The kubelet's look at a Pod that was bound, changed, or is going: decides what it means for the worker. */
  observe(row: number): void {
    const pod = this.pods.get(row) as Pod | undefined
    const work = this.works.get(row)
    if (work && (pod === undefined || pod.metadata.uid !== work.uid)) {
      this.terminate(row, GONE_GRACE_SECONDS, 'Stopping container %s')
      return
    }
    if (pod === undefined || pod.spec.nodeName === undefined) return
    const node = this.nodes.rowOf(pod.spec.nodeName)
    if (!this.nodes.isUp(node)) return
    if (work === undefined) this.admit(row, pod, node)
    else if (pod.metadata.deletionTimestamp !== undefined) {
      this.terminate(row, pod.metadata.deletionGracePeriodSeconds ?? 30, 'Stopping container %s')
    } else this.restartChanged(row, pod, work)
  }

  /** The machine died: what ran on it is gone and says nothing. */
  lose(row: number): void {
    const work = this.works.get(row)
    if (work === undefined) return
    for (const c of work.containers) if (c.process >= 0) this.dropProcess(c.process)
    this.works.set(row, undefined)
  }

  /** Called by the runtime when a process ended. */
  exited(process: number, exit: ProcessExit): void {
    const owner = this.owners.get(process) - 1
    if (owner < 0) return
    const row = Math.floor(owner / CONTAINERS)
    const i = owner % CONTAINERS
    const work = this.works.get(row)
    const c = work?.containers[i]
    if (!work || !c) return
    this.begin(work, 'process')
    this.dropProcess(process)
    const { nowMs } = this.server.clock
    this.setContainer(row, i, {
      ...this.next(c, 'EXITED'),
      process: -1,
      ready: false,
      started: false,
      probes: [undefined, undefined, undefined],
      untilMs: -1,
      last: { ...exit, startedAtMs: c.startedAtMs, finishedAtMs: nowMs, containerId: c.containerId },
    })
    this.report(row)
    if (this.work(row).terminating) this.afterExitWhileTerminating(row)
    else this.at(row, i, 'restart', this.hop('kubeletSync', work))
  }

  /** Called by the runtime when a probe's answer may have changed. */
  changed(process: number): void {
    const owner = this.owners.get(process) - 1
    if (owner >= 0) this.prober.wake(Math.floor(owner / CONTAINERS), owner % CONTAINERS)
  }

  /** The container row a process belongs to, for faults: [process numbers] of a Pod. */
  processes(row: number): { name: string; process: number }[] {
    const work = this.works.get(row)
    const pod = this.pod(row)
    if (!work || !pod) return []
    return work.containers.flatMap((c, i) =>
      c.process < 0 ? [] : [{ name: containerSpec(pod, i).name, process: c.process }],
    )
  }

  // ------------------------------------------------------------------------------------------------ beginning

  private admit(row: number, pod: Pod, node: number): void {
    const { phase } = pod.status
    if (phase === 'Succeeded' || phase === 'Failed') {
      if (pod.metadata.deletionTimestamp !== undefined) this.remove(row, pod)
      return
    }
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.remove(row, pod)
      return
    }
    const init = pod.spec.initContainers?.length ?? 0
    const reason = init > 0 ? 'PodInitializing' : 'ContainerCreating'
    const count = init + pod.spec.containers.length
    const work: PodWork = {
      uid: pod.metadata.uid,
      node,
      turn: this.nextTurn(row),
      order: hash32(hashText(pod.metadata.uid), 0),
      sandbox: 'starting',
      podIP: '',
      admittedAtMs: this.server.clock.nowMs,
      terminating: undefined,
      rejected: undefined,
      containers: Array.from({ length: count }, (_, i) => recovered(pod, i, this.server, reason)),
      statusPending: false,
    }
    this.works.set(row, work)
    this.begin(work, 'watch')
    this.report(row)
    this.at(row, 0, 'sandbox', this.hop('sandbox', work))
  }

  private sandboxReady(row: number): void {
    const work = this.work(row)
    this.works.set(row, { ...work, sandbox: 'ready', podIP: this.nodes.allocateIP(work.node, row) })
    this.advance(row)
  }

  /** Starts what computePodActions would start now: init containers one by one, then the app's in order. */
  private advance(row: number): void {
    const work = this.works.get(row)
    const pod = this.pod(row)
    if (!work || !pod || work.terminating || work.rejected || work.sandbox !== 'ready') return
    const i = nextToStart(pod, work)
    if (i >= 0) this.pullOrCreate(row, i, pod)
  }

  private pullOrCreate(row: number, i: number, pod: Pod): void {
    const work = this.work(row)
    const c = work.containers[i] as ContainerWork
    const spec = containerSpec(pod, i)
    const image = this.runtime.image(spec.image as string, pod.metadata.annotations)
    const present = image !== undefined && this.images.has(work.node, image.reference)
    const policy = spec.imagePullPolicy
    if (present && policy !== 'Always') {
      this.event(pod, i, 'Normal', 'Pulled', texts(spec).present)
      this.createSoon(row, i, this.next(c, 'IMAGE_PRESENT'), pod)
      return
    }
    if (policy === 'Never') {
      const message = `Container image "${spec.image}" is not present with pull policy of Never`
      this.event(pod, i, 'Warning', 'ErrImageNeverPull', message)
      this.event(pod, i, 'Warning', 'Failed', 'Error: ErrImageNeverPull')
      this.pullFailed(row, i, { ...c, reason: 'ErrImageNeverPull', message })
      return
    }
    const pull = this.images.pull(work.node, image, this.stream(work))
    this.event(pod, i, 'Normal', 'Pulling', `Pulling image "${spec.image}"`)
    this.setContainer(row, i, { ...this.next(c, 'PULL'), untilMs: pull.endMs })
    const done: PullDone = { queuedMs: this.server.clock.nowMs, startMs: pull.startMs }
    this.at(row, i, 'pulled', pull.endMs - this.server.clock.nowMs, done)
  }

  private pulled(row: number, i: number, done: PullDone): void {
    const work = this.work(row)
    const pod = this.pod(row) as Pod
    const c = work.containers[i] as ContainerWork
    const spec = containerSpec(pod, i)
    const image = this.runtime.image(spec.image as string, pod.metadata.annotations)
    if (image === undefined) {
      const text = `failed to pull and unpack image "${spec.image}": failed to resolve reference "${spec.image}": ${spec.image}: not found`
      const message = `rpc error: code = NotFound desc = ${text}`
      this.event(pod, i, 'Warning', 'Failed', `Failed to pull image "${spec.image}": ${message}`)
      this.event(pod, i, 'Warning', 'Failed', 'Error: ErrImagePull')
      this.pullFailed(row, i, { ...c, reason: 'ErrImagePull', message })
      return
    }
    if (this.images.add(work.node, image.reference)) this.nodes.imagesChanged(work.node)
    const { nowMs } = this.server.clock
    const took = `${seconds(nowMs - done.startMs)} (${seconds(nowMs - done.queuedMs)} including waiting)`
    const text = `Successfully pulled image "${spec.image}" in ${took}. Image size: ${image.sizeBytes} bytes.`
    this.event(pod, i, 'Normal', 'Pulled', text)
    this.createSoon(row, i, this.next(c, 'PULLED'), pod)
  }

  /** ErrImagePull now, ImagePullBackOff until the retry. */
  private pullFailed(row: number, i: number, c: ContainerWork): void {
    const backoffMs = Math.min(MAX_BACKOFF_MS, c.pullBackoffMs === 0 ? FIRST_BACKOFF_MS : c.pullBackoffMs * 2)
    const untilMs = this.server.clock.nowMs + backoffMs
    this.setContainer(row, i, { ...this.next(c, 'PULL_FAILED'), pullBackoffMs: backoffMs, untilMs })
    this.report(row)
    this.at(row, i, 'retry', backoffMs)
    // A turn of the worker later the wait has its own name.
    this.at(row, i, 'restart', this.hop('kubeletSync', this.work(row)) + 1000)
    this.advance(row)
  }

  private createSoon(row: number, i: number, c: ContainerWork, pod: Pod): void {
    const reason = (pod.spec.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating'
    this.setContainer(row, i, { ...c, reason, message: '', pullBackoffMs: 0, untilMs: -1 })
    this.at(row, i, 'create', this.hop('containerStart', this.work(row)))
  }

  private create(row: number, i: number): void {
    const work = this.work(row)
    const pod = this.pod(row) as Pod
    const c = work.containers[i] as ContainerWork
    const spec = containerSpec(pod, i)
    const missing = missingConfig(this.server, pod, spec)
    if (missing !== undefined) {
      this.event(pod, i, 'Warning', 'Failed', `Error: ${missing}`)
      this.setContainer(row, i, {
        ...this.next(c, 'CONFIG_MISSING'),
        reason: 'CreateContainerConfigError',
        message: missing,
      })
      this.report(row)
      this.at(row, i, 'retry', FIRST_BACKOFF_MS)
      return
    }
    this.start(row, i, pod, spec)
  }

  private start(row: number, i: number, pod: Pod, spec: Container): void {
    const work = this.work(row)
    const c = work.containers[i] as ContainerWork
    const { nowMs } = this.server.clock
    const host = this.nodes.node(work.node) as Node
    const process = this.runtime.start(
      processSpec(this.server, pod, spec, {
        podIP: work.podIP,
        hostIP: this.nodes.hostIP(work.node),
        node: host,
        restarts: c.restarts,
      }),
    )
    this.owners.set(process, row * CONTAINERS + i + 1)
    const started = spec.startupProbe === undefined
    this.setContainer(row, i, {
      ...this.next(c, 'STARTED'),
      process,
      containerId: newContainerId(this.stream(work)),
      startedAtMs: nowMs,
      reason: '',
      message: '',
      started,
      ready: started && spec.readinessProbe === undefined,
      probes: this.prober.begin(spec, work.admittedAtMs, nowMs, this.hop('kubeletSync', work)),
    })
    this.event(pod, i, 'Normal', 'Created', texts(spec).created)
    this.event(pod, i, 'Normal', 'Started', texts(spec).started)
    this.report(row)
    this.prober.wake(row, i)
    this.advance(row)
  }

  // ------------------------------------------------------------------------------------------------ restarting

  /** After an exit (or a failed pull): what the kubelet's next look makes of it. */
  private decideRestart(row: number, i: number): void {
    const work = this.work(row)
    const pod = this.pod(row) as Pod
    const c = work.containers[i] as ContainerWork
    const spec = containerSpec(pod, i)
    if (c.stage === 'pullBackoff') this.namePullBackoff(row, i, pod, spec, c)
    if (c.stage !== 'exited' || work.terminating) return
    if (!restarts(pod, spec, i, c)) {
      this.afterLastExit(row, pod)
      return
    }
    const { nowMs } = this.server.clock
    const ranMs = nowMs - c.startedAtMs
    const backoffMs = ranMs >= BACKOFF_RESET_MS ? 0 : c.backoffMs
    if (backoffMs === 0) {
      this.setContainer(row, i, { ...c, backoffMs: FIRST_BACKOFF_MS })
      this.retry(row, i)
      return
    }
    const untilMs = (c.last?.finishedAtMs ?? nowMs) + backoffMs
    const name = `${spec.name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
    this.event(pod, i, 'Warning', 'BackOff', `Back-off restarting failed container ${name}`)
    this.setContainer(row, i, {
      ...this.next(c, 'BACK_OFF'),
      backoffMs: Math.min(MAX_BACKOFF_MS, backoffMs * 2),
      untilMs,
      previous: c.last,
      reason: 'CrashLoopBackOff',
      message: `back-off ${goDuration(backoffMs)} restarting failed container=${name.replace(' in pod ', ' pod=')}`,
    })
    this.report(row)
    this.at(row, i, 'retry', Math.max(0, untilMs - nowMs))
  }

  private namePullBackoff(row: number, i: number, pod: Pod, spec: Container, c: ContainerWork): void {
    if (c.reason === 'ErrImageNeverPull') return
    this.event(pod, i, 'Normal', 'BackOff', `Back-off pulling image "${spec.image}"`)
    this.event(pod, i, 'Warning', 'Failed', 'Error: ImagePullBackOff')
    const message = `Back-off pulling image "${spec.image}": ErrImagePull: ${c.message}`
    this.setContainer(row, i, { ...c, reason: 'ImagePullBackOff', message })
    this.report(row)
  }

  /** The wait is over: start (again). */
  private retry(row: number, i: number): void {
    const c = this.work(row).containers[i] as ContainerWork
    if (c.stage === 'configError') {
      this.setContainer(row, i, this.next(c, 'RETRY'))
      this.create(row, i)
      return
    }
    if (c.stage !== 'exited' && c.stage !== 'crashBackoff' && c.stage !== 'pullBackoff') return
    const again = c.stage !== 'pullBackoff'
    this.setContainer(row, i, {
      ...this.next(c, 'RETRY'),
      untilMs: -1,
      restarts: again ? c.restarts + 1 : c.restarts,
      previous: again ? c.last : c.previous,
      reason: again ? (c.stage === 'crashBackoff' ? c.reason : 'ContainerCreating') : c.reason,
      message: again && c.stage !== 'crashBackoff' ? '' : c.message,
    })
    this.pullOrCreate(row, i, this.pod(row) as Pod)
  }

  /** The template's image was changed in place: that container is stopped and comes back. */
  private restartChanged(row: number, pod: Pod, work: PodWork): void {
    work.containers.forEach((c, i) => {
      const spec = containerSpec(pod, i)
      const was = this.owners.get(c.process)
      if (c.stage !== 'running' || was === 0 || this.runtime.imageOf(c.process) === spec.image) return
      this.stop(row, i, `Container ${spec.name} definition changed, will be restarted`, graceOf(pod))
    })
  }

  private afterLastExit(row: number, pod: Pod): void {
    const work = this.work(row)
    const over = work.containers.every((c, i) => c.stage === 'exited' && !restarts(pod, containerSpec(pod, i), i, c))
    if (over) {
      this.nodes.releaseIP(work.node, work.podIP)
      this.works.set(row, { ...work, sandbox: 'gone' })
      this.report(row)
    } else this.advance(row)
  }

  // ------------------------------------------------------------------------------------------------ probes

  private probeResult(row: number, i: number, kind: ProbeKind, success: boolean): void {
    const c = this.work(row).containers[i] as ContainerWork
    const spec = containerSpec(this.pod(row) as Pod, i)
    if (kind === READINESS) {
      if (c.ready !== success) this.setContainer(row, i, { ...c, ready: success })
    } else if (success) {
      this.setContainer(row, i, { ...c, started: true, ready: spec.readinessProbe === undefined })
      this.prober.wake(row, i)
      this.advance(row)
    }
    this.report(row)
  }

  private probeFailed(row: number, i: number, kind: ProbeKind, output: string): void {
    const word = kind === LIVENESS ? 'Liveness' : kind === READINESS ? 'Readiness' : 'Startup'
    this.event(this.pod(row) as Pod, i, 'Warning', 'Unhealthy', `${word} probe failed: ${output}`)
  }

  private probeKill(row: number, i: number, kind: ProbeKind, probe: Probe): void {
    const pod = this.pod(row) as Pod
    const word = kind === LIVENESS ? 'liveness' : 'startup'
    const text = `Container ${containerSpec(pod, i).name} failed ${word} probe, will be restarted`
    this.stop(row, i, text, probe.terminationGracePeriodSeconds ?? graceOf(pod))
  }

  // ------------------------------------------------------------------------------------------------ ending

  /** Begins (or shortens) the termination of the whole Pod. */
  private terminate(row: number, graceSeconds: number, text: string): void {
    const work = this.work(row)
    const { nowMs } = this.server.clock
    const killAtMs = nowMs + graceSeconds * 1000
    if (work.terminating) {
      if (killAtMs >= work.terminating.killAtMs) return
      this.works.set(row, { ...work, terminating: { ...work.terminating, killAtMs } })
      work.containers.forEach((c, i) => {
        if (c.stage === 'stopping') this.at(row, i, 'kill', graceSeconds * 1000)
      })
      return
    }
    // Whatever was on its way (pulls, back-offs, starts) belongs to an earlier turn now.
    this.works.set(row, {
      ...work,
      turn: this.nextTurn(row),
      statusPending: false,
      terminating: { sinceMs: nowMs, killAtMs, reason: text },
    })
    this.begin(work, 'watch')
    this.stopNext(row)
    this.afterExitWhileTerminating(row)
  }

  /** App containers first, then sidecars in reverse order of their start. */
  private stopNext(row: number): void {
    const work = this.work(row)
    const pod = this.pod(row)
    const init = work.containers.length - (pod?.spec.containers.length ?? work.containers.length)
    const { killAtMs, reason } = work.terminating as NonNullable<PodWork['terminating']>
    const graceSeconds = Math.max(0, killAtMs - this.server.clock.nowMs) / 1000
    const running = (i: number) => work.containers[i]?.stage === 'running' || work.containers[i]?.stage === 'stopping'
    const apps = work.containers.map((_, i) => i).filter((i) => i >= init)
    const sidecars = work.containers.map((_, i) => i).filter((i) => i < init)
    const wave = apps.some(running) ? apps : sidecars.filter(running).slice(-1)
    for (const i of wave) {
      if (work.containers[i]?.stage === 'running') this.stop(row, i, reason, graceSeconds)
    }
  }

  private stop(row: number, i: number, text: string, graceSeconds: number): void {
    const work = this.work(row)
    const c = work.containers[i] as ContainerWork
    const pod = this.pod(row)
    const untilMs = this.server.clock.nowMs + graceSeconds * 1000
    this.setContainer(row, i, { ...this.next(c, 'STOP'), untilMs, probes: [undefined, undefined, undefined] })
    if (pod) this.event(pod, i, 'Normal', 'Killing', text.replace('%s', containerSpec(pod, i).name))
    this.runtime.signal(c.process, 15)
    if ((this.works.get(row)?.containers[i]?.process ?? -1) >= 0) this.at(row, i, 'kill', graceSeconds * 1000)
  }

  private killNow(row: number, i: number): void {
    const c = this.work(row).containers[i] as ContainerWork
    if (c.stage === 'stopping' && c.untilMs >= 0 && this.server.clock.nowMs >= this.killTime(row, c)) {
      this.runtime.signal(c.process, 9)
    }
  }

  private killTime(row: number, c: ContainerWork): number {
    return Math.min(c.untilMs, this.work(row).terminating?.killAtMs ?? Number.POSITIVE_INFINITY)
  }

  private afterExitWhileTerminating(row: number): void {
    const work = this.works.get(row)
    if (!work?.terminating) return
    if (work.containers.some((c) => c.process >= 0)) {
      this.stopNext(row)
      return
    }
    this.at(row, 0, 'finish', this.hop('statusWrite', work))
  }

  /** All processes are gone: the last status is written, then the object may go (status manager's final delete). */
  private finish(row: number): void {
    const work = this.work(row)
    const pod = this.pod(row)
    this.works.set(row, { ...work, sandbox: 'gone' })
    if (pod) this.writeStatus(row)
    this.nodes.releaseIP(work.node, work.podIP)
    this.works.set(row, undefined)
    const now = this.pods.get(row) as Pod | undefined
    if (now?.metadata.uid === work.uid && now.metadata.deletionTimestamp !== undefined) this.remove(row, now)
    else if (now !== undefined && now.metadata.uid !== work.uid) this.observe(row)
  }

  private remove(_row: number, pod: Pod): void {
    this.server.verbs.delete(this.pods, pod.metadata.namespace as string, pod.metadata.name, {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    })
  }

  // ------------------------------------------------------------------------------------------------ reporting

  /** Puts one status write on the clock; changes until then travel with it. */
  private report(row: number): void {
    const work = this.works.get(row)
    if (!work || work.statusPending) return
    this.works.set(row, { ...work, statusPending: true })
    this.at(row, 0, 'status', this.hop('statusWrite', work))
  }

  private writeStatus(row: number): void {
    const work = this.work(row)
    this.works.set(row, { ...work, statusPending: false })
    const pod = this.pod(row)
    if (!pod || !this.nodes.isUp(work.node)) return
    const { clock, calendar } = this.server
    const status = podStatus(pod, work, {
      calendar,
      nowMs: clock.nowMs,
      hostIPs: this.nodes.hostIPs(work.node),
      imageId: (reference) => {
        const image = this.runtime.image(reference, pod.metadata.annotations)
        return { image: image?.reference ?? reference, imageId: image?.imageId ?? '' }
      },
    })
    this.server.verbs.replaceStatus<Pod>(this.pods, row, status)
  }

  private event(pod: Pod, i: number, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const init = i < (pod.spec.initContainers?.length ?? 0)
    const { appPath, initPath } = texts(containerSpec(pod, i))
    const source = this.nodes.source(pod.spec.nodeName as string)
    this.server.events.record(pod, type, reason, message, source, init ? initPath : appPath)
  }

  // ------------------------------------------------------------------------------------------------ records

  private work(row: number): PodWork {
    return this.works.get(row) as PodWork
  }

  /** The Pod of a row, if it is still the one this worker was started for. */
  private pod(row: number): Pod | undefined {
    const pod = this.pods.get(row) as Pod | undefined
    return pod !== undefined && pod.metadata.uid === this.works.get(row)?.uid ? pod : undefined
  }

  private setContainer(row: number, i: number, c: ContainerWork): void {
    const work = this.work(row)
    const containers = work.containers.length === 1 ? [c] : work.containers.with(i, c)
    this.works.set(row, { ...work, containers })
  }

  private setProbe(row: number, i: number, kind: ProbeKind, probe: ProbeWork): void {
    const c = this.work(row).containers[i] as ContainerWork
    const probes = c.probes.with(kind, probe) as unknown as ContainerWork['probes']
    this.setContainer(row, i, { ...c, probes })
  }

  private next(c: ContainerWork, event: ContainerEvent): ContainerWork {
    return { ...c, stage: nextStage(c.stage, event) }
  }

  private dropProcess(process: number): void {
    this.owners.set(process, 0)
    this.runtime.remove(process)
  }

  private nextTurn(row: number): number {
    return this.turns.add(row, 1) & MAX_TURN
  }

  private hop(name: HopName, work: PodWork): number {
    return draw(this.server.latency[name], this.stream(work))
  }

  private stream(work: PodWork): Stream {
    return this.nodes.stream(work.node)
  }

  /** An event of this Pod's present turn, for container `i`. */
  private at(row: number, i: number, handler: keyof PodWorker['handlers'], delayMs: number, data?: unknown): void {
    this.server.clock.after(delayMs, this.handlers[handler], row, this.work(row).turn * CONTAINERS + i, data)
  }

  private turn(row: number, packed: number, data: unknown, run: (row: number, i: number, data: unknown) => void): void {
    const work = this.works.get(row)
    const i = packed % CONTAINERS
    if (!work || work.turn !== (packed - i) / CONTAINERS) return
    // The Pod's object vanished under the worker (a forced delete): its kubelet ends it on the next look.
    if (this.pod(row) === undefined && !work.terminating) return
    this.begin(work, 'timer')
    run(row, i, data)
  }

  private begin(work: PodWork, via: 'watch' | 'timer' | 'process'): void {
    const { trace, store } = this.server
    trace.begin(this.nodes.actor(work.node), via, store.revision)
  }
}

/** The texts every Pod of a template repeats: made once a container spec. */
interface Texts {
  present: string
  created: string
  started: string
  appPath: string
  initPath: string
}

const textsOf = new WeakMap<Container, Texts>()

function texts(spec: Container): Texts {
  let found = textsOf.get(spec)
  if (found === undefined) {
    found = {
      present: `Container image "${spec.image}" already present on machine`,
      created: `Created container: ${spec.name}`,
      started: `Started container ${spec.name}`,
      appPath: `spec.containers{${spec.name}}`,
      initPath: `spec.initContainers{${spec.name}}`,
    }
    textsOf.set(spec, found)
  }
  return found
}

interface PullDone {
  queuedMs: number
  startMs: number
}

const graceOf = (pod: Pod): number => pod.spec.terminationGracePeriodSeconds ?? 30

/** Whether an exited container is to run again (ShouldContainerBeRestarted; sidecars always are). */
function restarts(pod: Pod, spec: Container, i: number, c: ContainerWork): boolean {
  const init = i < (pod.spec.initContainers?.length ?? 0)
  const failed = c.last?.exitCode !== 0
  if (init && spec.restartPolicy === 'Always') return true
  if (init && !failed) return false
  const policy = pod.spec.restartPolicy ?? 'Always'
  if (init) return policy !== 'Never'
  return policy === 'Always' || (policy === 'OnFailure' && failed)
}

/** The number of the container to begin with now, or -1. */
function nextToStart(pod: Pod, work: PodWork): number {
  const init = pod.spec.initContainers ?? []
  for (let i = 0; i < init.length; i++) {
    const c = work.containers[i] as ContainerWork
    if (c.stage === 'waiting') return i
    const passed = init[i]?.restartPolicy === 'Always' ? c.started : c.stage === 'exited' && c.last?.exitCode === 0
    if (!passed) return -1
  }
  for (let i = init.length; i < work.containers.length; i++) {
    const { stage } = work.containers[i] as ContainerWork
    if (stage === 'waiting') return i
    // One at a time: SyncPod starts containers in order.
    if (stage === 'pulling' || stage === 'creating') return -1
  }
  return -1
}

/** A container after its machine came back: what ran before is lost, and counted (kubelet restart, status from API). */
function recovered(pod: Pod, i: number, server: ApiServer, reason: string): ContainerWork {
  const init = pod.spec.initContainers?.length ?? 0
  const status = i < init ? pod.status.initContainerStatuses?.[i] : pod.status.containerStatuses?.[i - init]
  const fresh = newContainer(reason)
  const started = status?.state?.running?.startedAt
  if (status === undefined || !started) return { ...fresh, restarts: status?.restartCount ?? 0 }
  return {
    ...fresh,
    restarts: status.restartCount + 1,
    previous: {
      exitCode: 255,
      signal: 0,
      reason: 'Unknown',
      message: '',
      startedAtMs: server.calendar.virtualMs(started as unknown as string) ?? 0,
      finishedAtMs: server.clock.nowMs,
      containerId: status.containerID ?? '',
    },
  }
}

/** Joined, not concatenated: a rope of eight parts would weigh five times as much. */
function newContainerId(stream: Stream): string {
  const parts = ['containerd://']
  for (let n = 0; n < 8; n++) parts.push(stream.bits().toString(16).padStart(8, '0'))
  return parts.join('')
}

/** Go's time.Duration text for whole milliseconds up to an hour: `10s`, `1m20s`, `512ms`, `1.5s`. */
function seconds(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`
}

function goDuration(ms: number): string {
  const s = Math.floor(ms / 1000)
  return s < 60 ? `${s}s` : `${Math.floor(s / 60)}m${s % 60}s`
}
