/**
 * What becomes of a container that exited: started again at once, after its back-off, or never
 * (kuberuntime_manager.go ShouldContainerBeRestarted, doBackOff).
 */
import { type BackoffRule, isInBackoff, nextBackoff } from '../core/backoff.ts'
import { formatMilliseconds } from '../api/duration.ts'
import type { Container, Pod } from '../kinds/types.ts'
import { isSidecar } from '../kinds/podresources/total.ts'
import { shouldRestart } from '../rules/restartpolicy.ts'
import { podActions } from './actions/podactions.ts'
import { viewOf } from './actions/workview.ts'
import { containerSpec, type Desk, isEphemeral, isInit } from './desk.ts'
import type { ContainerWork, PodWork, Termination } from './podwork.ts'
import type { Reporter } from './reporter.ts'
import type { Starter } from './starter.ts'
import { advanceStage } from './stages/container.ts'
import { podPath } from './texts.ts'

/** Crashes wait 10 s, doubling to 5 min; a container that ran for ten minutes begins anew (kubelet MaxContainerBackOff). */
const CRASH_BACKOFF: BackoffRule = { initial: 10_000, max: 300_000 }

/** What happens when every container has ended for good; the pod worker connects it. */
export interface PodOver {
  (row: number): void
}

export class Restarter {
  private readonly decideHandler: number
  private readonly againHandler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly starter: Starter,
    private readonly over: PodOver,
  ) {
    this.decideHandler = desk.on('restart', (row, i) => this.decide(row, i))
    this.againHandler = desk.on('backoff', (row, i) => this.again(row, i))
  }

  /** Looks at a container that exited, with the kubelet's next sync. */
  soon(row: number, i: number): void {
    const { desk } = this
    desk.at(row, i, this.decideHandler, desk.hop('kubeletSync', desk.work(row)))
  }

  /** Looks at it now. */
  decide(row: number, i: number): void {
    const { desk } = this
    const work = desk.work(row)
    const pod = desk.pod(row) as Pod
    const c = desk.container(row, i)
    if (c.stage !== 'exited' || work.terminating) return
    if (!comesBack(pod, i, c)) {
      this.stays(row, pod, work)
      return
    }
    const { nowMs } = desk.server.clock
    const { finishedAtMs } = c.last as Termination
    if (isInBackoff(c.crashes, CRASH_BACKOFF, finishedAtMs, nowMs)) this.backOff(row, i, pod, c)
    else this.again(row, i)
  }

  private backOff(row: number, i: number, pod: Pod, c: ContainerWork): void {
    const { desk } = this
    const { name } = containerSpec(pod, i)
    const waitMs = c.crashes?.backoff ?? 0
    const path = podPath(pod)
    const event = `Back-off restarting failed container ${name} in pod ${path}`
    this.reporter.event(row, pod, i, 'Warning', 'BackOff', event)
    advanceStage(c, 'BACK_OFF')
    c.untilMs = (c.last as Termination).finishedAtMs + waitMs
    c.previous = c.last
    c.reason = 'CrashLoopBackOff'
    desk.journal.note(row, i, 'backOff', Math.max(0, c.untilMs - desk.server.clock.nowMs), c.reason)
    c.message = `back-off ${formatMilliseconds(waitMs)} restarting failed container=${name} pod=${path}`
    this.reporter.report(row)
    desk.at(row, i, this.againHandler, Math.max(0, c.untilMs - desk.server.clock.nowMs))
  }

  private again(row: number, i: number): void {
    const c = this.desk.container(row, i)
    if (c.stage !== 'exited' && c.stage !== 'crashBackoff') return
    c.crashes = nextBackoff(c.crashes, CRASH_BACKOFF, this.desk.server.clock.nowMs)
    advanceStage(c, 'RETRY')
    c.untilMs = -1
    this.starter.begun(row, i, this.desk.pod(row) as Pod)
  }

  /** It will not run again: the next container's turn, or the Pod is over. */
  private stays(row: number, pod: Pod, work: PodWork): void {
    if (isOver(pod, work)) this.over(row)
    else this.starter.advance(row)
  }
}

/** Whether an exited container is to run again; a regular init container that succeeded has done its part, an ephemeral one runs once. */
export function comesBack(pod: Pod, i: number, c: ContainerWork): boolean {
  if (isEphemeral(pod, i)) return false
  const spec: Container = containerSpec(pod, i)
  const exitCode = c.last?.exitCode ?? 0
  if (!isInit(pod, i) || isSidecar(spec)) return shouldRestart(spec, pod.spec, exitCode)
  return exitCode !== 0 && pod.spec.restartPolicy !== 'Never'
}

/** Nothing will run again: SyncPod would end the Pod (sidecars are ended with it). */
export function isOver(pod: Pod, work: Readonly<PodWork>): boolean {
  if (pod.spec.initContainers?.length) return podActions(viewOf(pod, work)).killPod
  return work.containers.every((c, i) => isEphemeral(pod, i) || (c.stage === 'exited' && !comesBack(pod, i, c)))
}
