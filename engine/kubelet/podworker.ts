/**
 * The life of Pods on their nodes (pod_workers.go, kubelet.go SyncPod): takes in what a kubelet sees and what its
 * processes do, and hands it to the parts that act on it.
 */
import type { ApiServer } from '../api/server.ts'
import type { ExecSessions } from '../core/exec.ts'
import type { Setups } from '../core/machinesetup.ts'
import type { ContainerRuntime, ProbeOutcome, ProcessExit } from '../core/runtime.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { isMirror } from '../kinds/pod/mirror.ts'
import { isPodTerminal } from '../rules/podutil.ts'
import { refusal } from './admission.ts'
import { Deadlines } from './deadlines.ts'
import { containerSpec, Desk, ownContainers } from './desk.ts'
import { Ender } from './ender.ts'
import { EvictionManager } from './eviction/manager.ts'
import { StorageManager } from './eviction/storage.ts'
import { footprintOf } from './footprint.ts'
import { Hooks } from './hooks.ts'
import type { Journal } from './journal.ts'
import type { NodeImages } from './images.ts'
import { Mounts } from './mounts.ts'
import type { NodeAgents } from './nodes.ts'
import { ContainerWork, PodWork } from './podwork.ts'
import { Prober } from './prober.ts'
import { Puller } from './puller.ts'
import { containersOf } from './recovery.ts'
import { Reporter } from './reporter.ts'
import { Resizer } from './resizer.ts'
import { Restarter } from './restarter.ts'
import { advanceStage } from './stages/container.ts'
import { Starter } from './starter.ts'
import { StaticPods } from './static/staticpods.ts'
import { rejectedStatus } from './status/podstatus.ts'
import { Stopper } from './stopper.ts'
import { Strays } from './strays.ts'
import type { HostPaths } from './volumes/hostpaths.ts'
import { graceSeconds, Verdicts } from './verdicts.ts'

/** How much of a log a termination message takes (kubelet MaxContainerTerminationMessageLogLines, …LogLength). */
const MESSAGE_LINES = 80
const MESSAGE_LENGTH = 2048
/** A Pod whose object is gone already gets this much. */
const GONE_GRACE_SECONDS = 2

export class PodWorker {
  private readonly desk: Desk
  private readonly reporter: Reporter
  private readonly prober: Prober
  private readonly starter: Starter
  private readonly stopper: Stopper
  private readonly hooks: Hooks
  private readonly resizer: Resizer
  private readonly restarter: Restarter
  private readonly ender: Ender
  private readonly deadlines: Deadlines
  private readonly mounts: Mounts
  private readonly strays: Strays
  private readonly eviction: EvictionManager
  private readonly storage: StorageManager
  private readonly staticPods: StaticPods

  constructor(server: ApiServer, runtime: ContainerRuntime, images: NodeImages, nodes: NodeAgents, setups: Setups) {
    const desk = new Desk(server, runtime, images, nodes, setups)
    this.desk = desk
    this.reporter = new Reporter(desk)
    this.prober = new Prober(desk)
    const hooks = new Hooks(desk, this.reporter)
    this.hooks = hooks
    this.starter = new Starter(desk, this.reporter, this.prober, hooks, new Puller(desk, this.reporter))
    this.stopper = new Stopper(desk, this.reporter, hooks)
    this.resizer = new Resizer(desk, this.reporter, this.stopper)
    this.ender = new Ender(desk, this.reporter, this.stopper, (row, node) => this.freed(row, node))
    this.restarter = new Restarter(desk, this.reporter, this.starter, (row) => this.ender.over(row))
    this.deadlines = new Deadlines(desk, this.reporter, this.ender)
    this.mounts = new Mounts(desk, this.reporter)
    this.strays = new Strays(desk)
    this.eviction = new EvictionManager(desk, this.reporter, this.ender)
    this.storage = new StorageManager(desk, this.reporter, this.ender, this.eviction.disk)
    nodes.pressuresOf = (node) => this.eviction.conditions(node)
    nodes.imagesCame = (node) => this.eviction.diskGrew(node)
    this.staticPods = new StaticPods(desk)
    this.staticPods.consequences = {
      begin: (row, pod, node) => this.beginStatic(row, pod, node),
      end: (row, node, grace) => this.endStatic(row, node, grace),
      report: (row) => this.reporter.report(row),
    }
    this.starter.started = (node, process) => this.eviction.usageChanged(node, process)
    this.mounts.mounted = (row) => this.starter.begin(row)
    this.prober.consequences = new Verdicts(desk, this.reporter, this.prober, this.starter, this.stopper)
    hooks.consequences = {
      up: (row, i, pod) => this.starter.up(row, i, pod),
      failed: (row, i) => {
        const pod = desk.pod(row) as Pod
        this.stopper.stop(row, i, 'FailedPostStartHook', graceSeconds(pod))
      },
      preStopped: (row, i) => this.stopper.term(row, i),
    }
  }

  /** What a row's kubelet knows of its Pod; for reading only. */
  get works(): { get(row: number): Readonly<PodWork> | undefined } {
    return this.desk.works
  }

  /** What was done to containers, and when; for reading only. */
  get journal(): Pick<Journal, 'count' | 'oldest' | 'atMs' | 'entry'> {
    return this.desk.journal
  }

  /** The kubelet's look at a Pod that was bound, changed, or is going: decides what it means for the worker. */
  observe(row: number): void {
    const { desk } = this
    const pod = desk.pods.get(row) as Pod | undefined
    if (desk.statics.podOf(row) !== undefined || (pod !== undefined && isMirror(pod))) {
      this.staticPods.observe(row, pod)
      return
    }
    const work = this.knownOf(row, pod)
    if (work && (pod === undefined || pod.metadata.uid !== work.uid)) {
      if (!desk.nodes.isConnected(work.node)) return
      this.uncount(row)
      this.ender.terminate(row, GONE_GRACE_SECONDS)
      return
    }
    if (pod === undefined || pod.spec.nodeName === undefined) return
    const node = desk.nodes.rowOf(pod.spec.nodeName)
    if (!desk.nodes.isConnected(node)) return
    if (work === undefined) this.meet(row, pod, node)
    else if (pod.metadata.deletionTimestamp !== undefined) {
      this.ender.terminate(row, pod.metadata.deletionGracePeriodSeconds ?? 30)
    } else {
      this.restartChanged(row, pod, work)
      this.addEphemeral(row, pod)
      this.resizer.consider(row)
      if (pod.spec.readinessGates?.length) this.reporter.report(row)
    }
  }

  /**
   * A Pod whose object is gone no longer counts when others are admitted, though its containers still end: the pod manager
   * has forgotten it (kubelet.go HandlePodRemoves), and the scheduler has given its room away.
   */
  private uncount(row: number): void {
    const { desk } = this
    const work = desk.work(row)
    if (work.footprint !== undefined) desk.nodes.load.remove(work.node, work.footprint)
    work.footprint = undefined
  }

  /**
   * The record of a row. When the Pod it was made for is gone from the API and its machine is cut off, it is set aside:
   * another Pod of that name may begin elsewhere while the old one still runs.
   */
  private knownOf(row: number, pod: Pod | undefined): Readonly<PodWork> | undefined {
    const { desk } = this
    const work = desk.works.get(row)
    if (work === undefined || pod === undefined || pod.metadata.uid === work.uid) return work
    if (desk.nodes.isConnected(work.node)) return work
    this.strays.add(work)
    desk.works.put(row, undefined)
    return undefined
  }

  /** A node reaches the control plane again: strays end, and what has happened meanwhile is told. */
  returned(node: number): void {
    const { desk } = this
    this.strays.end(node)
    const name = desk.nodes.node(node)?.metadata.name
    if (name === undefined) return
    this.staticPods.returned(node, name)
    desk.pods.eachIn('node', name, (_pod, row) => {
      const work = desk.works.get(row)
      if (work === undefined || work.node !== node) return
      if (work.terminating && work.containers.every((c) => c.process < 0)) this.ender.goOn(row)
      else this.reporter.report(row)
    })
  }

  private meet(row: number, pod: Pod, node: number): void {
    if (pod.metadata.deletionTimestamp !== undefined) this.ender.remove(pod)
    else if (!isPodTerminal(pod)) this.admit(row, pod, node)
  }

  private admit(row: number, pod: Pod, node: number): void {
    const { desk } = this
    const { calendar, clock, verbs } = desk.server
    const footprint = footprintOf(pod)
    const rejection = refusal(
      pod,
      desk.nodes.node(node) as Node,
      node,
      footprint,
      desk.nodes.load,
      this.eviction.conditions(node),
    )
    if (rejection !== undefined) {
      const { reason, message } = rejection
      this.reporter.podEvent(row, pod, 'Warning', reason, message)
      if (desk.seen(row, pod) === undefined) return
      const now = calendar.seconds(clock.nowMs)
      verbs.replaceStatus<Pod>(desk.pods, row, rejectedStatus(pod, reason, `Pod was rejected: ${message}`, now))
      return
    }
    const { creationTimestamp } = (desk.nodes.node(node) as Node).metadata
    const containers = containersOf(pod, calendar, clock.nowMs, creationTimestamp)
    const work = new PodWork(pod.metadata.uid, node, desk.nextTurn(row), clock.nowMs, footprint, containers)
    desk.nodes.load.add(node, footprint)
    desk.works.put(row, work)
    desk.begin(work, 'watch')
    this.reporter.report(row)
    this.deadlines.begin(row, pod)
    this.storage.begin(row, pod)
    if (this.mounts.await(row, pod)) this.starter.begin(row)
  }

  // ------------------------------------------------------------------------------------------------ static Pods

  /** What it ran before its machine stopped, only the mirror still says. */
  private beginStatic(row: number, pod: Pod, node: number): void {
    const seen = this.desk.seen(row, pod)
    this.admit(row, seen === undefined ? pod : { ...pod, status: seen.status }, node)
  }

  private endStatic(row: number, node: number, graceSeconds: number): void {
    const work = this.desk.works.get(row)
    // Never admitted, or over already.
    if (work === undefined) this.staticPods.ended(row, node)
    else this.ender.terminate(row, graceSeconds)
  }

  /** A Pod has left its row. */
  private freed(row: number, node: number): void {
    if (this.desk.statics.podOf(row) !== undefined) this.staticPods.ended(row, node)
    else this.observe(row)
  }

  /** The kubelet of a machine started. */
  booted(node: number): void {
    this.staticPods.started(node)
    this.eviction.started(node, this.desk.nodes.node(node)?.metadata.name as string)
  }

  volumeWritten(volume: number): void {
    this.staticPods.written(volume)
  }

  /** So many bytes of a machine's disk are taken by what is none of the cluster's. */
  fillDisk(node: number, bytes: number): void {
    this.hostPaths.fill(node, bytes)
    this.eviction.diskGrew(node)
  }

  /** A container has written a good deal. */
  diskGrew(process: number): void {
    const row = this.podOf(process)
    const work = row < 0 ? undefined : this.desk.works.get(row)
    if (work !== undefined) this.eviction.diskGrew(work.node)
  }

  /** The machines' own disks. */
  get hostPaths(): HostPaths {
    return this.desk.volumes.hostPaths
  }

  /** The Pod that a row's kubelet works for. */
  podOfRow(row: number): Pod | undefined {
    return this.desk.pod(row)
  }

  // ------------------------------------------------------------------------------------------------ changes

  /** Containers were added to look into the Pod: they start as soon as nothing else does. */
  private addEphemeral(row: number, pod: Pod): void {
    const count = pod.spec.ephemeralContainers?.length ?? 0
    if (count === 0) return
    const { containers } = this.desk.work(row)
    const before = containers.length
    while (containers.length < ownContainers(pod) + count) containers.push(new ContainerWork('ContainerCreating'))
    if (containers.length === before) return
    this.reporter.report(row)
    this.starter.advance(row)
  }

  /** An image was changed in place: that container is stopped and comes back. */
  private restartChanged(row: number, pod: Pod, work: Readonly<PodWork>): void {
    work.containers.forEach(({ stage, process }, i) => {
      const { image, name } = containerSpec(pod, i)
      if (stage !== 'running' || this.desk.runtime.imageOf(process) === image) return
      this.stopper.stop(row, i, `Container ${name} definition changed, will be restarted`, graceSeconds(pod))
    })
  }

  /** A whole machine died: strays on it, too, and what it ran by itself. */
  loseMachine(node: number): void {
    this.strays.end(node)
    this.eviction.lose(node)
    this.staticPods.lose(node, (row) => this.lose(row))
  }

  /** The machine died: what ran on it is gone and says nothing. */
  lose(row: number): void {
    const { desk } = this
    const work = desk.works.get(row)
    if (work === undefined) return
    for (const { process, hook, logProcess, olderLogProcess } of work.containers) {
      this.hooks.forget(hook)
      if (process >= 0) {
        desk.disown(process)
        this.eviction.memory.ended(work.node, process)
      }
      for (const kept of [logProcess, olderLogProcess]) if (kept >= 0) desk.runtime.remove(kept)
    }
    desk.nodes.addresses.release(work.node, work.sandbox === 'gone' ? '' : work.podIP)
    if (work.footprint !== undefined) desk.nodes.load.remove(work.node, work.footprint)
    desk.volumes.tearDown(row)
    desk.works.put(row, undefined)
  }

  /** Called by the runtime when a process ended. */
  exited(process: number, exit: ProcessExit): void {
    const { desk } = this
    const owner = desk.ownerOf(process)
    if (owner === undefined) return
    const [row, i] = owner
    const work = desk.works.own(row)
    const c = work?.containers[i]
    if (!work || !c) return
    desk.begin(work, 'process')
    desk.disown(process)
    this.eviction.memory.ended(work.node, process)
    advanceStage(c, 'EXITED')
    c.process = -1
    c.ready = false
    c.started = false
    this.hooks.cut(row, i)
    c.clearProbes()
    c.untilMs = -1
    const { exitCode, signal, reason } = exit
    desk.journal.note(row, i, 'exited', exitCode, reason)
    const message = exit.message || this.lastWords(row, i, process, exitCode)
    const { startedAtMs, containerId } = c
    const finishedAtMs = desk.server.clock.nowMs
    c.last = { exitCode, signal, reason, message, startedAtMs, finishedAtMs, containerId }
    this.reporter.report(row)
    if (work.terminating) this.ender.goOn(row)
    else this.restarter.soon(row, i)
  }

  /** Called by the runtime when a process has answered a probe. */
  probed(process: number, pending: number, outcome: ProbeOutcome): void {
    const [row, i] = this.desk.ownerOf(process) ?? [-1, 0]
    if (row >= 0) this.prober.answered(row, i, pending, outcome)
  }

  /** Called by the runtime when an exec session ended. */
  execEnded(session: number): void {
    this.hooks.ended(session)
  }

  /** Where containers are entered; a test's runtime may have none. */
  get sessions(): ExecSessions | undefined {
    return this.desk.sessions
  }

  /** The termination message of a container that failed and asked for the end of its log (FallbackToLogsOnError). */
  private lastWords(row: number, i: number, process: number, exitCode: number): string {
    const pod = this.desk.pod(row)
    if (exitCode === 0 || pod === undefined) return ''
    if (containerSpec(pod, i).terminationMessagePolicy !== 'FallbackToLogsOnError') return ''
    const lines = this.desk.runtime.log(process).slice(-MESSAGE_LINES)
    return lines
      .map(({ text }) => `${text}\n`)
      .join('')
      .slice(-MESSAGE_LENGTH)
  }

  /** A container uses another amount of memory than before. */
  usageChanged(process: number): void {
    const row = this.podOf(process)
    const work = row < 0 ? undefined : this.desk.works.get(row)
    if (work !== undefined) this.eviction.usageChanged(work.node, process)
  }

  /** What a Pod's volumes show may have changed. */
  volumesChanged(row: number, soon: boolean): void {
    this.desk.volumes.changed(row, soon)
  }

  /** Called by the runtime when a probe's answer may have changed. */
  changed(process: number): void {
    const owner = this.desk.ownerOf(process)
    if (owner !== undefined) this.prober.wake(...owner)
  }

  /** Row of the Pod a running process belongs to; -1 when it is nobody's any more. */
  podOf(process: number): number {
    return this.desk.ownerOf(process)?.[0] ?? -1
  }

  /** Running processes of a Pod by container, for faults. */
  processes(row: number): { name: string; process: number }[] {
    const { desk } = this
    const work = desk.works.get(row)
    const pod = desk.pod(row)
    if (!work || !pod) return []
    return work.containers.flatMap(({ process }, i) =>
      process < 0 ? [] : [{ name: containerSpec(pod, i).name, process }],
    )
  }

  /** The process whose log a container's is: of its latest start, or of the one before it. */
  runningProcess(row: number, name: string): number | undefined {
    const pod = this.desk.pod(row)
    if (pod === undefined) return undefined
    const c = this.desk.works.get(row)?.containers.find((_, i) => containerSpec(pod, i)?.name === name)
    return c === undefined || c.process < 0 ? undefined : c.process
  }

  logProcess(row: number, name: string, previous: boolean): number | undefined {
    const pod = this.desk.pod(row)
    if (pod === undefined) return undefined
    const c = this.desk.works.get(row)?.containers.find((_, i) => containerSpec(pod, i).name === name)
    const process = previous ? c?.olderLogProcess : c?.logProcess
    return process === undefined || process < 0 ? undefined : process
  }
}
