/**
 * postStart and preStop (kuberuntime_container.go, lifecycle/handlers.go). A hook takes as long as its program says;
 * what it holds up waits on the clock.
 */
import type { Container, Lifecycle, Pod } from '../kinds/types.ts'
import type { Desk } from './desk.ts'
import { requestOf } from './proberequest.ts'
import type { Reporter } from './reporter.ts'

type Handler = NonNullable<Lifecycle['postStart']>

interface HookOutcome {
  durationMs: number
  /** Undefined when it succeeded. */
  trouble: string | undefined
}

/** What follows a hook; the pod worker connects it. */
export interface HookConsequences {
  /** postStart is over and the container is up. */
  up(row: number, i: number, pod: Pod): void
  /** postStart failed: the container is to be stopped. */
  failed(row: number, i: number): void
}

export class Hooks {
  private readonly startedHandler: number
  consequences: HookConsequences = { up() {}, failed() {} }

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
  ) {
    this.startedHandler = desk.on('postStart', (row, i, outcome) => this.started(row, i, outcome as HookOutcome))
  }

  /** Runs a container's postStart hook; `up` or `failed` follows. */
  postStart(row: number, i: number, spec: Container): void {
    const outcome = this.run(row, i, spec, spec.lifecycle?.postStart as Handler)
    this.desk.at(row, i, this.startedHandler, outcome.durationMs, outcome)
  }

  private started(row: number, i: number, { trouble }: HookOutcome): void {
    const { desk } = this
    const pod = desk.pod(row) as Pod
    const c = desk.container(row, i)
    // It crashed or was stopped meanwhile.
    if (c.stage !== 'running' || !c.inHook) return
    if (trouble === undefined) {
      this.consequences.up(row, i, pod)
      return
    }
    this.reporter.event(row, pod, i, 'Warning', 'FailedPostStartHook', `PostStartHook failed: ${trouble}`)
    c.inHook = false
    this.consequences.failed(row, i)
  }

  /** Runs a container's preStop hook; returns how much of the grace it takes, in milliseconds. */
  preStop(row: number, i: number, pod: Pod, spec: Container, graceMs: number): number {
    const { durationMs, trouble } = this.run(row, i, spec, spec.lifecycle?.preStop as Handler)
    if (trouble !== undefined) {
      this.reporter.event(row, pod, i, 'Warning', 'FailedPreStopHook', `PreStopHook failed: ${trouble}`)
    }
    return Math.min(durationMs, graceMs)
  }

  private run(row: number, i: number, spec: Container, handler: Handler): HookOutcome {
    const { desk } = this
    const { sleep } = handler as { sleep?: { seconds: number } }
    if (sleep !== undefined) return { durationMs: sleep.seconds * 1000, trouble: undefined }
    const request = requestOf(handler, spec, desk.work(row).podIP)
    if (request === undefined) return { durationMs: 0, trouble: `invalid handler: ${JSON.stringify(handler)}` }
    const { result, output, durationMs } = desk.runtime.probe(desk.container(row, i).process, request)
    if (result === 'success') return { durationMs, trouble: undefined }
    const command = request.type === 'exec' ? `command '${request.command.join(' ')}' exited with an error: ` : ''
    return { durationMs, trouble: command + output }
  }
}
