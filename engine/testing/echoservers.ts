/** A runtime whose containers answer on every port they declare, for tests of the network: the Pod's name, after a set time. */
import type { HttpRequest, HttpResponse, PodServers } from '../core/network.ts'
import type { ProcessListener, ProcessSpec } from '../core/runtime.ts'
import { Processes } from '../runtime/processes.ts'
import type { ApiServer } from '../api/server.ts'

/** How long an answer takes, in milliseconds: an annotation of the Pod. */
export const LATENCY = 'test/latency-ms'

export class EchoServers extends Processes implements PodServers {
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
    const number = super.start(spec)
    this.specs.set(number, spec)
    this.byPod.set(`${spec.podNamespace}/${spec.podName}`, number)
    return number
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

  override listen(listener: ProcessListener): void {
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
