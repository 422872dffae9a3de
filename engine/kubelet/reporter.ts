/** Posts what became of Pods: one status write at a time per Pod, and events (kubelet status manager, recorder). */
import type { Pod } from '../kinds/types.ts'
import { containerSpec, type Desk, isEphemeral, isInit } from './desk.ts'
import type { PodWork } from './podwork.ts'
import type { StatusContext } from './status/context.ts'
import { podStatus } from './status/podstatus.ts'
import { textsOf } from './texts.ts'

export class Reporter {
  private readonly statusHandler: number

  constructor(private readonly desk: Desk) {
    this.statusHandler = desk.on('status', (row) => this.write(row))
  }

  /** Puts one status write on the clock; changes until then travel with it. */
  report(row: number): void {
    const { desk } = this
    const seen = desk.works.get(row)
    if (seen === undefined || seen.statusPending) return
    desk.work(row).statusPending = true
    desk.at(row, 0, this.statusHandler, desk.hop('statusWrite', seen))
  }

  /** Writes the status now. */
  write(row: number): void {
    const { desk } = this
    const work = desk.work(row)
    work.statusPending = false
    const pod = desk.pod(row)
    if (pod === undefined || !desk.nodes.isConnected(work.node)) return
    const seen = desk.seen(row, pod)
    if (seen === undefined) return
    const shown = seen === pod ? pod : { ...pod, status: seen.status }
    desk.server.verbs.replaceStatus<Pod>(desk.pods, row, podStatus(shown, work, this.context(pod, work)))
  }

  private context(pod: Pod, work: PodWork): StatusContext {
    const { server, nodes, runtime } = this.desk
    return {
      calendar: server.calendar,
      nowMs: server.clock.nowMs,
      hostIPs: nodes.addresses.hostIPs(work.node),
      runtime,
      annotations: pod.metadata.annotations,
    }
  }

  /** An event about container `i`. */
  event(row: number, pod: Pod, i: number, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.record(row, pod, type, reason, message, fieldPathOf(pod, i))
  }

  /** An event about the Pod as a whole. */
  podEvent(row: number, pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.record(row, pod, type, reason, message, '')
  }

  private record(
    row: number,
    pod: Pod,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    path: string,
  ): void {
    const { server, nodes } = this.desk
    // What a kubelet that is cut off has to say gets lost, but for the status.
    if (!nodes.isConnected(nodes.rowOf(pod.spec.nodeName as string))) return
    server.events.record(pod, type, reason, message, nodes.source(pod.spec.nodeName as string), path, row)
  }
}

/** Where the container that an event is about stands in its Pod. */
function fieldPathOf(pod: Pod, i: number): string {
  const spec = containerSpec(pod, i)
  if (isEphemeral(pod, i)) return `spec.ephemeralContainers{${spec.name}}`
  const { appPath, initPath } = textsOf(spec)
  return isInit(pod, i) ? initPath : appPath
}
