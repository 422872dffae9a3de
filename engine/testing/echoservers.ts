/** A runtime whose containers answer on every port they declare, for tests of the network: the Pod's name, after a set time. */
import type { HttpRequest, HttpResponse, PodServers } from '../core/network.ts'
import type { ProjectedFile, VolumeOptions, Volumes } from '../core/files.ts'
import { MemoryDisks } from './memorydisks.ts'
import type { ProcessListener, ProcessSpec } from '../core/runtime.ts'
import { Processes } from '../runtime/processes.ts'
import type { ApiServer } from '../api/server.ts'

/** How long an answer takes, in milliseconds: an annotation of the Pod. */
export const LATENCY = 'test/latency-ms'

export class EchoServers extends Processes implements PodServers, Volumes {
  readonly disks = new MemoryDisks()
  override createVolume = (options?: VolumeOptions) => this.disks.createVolume(options)
  override removeVolume = (volume: number) => this.disks.removeVolume(volume)
  override projectFiles = (volume: number, files: readonly ProjectedFile[]) => this.disks.projectFiles(volume, files)
  override writeVolumeFile = (volume: number, path: string, data: string) =>
    this.disks.writeVolumeFile(volume, path, data)
  override makeVolumeDirectory = (volume: number, path: string) => this.disks.makeVolumeDirectory(volume, path)
  override readVolumeFile = (volume: number, path: string) => this.disks.readVolumeFile(volume, path)
  override kindInVolume = (volume: number, path: string) => this.disks.kindInVolume(volume, path)
  override listVolume = (volume: number, path: string) => this.disks.listVolume(volume, path)
  override removeVolumeFile = (volume: number, path: string) => this.disks.removeVolumeFile(volume, path)
  override awaitWrite = () => {}
  override volumeBytes = (volume: number) => this.disks.volumeBytes(volume)

  private readonly ended = new Set<number>()
  private readonly specs = new Map<number, ProcessSpec>()
  private readonly byPod = new Map<string, number>()
  readonly served: (HttpRequest & { pod: string; port: number })[] = []

  constructor(
    server: ApiServer,
    private readonly remembers = true,
  ) {
    super(server)
  }

  /** What makes it a whole engine to the cluster. */
  override connect(): void {}

  override start(spec: ProcessSpec): number {
    // The volumes are this test's own: its programs read none.
    const number = super.start({ ...spec, mounts: [] })
    this.specs.set(number, spec)
    this.byPod.set(`${spec.podNamespace}/${spec.podName}`, number)
    return number
  }

  /** What a Pod's container was last started with. */
  specOf(name: string): ProcessSpec {
    return this.specs.get(this.byPod.get(`default/${name}`) as number) as ProcessSpec
  }

  override listenerIn(namespace: string, name: string, port: number, protocol: 'TCP' | 'UDP'): number {
    const number = this.byPod.get(`${namespace}/${name}`)
    const ports = number === undefined ? [] : (this.specs.get(number) as ProcessSpec).template.ports
    const listens = ports.some((p) => p.containerPort === port && (p.protocol ?? 'TCP') === protocol)
    return number !== undefined && listens && !this.hasEnded(number) ? number : -1
  }

  override serve(process: number, port: number, request: HttpRequest): HttpResponse | undefined {
    const spec = this.specs.get(process)
    if (spec === undefined || this.hasEnded(process)) return undefined
    if (this.remembers) this.served.push({ ...request, pod: spec.podName, port })
    return { status: 200, headers: {}, body: spec.podName, latencyMs: Number(spec.podAnnotations?.[LATENCY] ?? 5) }
  }

  private readonly memory = new Map<number, number>()
  private heard: ProcessListener = { exited() {}, changed() {} }

  /** Makes a Pod's container use so much memory from now on. */
  use(name: string, memoryBytes: number): void {
    const process = this.byPod.get(`default/${name}`) as number
    this.memory.set(process, memoryBytes)
    this.heard.usageChanged?.(process)
  }

  override usage(process: number): { cpuMilli: number; memoryBytes: number } {
    return { cpuMilli: 0, memoryBytes: this.memory.get(process) ?? 0 }
  }

  override listen(listener: ProcessListener): void {
    this.heard = listener
    super.listen({
      exited: (process, exit) => {
        this.ended.add(process)
        listener.exited(process, exit)
      },
      changed: (process) => listener.changed(process),
    })
  }

  hasEnded(process: number): boolean {
    return this.ended.has(process)
  }
}
