/**
 * The container runtime: containers by number, as kubelets, the network and the door know them (core/runtime, core/exec,
 * core/files, core/network).
 */
import type { Command, Kernel, RuntimeHost } from './kernel/contract.ts'
import { ContainerKernel } from './kernel/kernel.ts'
import type { ExecRequest, SessionChunk, SessionEnd } from '../core/exec.ts'
import type { FileKind, ProjectedFile, VolumeOptions } from '../core/files.ts'
import type { ApiAccess, HttpRequest, HttpResponse, PodNetwork } from '../core/network.ts'
import { Groups } from '../core/groups.ts'
import { hash32, hashText } from '../core/random.ts'
import type {
  ContainerEngine,
  ContainerLimits,
  ImageInfo,
  ProbeOutcome,
  ProbeRequest,
  ProcessExit,
  ProcessListener,
  ProcessSpec,
  ProcessUsage,
  Strain,
} from '../core/runtime.ts'
import { commandNamed } from './commands/list.ts'
import { programNamed } from './images/list.ts'
import { Container } from './kernel/container.ts'
import type { LogLine } from './kernel/logbuffer.ts'
import { credentialsOf, startMain } from './kernel/main.ts'
import { listener, mainArgv, type Running, serveHttp, worldOf } from './kernel/natives.ts'
import { openAttached, openExec } from './kernel/sessionstart.ts'
import { firstPidOf } from './kernel/sharedpids.ts'
import { outcomeOf, probeExec, probeProcess, refused } from './kernel/probes.ts'
import * as volumes from './files/volumes.ts'
import { findImage, UNKNOWN_IMAGE } from './registry.ts'
import { fromBytes } from '../core/bytes.ts'

/** kubelet's MaxContainerTerminationMessageLength. */
const TERMINATION_MESSAGE = 4096

export class Processes implements ContainerEngine {
  readonly kernel: Kernel
  private readonly exitHandler: number
  private readonly crashHandler: number
  private listener: ProcessListener = { exited() {}, changed() {} }
  /** Containers by a hash of their Pod's name: no text is kept for them, and a chain is short. */
  private readonly pods: Groups

  /** @param more commands of whoever runs it, before those that images have */
  constructor(host: RuntimeHost, more: ReadonlyMap<string, Command> = new Map()) {
    const { clock, checkpoints } = host
    this.exitHandler = clock.register('process/exit', (number, _b, exit) => this.end(number, exit as ProcessExit))
    this.crashHandler = clock.register('process/crash', (number, exitCode) => this.crash(number, exitCode))
    this.pods = new Groups(checkpoints)
    this.kernel = new ContainerKernel(
      host,
      programNamed,
      (name, flavour) => more.get(name) ?? commandNamed(name, flavour),
    )
    this.kernel.neighbours = ({ spec }) => this.containersOf(spec.podNamespace, spec.podName)
    this.kernel.listener = {
      over: (number, exit, afterMs) => {
        clock.after(afterMs, this.exitHandler, number, 0, exit)
      },
      changed: (number) => this.listener.changed(number),
      used: (number) => this.listener.usageChanged?.(number),
      probed: ({ container, url }, pending, answer) =>
        this.listener.probed?.(container, pending, outcomeOf(url, answer)),
      sessionEnded: (session) => this.listener.execEnded?.(session),
      grew: (number) => this.listener.diskGrew?.(number),
      volumeWritten: (volume) => this.listener.volumeWritten?.(volume),
    }
  }

  listen(to: ProcessListener): void {
    this.listener = to
  }

  connect(network: PodNetwork, api: ApiAccess): void {
    this.kernel.network = network
    this.kernel.api = api
    api.listen((stream) => this.kernel.connections.streamMoved(stream))
  }

  image(reference: string): ImageInfo | undefined {
    return findImage(reference)?.info
  }

  imageOf(number: number): string {
    return this.kernel.containers.get(number)?.spec.template.image ?? ''
  }

  start(spec: ProcessSpec): number {
    const { kernel } = this
    const { nowMs } = kernel
    const image = findImage(spec.template.image)?.definition ?? UNKNOWN_IMAGE
    const own = spec.shareProcessNamespace ? { ...spec, firstPid: this.freeNumbers(spec) } : spec
    const c = kernel.newContainer((number) => new Container(number, own, image, nowMs))
    this.pods.set(c.number, bucketOf(spec.podNamespace, spec.podName))
    startMain(kernel, c)
    const { crashAfterMs } = kernel.tuning(c)
    if (crashAfterMs !== undefined) kernel.host.clock.after(crashAfterMs, this.crashHandler, c.number, 1)
    return c.number
  }

  /** A container that something is about to happen to. */
  private roused(number: number): Container | undefined {
    const c = this.kernel.containers.own(number)
    if (c !== undefined) this.kernel.rouse(c)
    return c
  }

  signal(number: number, signal: number): void {
    const c = this.roused(number)
    if (c === undefined || c.ending) return
    if (signal === 9) {
      this.kernel.endContainer(c, { exitCode: 137, signal: 9, reason: 'Error', message: '' }, 0)
      return
    }
    this.kernel.kill(c, c.firstPid, signal)
    if (!c.ending) this.kernel.pump(c)
  }

  crash(number: number, exitCode: number): void {
    const c = this.roused(number)
    if (c === undefined || c.ended) return
    this.kernel.endContainer(c, { exitCode, signal: 0, reason: exitCode === 0 ? 'Completed' : 'Error', message: '' }, 0)
  }

  private end(number: number, exit: ProcessExit): void {
    const c = this.kernel.containers.own(number)
    if (c === undefined || c.ended) return
    c.ended = true
    c.log?.finish(this.kernel.nowMs)
    this.listener.exited(number, { ...exit, message: exit.message || this.lastMessage(c) })
  }

  /** What the container wrote to its termination log. */
  private lastMessage(c: Container): string {
    if (c.root < 0) return ''
    const path = c.spec.template.terminationMessagePath ?? '/dev/termination-log'
    const text = worldOf(this.kernel, c, []).read(path) ?? ''
    return fromBytes(text.slice(0, TERMINATION_MESSAGE))
  }

  log(number: number): readonly LogLine[] {
    const steady = this.kernel.containers.get(number)?.rest !== undefined
    const c = steady ? this.kernel.containers.own(number) : this.kernel.containers.get(number)
    if (c === undefined) return []
    if (steady) this.kernel.catchUp(c as Container)
    const { program } = c.image
    const greeting = c.isNative ? (program?.greeting?.(worldOf(this.kernel, c, mainArgv(c))) ?? []) : []
    const first = greeting.map((text): LogLine => ({ atMs: c.startedAtMs, stream: 'stdout', text }))
    return c.log === undefined ? first : first.concat(c.log.read())
  }

  diskBytes(process: number): number {
    const c = this.kernel.containers.get(process)
    const root = c === undefined || c.root < 0 ? undefined : this.kernel.volumes.get(c.root)
    return (root?.bytes ?? 0) + (c?.log?.size ?? 0)
  }

  processCount(process: number): number {
    const c = this.kernel.containers.get(process)
    return c === undefined ? 0 : Math.max(1, c.processes.length)
  }

  usage(number: number): ProcessUsage {
    const c = this.kernel.containers.get(number)
    return c === undefined ? { cpuMilli: 0, memoryBytes: 0 } : this.kernel.usage(c)
  }

  setLimits(number: number, { cpuLimitMilli, memoryLimitBytes }: ContainerLimits): void {
    const c = this.roused(number)
    if (c === undefined || c.ending) return
    c.spec = {
      ...c.spec,
      ...(cpuLimitMilli !== undefined && { cpuLimitMilli }),
      ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
    }
    this.kernel.checkMemory(c)
  }

  strain(number: number, { heldBytes, extraMs }: Strain): void {
    const c = this.roused(number)
    if (c === undefined || c.ending) return
    if (extraMs !== undefined) c.extraMs = extraMs
    // What its probes were told holds no more.
    if (c.watched) {
      c.watched = false
      this.listener.changed(number)
    }
    if (heldBytes === undefined) return
    c.heldBytes = heldBytes
    this.kernel.listener.used(number)
    this.kernel.checkUse(c)
  }

  remove(number: number): void {
    const c = this.kernel.containers.get(number)
    if (c === undefined) return
    if (c.root >= 0) this.kernel.volumes.put(c.root, undefined)
    this.pods.set(number, -1)
    this.kernel.containers.put(number, undefined)
  }

  // ------------------------------------------------------------------------------------------------ probes, requests

  probe(number: number, request: ProbeRequest, mayWait = false): ProbeOutcome {
    const c = this.kernel.containers.own(number)
    if (c === undefined || c.ending) return refused(request)
    if (request.type === 'exec') {
      this.kernel.rouse(c)
      return probeExec(this.kernel, c, request.command)
    }
    // Nearly always it is the container's own; only else the Pod's others are asked.
    const own = listener(this.kernel, c, request.port)
    if (own !== undefined) return this.probeProgram(c, own, request)
    const at = this.kernel.containers.own(
      this.listenerIn(c.spec.podNamespace, c.spec.podName, request.port, 'TCP', true),
    )
    if (at === undefined) return refused(request)
    const running = listener(this.kernel, at, request.port)
    if (running === undefined) return probeProcess(this.kernel, at, request, mayWait ? number : undefined)
    return this.probeProgram(at, running, request)
  }

  dropProbe(pending: number): void {
    this.kernel.connections.close(pending)
  }

  private probeProgram(c: Container, running: Running, request: Exclude<ProbeRequest, { type: 'exec' }>): ProbeOutcome {
    if (request.type !== 'httpGet' || running.program.http === undefined) return OK
    const asked = httpRequestOf(request)
    const world = worldOf(this.kernel, c, running.argv, running.process)
    const { status, turn, waitMs = 0 } = running.program.http(running.state, asked, world)
    // A probe looks and leaves no trace, unless what it asks for is an action.
    if (turn !== undefined) serveHttp(this.kernel, c, running, request.port, asked)
    const durationMs = Math.max(
      1,
      Math.ceil(Math.max(0, c.busyUntilMs - this.kernel.nowMs) + waitMs + this.kernel.tuning(c).latencyMs + c.extraMs),
    )
    const stable = turn === undefined && c.busyUntilMs <= this.kernel.nowMs
    if (stable) c.watched = true
    if (status >= 200 && status < 400) return { result: 'success', output: '', durationMs, stable }
    return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}`, durationMs, stable }
  }

  /** Where the process numbers of one more container of a Pod begin: behind those of all that there are. */
  private freeNumbers({ podNamespace, podName }: ProcessSpec): number {
    const taken = this.containersOf(podNamespace, podName).map((number) => this.kernel.containers.get(number)?.firstPid)
    for (let started = 0; ; started++) if (!taken.includes(firstPidOf(started))) return firstPidOf(started)
  }

  private containersOf(podNamespace: string, podName: string): number[] {
    const found: number[] = []
    this.pods.each(bucketOf(podNamespace, podName), (number) => {
      const spec = this.kernel.containers.get(number)?.spec
      if (spec?.podName === podName && spec.podNamespace === podNamespace) found.push(number)
    })
    return found
  }

  listenerIn(
    podNamespace: string,
    podName: string,
    port: number,
    protocol?: 'TCP' | 'UDP',
    anyAddress?: boolean,
  ): number {
    let found = -1
    this.pods.each(bucketOf(podNamespace, podName), (number) => {
      const c = this.kernel.containers.get(number)
      if (found >= 0 || c === undefined || c.ending) return
      if (c.spec.podName !== podName || c.spec.podNamespace !== podNamespace) return
      const { connections } = this.kernel
      if (connections.listens(c, port, anyAddress !== true, protocol === 'UDP')) found = number
      else if (protocol !== 'UDP' && listener(this.kernel, c, port) !== undefined) found = number
    })
    return found
  }

  serve(number: number, port: number, request: HttpRequest): HttpResponse | undefined {
    const c = this.kernel.containers.own(number)
    if (c === undefined || c.ending) return undefined
    const running = listener(this.kernel, c, port)
    if (running === undefined) return this.kernel.connections.ask(c, port, request)
    return serveHttp(this.kernel, c, running, port, request)
  }

  /** A plain GET from nowhere; undefined: connection refused. */
  http(number: number, port: number, path: string): { status: number; body: string } | undefined {
    return this.serve(number, port, { method: 'GET', path, headers: {}, body: '', scheme: 'http', sourceIP: '' })
  }

  // ------------------------------------------------------------------------------------------------ sessions

  exec(number: number, request: ExecRequest): number {
    const c = this.roused(number)
    if (c === undefined || c.ending) return -1
    return openExec(this.kernel, c, request, credentialsOf(c))
  }

  attach(number: number, request: Omit<ExecRequest, 'command'>): number {
    const c = this.roused(number)
    return c === undefined || c.ending ? -1 : openAttached(this.kernel, c, request)
  }

  writeStdin(number: number, data: string): void {
    this.kernel.feed(number, data)
  }

  closeStdin(number: number): void {
    this.kernel.feed(number, undefined)
  }

  resize(number: number, columns: number, rows: number): void {
    const session = this.kernel.sessions.own(number)
    if (session !== undefined) Object.assign(session, { columns, rows })
  }

  sessionOutput(number: number, from: number): readonly SessionChunk[] {
    const session = this.kernel.sessions.get(number)
    return session === undefined ? [] : session.chunks.slice(Math.max(0, from - session.first))
  }

  sessionEnd(number: number): SessionEnd | undefined {
    const session = this.kernel.sessions.get(number)
    return session === undefined ? { exitCode: 137, signal: 9 } : session.end
  }

  closeSession(number: number): void {
    const session = this.kernel.sessions.get(number)
    if (session === undefined) return
    const c = this.kernel.containers.own(session.container)
    this.kernel.sessions.remove(number)
    if (c === undefined || c.ending) return
    c.attached = c.attached.filter((attached) => attached !== number)
    if (session.tty && session.pid > 1 && session.end === undefined) this.kernel.kill(c, session.pid, 1)
  }

  // ------------------------------------------------------------------------------------------------ volumes

  createVolume(options: VolumeOptions = {}): number {
    const { image } = options
    return volumes.create(this.kernel, options, image === undefined ? undefined : findImage(image)?.definition.files)
  }

  removeVolume(volume: number): void {
    this.kernel.volumes.put(volume, undefined)
  }

  projectFiles(volume: number, files: readonly ProjectedFile[]): boolean {
    return volumes.projectInto(this.kernel, volume, files)
  }

  writeVolumeFile(volume: number, path: string, data: string, mode?: number, zeros?: number): void {
    volumes.writeFile(this.kernel, volume, path, data, mode, zeros)
  }

  makeVolumeDirectory(volume: number, path: string, mode?: number): void {
    volumes.makeDirectory(this.kernel, volume, path, mode)
  }

  readVolumeFile(volume: number, path: string): string | undefined {
    return volumes.readFile(this.kernel, volume, path)
  }

  kindInVolume(volume: number, path: string): FileKind | undefined {
    return volumes.kindOf(this.kernel, volume, path)
  }

  listVolume(volume: number, path: string): string[] | undefined {
    return volumes.namesIn(this.kernel, volume, path)
  }

  removeVolumeFile(volume: number, path: string): boolean {
    return volumes.removeFile(this.kernel, volume, path)
  }

  awaitWrite(volume: number): void {
    volumes.awaitWrite(this.kernel, volume)
  }

  volumeBytes(volume: number): number {
    return this.kernel.volumes.get(volume)?.bytes ?? 0
  }
}

const OK: ProbeOutcome = { result: 'success', output: '', durationMs: 1, stable: true }
const NO_HEADERS: Readonly<Record<string, string>> = {}

/** The GET of a probe, as a program is asked it. */
function httpRequestOf({ path, port, headers: asked, scheme }: ProbeRequest & { type: 'httpGet' }) {
  const headers =
    asked.length === 0 ? NO_HEADERS : Object.fromEntries(asked.map(({ name, value }) => [name.toLowerCase(), value]))
  const isSecure = scheme !== 'HTTP' && scheme.toLowerCase() === 'https'
  return { method: 'GET', path, headers, body: '', scheme: isSecure ? 'https' : 'http', sourceIP: '', port } as const
}

/** A power of two. */
const BUCKETS = 4_096

const bucketOf = (namespace: string, name: string): number =>
  hash32(hashText(namespace), hashText(name)) & (BUCKETS - 1)
