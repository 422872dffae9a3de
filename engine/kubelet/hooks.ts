/**
 * postStart and preStop (kuberuntime_container.go, lifecycle/handlers.go). A command is a process of its container like
 * any other and lives beside the main one; a request takes as long as its program says. What a hook holds up waits.
 */
import type { Container, Lifecycle, Pod } from '../kinds/types.ts'
import type { Desk } from './desk.ts'
import { requestOf } from './proberequest.ts'
import type { Reporter } from './reporter.ts'

type Handler = NonNullable<Lifecycle['postStart']>

interface HookOutcome {
  durationMs: number
  failed: boolean
}

/** What follows a hook; the pod worker connects it. */
export interface HookConsequences {
  /** postStart is over and the container is up. */
  up(row: number, i: number, pod: Pod): void
  /** postStart failed: the container is to be stopped. */
  failed(row: number, i: number): void
  /** preStop is over before the grace is: TERM is due. */
  preStopped(row: number, i: number): void
}

export class Hooks {
  private readonly startedHandler: number
  private readonly endedHandler: number
  consequences: HookConsequences = { up() {}, failed() {}, preStopped() {} }

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
  ) {
    this.startedHandler = desk.on('postStart', (row, i, failed) => this.started(row, i, failed as boolean))
    this.endedHandler = desk.on('hookEnded', (row, i, session) => this.commandOver(row, i, session as number))
  }

  /** Runs a container's postStart hook; `up` or `failed` follows. */
  postStart(row: number, i: number, spec: Container): void {
    const handler = spec.lifecycle?.postStart as Handler
    if (this.command(row, i, handler)) return
    const { durationMs, failed } = this.run(row, i, spec, handler)
    this.desk.at(row, i, this.startedHandler, durationMs, failed)
  }

  private started(row: number, i: number, failed: boolean): void {
    const { desk } = this
    const pod = desk.pod(row) as Pod
    const c = desk.container(row, i)
    // It crashed or was stopped meanwhile.
    if (c.stage !== 'running' || !c.inHook) return
    if (!failed) {
      this.consequences.up(row, i, pod)
      return
    }
    this.postStartFailed(row, i, pod)
    c.inHook = false
    this.consequences.failed(row, i)
  }

  /** What it said may be secret (kuberuntime_container.go says so): the event has no more than this. */
  private postStartFailed(row: number, i: number, pod: Pod): void {
    this.reporter.event(row, pod, i, 'Warning', 'FailedPostStartHook', 'PostStartHook failed')
  }

  /** Runs a container's preStop hook; returns how much of the grace it takes at most, in milliseconds. */
  preStop(row: number, i: number, pod: Pod, spec: Container, graceMs: number): number {
    const handler = spec.lifecycle?.preStop as Handler
    if (this.command(row, i, handler)) return graceMs
    const { durationMs, failed } = this.run(row, i, spec, handler)
    if (failed) this.preStopFailed(row, i, pod)
    return Math.min(durationMs, graceMs)
  }

  private preStopFailed(row: number, i: number, pod: Pod): void {
    this.reporter.event(row, pod, i, 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
  }

  // ------------------------------------------------------------------------------------------------ commands

  /** Starts a hook's command beside the container's processes; false when it is none, or nobody can be entered. */
  private command(row: number, i: number, { exec }: Handler): boolean {
    const { sessions } = this.desk
    if (exec === undefined || sessions === undefined) return false
    const c = this.desk.container(row, i)
    const session = sessions.exec(c.process, { command: exec.command ?? [] })
    if (session < 0) return false
    c.hook = session
    this.desk.ownSession(session, row, i)
    if (sessions.sessionEnd(session) !== undefined) this.ended(session)
    return true
  }

  /** A session ended: if a hook's, the next event of its Pod takes note. */
  ended(session: number): void {
    const owner = this.desk.ownerOfSession(session)
    if (owner !== undefined) this.desk.at(...owner, this.endedHandler, 0, session)
  }

  private commandOver(row: number, i: number, session: number): void {
    const { desk } = this
    const c = desk.container(row, i)
    if (c.hook !== session) return
    const failed = desk.sessions?.sessionEnd(session)?.exitCode !== 0
    this.forget(session)
    c.hook = -1
    if (c.stage !== 'stopping') {
      this.started(row, i, failed)
      return
    }
    const pod = desk.pod(row)
    if (failed && pod !== undefined) this.preStopFailed(row, i, pod)
    this.consequences.preStopped(row, i)
  }

  /** The container ended, and with it the command of its hook. */
  cut(row: number, i: number): void {
    const c = this.desk.container(row, i)
    const pod = this.desk.pod(row)
    if (c.inHook && c.hook >= 0 && pod !== undefined) this.postStartFailed(row, i, pod)
    c.inHook = false
    this.forget(c.hook)
    c.hook = -1
  }

  /** Nobody waits for a hook's command any more; it goes on while its container does. */
  forget(session: number): void {
    if (session < 0) return
    this.desk.disownSession(session)
    this.desk.sessions?.closeSession(session)
  }

  // ------------------------------------------------------------------------------------------------ requests

  private run(row: number, i: number, spec: Container, handler: Handler): HookOutcome {
    const { desk } = this
    const { sleep } = handler as { sleep?: { seconds: number } }
    if (sleep !== undefined) return { durationMs: sleep.seconds * 1000, failed: false }
    const request = requestOf(handler, spec, desk.work(row).podIP)
    if (request === undefined) return { durationMs: 0, failed: true }
    const { result, durationMs } = desk.runtime.probe(desk.container(row, i).process, request)
    return { durationMs, failed: result !== 'success' }
  }
}
