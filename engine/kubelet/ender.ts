/**
 * The end of a whole Pod: containers are stopped (the app's first, then sidecars in reverse order of their start), the
 * last status is written, and then the object may go (pod_workers.go, kuberuntime_container.go killContainersWithSyncResult).
 */
import type { Pod } from '../kinds/types.ts'
import { containerSpec, type Desk } from './desk.ts'
import type { ContainerWork, PodWork, Rejection, Terminating } from './podwork.ts'
import type { Reporter } from './reporter.ts'
import { MINIMUM_GRACE_SECONDS, type Stopper } from './stopper.ts'

export class Ender {
  private readonly finishHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly stopper: Stopper,
    /** The row is free again: another Pod of that name may be waiting. */
    private readonly finished: (row: number, node: number) => void,
  ) {
    this.finishHandler = desk.on('finish', (row) => this.finish(row))
  }

  /** Begins the end of the Pod, or brings it forward. */
  terminate(row: number, graceSeconds: number): void {
    const { desk } = this
    const work = desk.work(row)
    const { nowMs } = desk.server.clock
    const killAtMs = nowMs + Math.max(graceSeconds, MINIMUM_GRACE_SECONDS) * 1000
    if (work.terminating) {
      if (killAtMs < work.terminating.killAtMs) this.bringForward(row, work, killAtMs)
      return
    }
    // Whatever was on its way (pulls, back-offs, starts) belongs to an earlier turn now.
    work.turn = desk.nextTurn(row)
    work.statusPending = false
    work.terminating = { sinceMs: nowMs, killAtMs }
    desk.begin(work, 'watch')
    for (let i = 0; i < work.containers.length; i++) this.stopper.again(row, i, killAtMs)
    this.goOn(row)
  }

  /** Ends a Pod that nobody deleted: it stays, as Failed. */
  evict(row: number, rejection: Rejection, graceSeconds: number): void {
    this.desk.work(row).rejected = rejection
    this.terminate(row, graceSeconds)
  }

  /** Every container has ended by itself: the Pod keeps its last status and gives back what it took. */
  over(row: number): void {
    const work = this.desk.work(row)
    if (work.containers.some((c) => c.process >= 0)) {
      // Only sidecars are left.
      work.terminating = { sinceMs: this.desk.server.clock.nowMs, killAtMs: this.graceEnd(row) }
      this.goOn(row)
      return
    }
    this.release(row, work)
    this.reporter.report(row)
  }

  /** A process ended while the Pod does: the next wave, or the end. */
  goOn(row: number): void {
    const { desk } = this
    const work = desk.work(row)
    if (!work.terminating) return
    if (work.containers.some((c) => c.process >= 0)) this.stopNext(row, work, work.terminating)
    else desk.at(row, 0, this.finishHandler, desk.hop('statusWrite', work))
  }

  private graceEnd(row: number): number {
    const grace = this.desk.pod(row)?.spec.terminationGracePeriodSeconds ?? 30
    return this.desk.server.clock.nowMs + grace * 1000
  }

  private bringForward(row: number, work: PodWork, killAtMs: number): void {
    work.terminating = { sinceMs: (work.terminating as Terminating).sinceMs, killAtMs }
    for (let i = 0; i < work.containers.length; i++) this.stopper.shorten(row, i, killAtMs)
  }

  private stopNext(row: number, work: PodWork, { killAtMs }: Terminating): void {
    const { desk } = this
    const pod = desk.pod(row)
    const init = pod?.spec.initContainers?.length ?? 0
    const graceSeconds = Math.max(0, killAtMs - desk.server.clock.nowMs) / 1000
    for (const i of wave(work.containers, init)) {
      if (work.containers[i]?.stage !== 'running') continue
      const name = pod === undefined ? '' : containerSpec(pod, i).name
      this.stopper.stop(row, i, `Stopping container ${name}`, graceSeconds)
    }
  }

  private finish(row: number): void {
    const { desk } = this
    const work = desk.work(row)
    const pod = desk.pod(row)
    // The API server must hear of it; a kubelet that is cut off goes on from here when it is back.
    const isStatic = desk.statics.podOf(row) !== undefined
    if (!isStatic && !desk.nodes.isConnected(work.node)) return
    this.release(row, work)
    if (pod !== undefined) this.reporter.write(row)
    if (pod !== undefined && pod.metadata.deletionTimestamp === undefined) {
      // It ended without being deleted: its logs stay until it is.
      work.terminating = undefined
      return
    }
    for (const c of work.containers) this.forgetLogs(c)
    desk.volumes.tearDown(row)
    desk.works.put(row, undefined)
    if (pod !== undefined && !isStatic) this.remove(desk.pods.get(row) as Pod)
    else if (isStatic || desk.pods.get(row) !== undefined) this.finished(row, work.node)
  }

  /** Address and resources go back to the node. */
  private release(row: number, work: PodWork): void {
    const { nodes } = this.desk
    if (work.sandbox === 'gone') return
    this.noteImages(row, work.node)
    work.sandbox = 'gone'
    nodes.addresses.release(work.node, work.podIP)
    if (work.footprint !== undefined) nodes.load.remove(work.node, work.footprint)
    work.footprint = undefined
  }

  /** Whoever makes room later begins with images that nobody has used for long. */
  private noteImages(row: number, node: number): void {
    const { runtime, images } = this.desk
    const pod = this.desk.pod(row)
    for (const { image } of pod?.spec.containers ?? []) {
      const info = image ? runtime.image(image, pod?.metadata.annotations) : undefined
      if (info !== undefined) images.used(node, info.reference)
    }
  }

  private forgetLogs({ logProcess, olderLogProcess }: ContainerWork): void {
    if (logProcess >= 0) this.desk.runtime.remove(logProcess)
    if (olderLogProcess >= 0) this.desk.runtime.remove(olderLogProcess)
  }

  /** Deletes the object: its processes are gone. */
  remove(pod: Pod): void {
    const { server, pods } = this.desk
    server.verbs.delete(pods, pod.metadata.namespace as string, pod.metadata.name, {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    })
  }
}

const isUp = (c: ContainerWork | undefined): boolean => c !== undefined && c.process >= 0

/** Who is stopped now: all app containers while any runs, then the sidecar that started last. */
function wave(containers: readonly ContainerWork[], init: number): number[] {
  const all = containers.map((_, i) => i)
  const apps = all.filter((i) => i >= init && isUp(containers[i]))
  return apps.length > 0 ? apps : all.filter((i) => isUp(containers[i])).slice(-1)
}
