/**
 * All kubelets of the cluster: they watch Pods bound to their nodes, run them, and post what became of them.
 */
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { ExecSessions, PodSessions } from '../core/exec.ts'
import { draw } from '../core/latency.ts'
import type { Machines } from '../core/machines.ts'
import type { RunningContainers } from '../core/metrics.ts'
import type { Hosts } from '../core/network.ts'
import type { PodLogLine, PodLogs } from '../core/podlogs.ts'
import type { Setups } from '../core/machinesetup.ts'
import type { ContainerRuntime, ProbeOutcome, ProcessExit, ProcessListener, Strain } from '../core/runtime.ts'
import type { Pod } from '../kinds/types.ts'
import { containerSpec } from './desk.ts'
import { NodeImages } from './images.ts'
import { NodeAgents } from './nodes.ts'
import { PodWorker } from './podworker.ts'
import { showsItself, volumeReferences } from './volumes/references.ts'

export class Kubelets implements ProcessListener, Machines, Hosts, PodLogs, PodSessions, RunningContainers {
  readonly images: NodeImages
  readonly nodes: NodeAgents
  readonly worker: PodWorker
  private readonly observeHandler: number
  private readonly usageListeners: ((process: number) => void)[] = []

  constructor(
    private readonly server: ApiServer,
    readonly runtime: ContainerRuntime,
    setups: Setups,
  ) {
    const { store, clock } = server
    const nodeName = (pod: KObject) => (pod as Pod).spec.nodeName
    store.table('pods').addIndex('node', (pod) => nodeName(pod) || undefined, nodeName)
    const volumesOf = (pod: KObject) => (pod as Pod).spec.volumes
    store.table('pods').addMultiIndex('shown', (pod) => volumeReferences(pod as Pod), volumesOf)
    this.images = new NodeImages(server)
    this.nodes = new NodeAgents(server, this.images)
    this.worker = new PodWorker(server, runtime, this.images, this.nodes, setups)
    this.observeHandler = clock.register('kubelet/observe', (row, revision) => this.observe(row, revision))
    runtime.listen(this)
    store.watch('nodes', (row, before, after) => {
      if (after === undefined) this.leave(row, before?.metadata.name as string)
      else if (before === undefined) this.join(row)
    })
    for (const resource of ['configmaps', 'secrets']) {
      store.watch(resource, (_row, before, after) => this.sourceWritten(resource, (after ?? before) as KObject))
    }
    store.watch('pods', (row, before, after, revision) => this.podWritten(row, before as Pod, after as Pod, revision))
  }

  exited(process: number, exit: ProcessExit): void {
    this.worker.exited(process, exit)
  }

  changed(process: number): void {
    this.worker.changed(process)
  }

  diskGrew(process: number): void {
    this.worker.diskGrew(process)
  }

  volumeWritten(volume: number): void {
    this.worker.volumeWritten(volume)
  }

  probed(process: number, pending: number, outcome: ProbeOutcome): void {
    this.worker.probed(process, pending, outcome)
  }

  execEnded(session: number): void {
    this.worker.execEnded(session)
  }

  // ------------------------------------------------------------------------------------------------ watches

  /** A ConfigMap or Secret changed: whoever shows it finds out in time. */
  private sourceWritten(resource: string, { metadata }: KObject): void {
    const key = `${resource}/${metadata.namespace}/${metadata.name}`
    this.server.store.table('pods').eachIn('shown', key, (_pod, row) => this.worker.volumesChanged(row, false))
  }

  private podWritten(row: number, before: Pod | undefined, after: Pod | undefined, revision: number): void {
    const pod = after ?? before
    if (!pod?.spec.nodeName) return
    if (before !== undefined && after !== undefined && renamed(before, after)) this.worker.volumesChanged(row, true)
    // Its own status writes come back to it and mean nothing.
    const same =
      before !== undefined &&
      after !== undefined &&
      before.spec === after.spec &&
      before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
      before.metadata.deletionGracePeriodSeconds === after.metadata.deletionGracePeriodSeconds &&
      !gatesTurned(before, after)
    if (same || (after === undefined && this.worker.works.get(row) === undefined)) return
    this.observeSoon(row, pod.spec.nodeName, revision)
  }

  private observeSoon(row: number, nodeName: string, revision: number): void {
    const { clock, latency } = this.server
    const stream = this.nodes.stream(this.nodes.rowOf(nodeName))
    clock.after(draw(latency.watch, stream) + draw(latency.kubeletSync, stream), this.observeHandler, row, revision)
  }

  private observe(row: number, revision: number): void {
    const pod = this.server.store.table('pods').get(row) as Pod | undefined
    const name = pod?.spec.nodeName
    const node = name ? this.nodes.rowOf(name) : this.worker.works.get(row)?.node
    if (node === undefined) return
    this.server.trace.begin(this.nodes.actor(node), 'watch', revision)
    this.worker.observe(row)
  }

  private join(row: number): void {
    if (!this.nodes.join(row)) return
    const name = this.nodes.node(row)?.metadata.name as string
    // Pods may name a node before it exists.
    this.server.store.table('pods').eachIn('node', name, (_pod, podRow) => this.observeSoon(podRow, name, 0))
    this.worker.booted(row)
  }

  private leave(row: number, name: string): void {
    this.loseAll(name)
    this.nodes.leave(row)
  }

  private loseAll(name: string): void {
    this.worker.loseMachine(this.nodes.rowOf(name))
    this.server.store.table('pods').eachIn('node', name, (_pod, podRow) => this.worker.lose(podRow))
  }

  // ------------------------------------------------------------------------------------------------ faults

  nodeDown(node: string): boolean {
    const row = this.nodes.rowOf(node)
    if (!this.nodes.isUp(row)) return false
    this.loseAll(node)
    this.nodes.stop(row)
    return true
  }

  nodeUp(node: string): boolean {
    const row = this.nodes.rowOf(node)
    if (this.nodes.isUp(row) || this.nodes.node(row) === undefined) return false
    this.nodes.boot(row)
    this.server.store.table('pods').eachIn('node', node, (_pod, podRow) => this.observeSoon(podRow, node, 0))
    this.worker.booted(row)
    return true
  }

  fillDisk(node: string, bytes: number): boolean {
    const row = this.nodes.rowOf(node)
    if (this.nodes.node(row) === undefined) return false
    this.worker.fillDisk(row, bytes)
    return true
  }

  putFile(node: string, path: string, text: string | undefined): boolean {
    const row = this.nodes.rowOf(node)
    return this.nodes.node(row) !== undefined && this.worker.hostPaths.putFile(row, path, text)
  }

  nodesIn(zone: string): string[] {
    const names: string[] = []
    this.server.store.table('nodes').each(undefined, ({ metadata }) => {
      if (metadata.labels?.['topology.kubernetes.io/zone'] === zone) names.push(metadata.name)
    })
    return names.sort()
  }

  /** Who reaches the control plane has changed: kubelets cut off go on alone, and catch up when they are back. */
  reachChanged(reaches: (node: string) => boolean): void {
    const { store } = this.server
    store.table('nodes').each(undefined, ({ metadata }, row) => {
      const connected = reaches(metadata.name)
      if (!this.nodes.setConnected(row, connected) || !connected) return
      this.worker.returned(row)
      store.table('pods').eachIn('node', metadata.name, (_pod, podRow) => this.observeSoon(podRow, metadata.name, 0))
    })
  }

  crashContainer(namespace: string, pod: string, container: string | undefined, exitCode: number): boolean {
    const process = this.processIn(namespace, pod, container)
    if (process !== undefined) this.runtime.crash(process, exitCode)
    return process !== undefined
  }

  strainContainer(namespace: string, pod: string, container: string | undefined, strain: Strain): boolean {
    const process = this.processIn(namespace, pod, container)
    if (process !== undefined) this.runtime.strain?.(process, strain)
    return process !== undefined
  }

  /** The process of a running container of a Pod; of its first one where none is named. */
  private processIn(namespace: string, pod: string, container: string | undefined): number | undefined {
    const row = this.server.store.table('pods').row(namespace, pod)
    return this.worker.processes(row).find((p) => container === undefined || p.name === container)?.process
  }

  killPod(namespace: string, pod: string): boolean {
    const row = this.server.store.table('pods').row(namespace, pod)
    const running = this.worker.processes(row)
    for (const { process } of running) this.runtime.signal(process, 9)
    return running.length > 0
  }

  // ------------------------------------------------------------------------------------------------ places

  podAt(address: string): number {
    return this.nodes.addresses.podAt(address)
  }

  nodeAt(address: string): string | undefined {
    const row = this.nodes.addresses.nodeAt(address)
    return row < 0 ? undefined : this.server.store.table('nodes').keyOfRow(row)[1]
  }

  addressOf(node: string): string {
    return this.nodes.addresses.hostIP(this.nodes.rowOf(node))
  }

  isUp(node: string): boolean {
    return this.nodes.isUp(this.nodes.rowOf(node))
  }

  podOf(process: number): number {
    return this.worker.podOf(process)
  }

  eachOnHost(node: string, visit: (podRow: number) => void): void {
    this.server.store.table('pods').eachIn('node', node, (object, row) => {
      const { spec } = object as Pod
      if (spec.hostNetwork || spec.containers.some(({ ports }) => ports?.some((port) => port.hostPort))) visit(row)
    })
  }

  // --------------------------------------------------------------------------------------------- measuring

  eachRunning(podRow: number, visit: (container: string, process: number, startedAtMs: number) => void): void {
    const pod = this.worker.podOfRow(podRow)
    const work = this.worker.works.get(podRow)
    if (pod === undefined || work === undefined) return
    for (const [i, { process, startedAtMs }] of work.containers.entries()) {
      if (process >= 0) visit(containerSpec(pod, i).name, process, startedAtMs)
    }
  }

  onUsage(listener: (process: number) => void): void {
    this.usageListeners.push(listener)
  }

  usageChanged(process: number): void {
    this.worker.usageChanged(process)
    for (const listener of this.usageListeners) listener(process)
  }

  // ------------------------------------------------------------------------------------------------ logs

  runningProcess(namespace: string, pod: string, container: string): number | undefined {
    const row = this.server.store.table('pods').row(namespace, pod)
    return this.worker.runningProcess(row, container)
  }

  get execSessions(): ExecSessions | undefined {
    return this.worker.sessions
  }

  lines(namespace: string, pod: string, container: string, previous: boolean): readonly PodLogLine[] | undefined {
    const row = this.server.store.table('pods').row(namespace, pod)
    const process = this.worker.logProcess(row, container, previous)
    return process === undefined ? undefined : this.runtime.log(process)
  }
}

/** Readiness gates are conditions that others write; what they say counts for Ready. */
const gatesTurned = (before: Pod, after: Pod): boolean =>
  after.spec.readinessGates !== undefined && before.status.conditions !== after.status.conditions

/** What a Pod's volumes may show of itself has changed. */
const renamed = ({ metadata: old }: Pod, after: Pod): boolean =>
  (old.labels !== after.metadata.labels || old.annotations !== after.metadata.annotations) && showsItself(after)
