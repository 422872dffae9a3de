/** What probes' verdicts do to a container (prober results, kuberuntime_manager.go computePodActions). */
import type { Pod, Probe } from '../kinds/types.ts'
import { containerSpec, type Desk } from './desk.ts'
import { LIVENESS, type ProbeKind, READINESS } from './podwork.ts'
import type { ProbeConsequences, Prober } from './prober.ts'
import type { Verdict } from './probes/result.ts'
import type { Reporter } from './reporter.ts'
import type { Starter } from './starter.ts'
import type { Stopper } from './stopper.ts'

export class Verdicts implements ProbeConsequences {
  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly prober: Prober,
    private readonly starter: Starter,
    private readonly stopper: Stopper,
  ) {}

  setResult(row: number, i: number, kind: ProbeKind, success: boolean): void {
    const c = this.desk.container(row, i)
    if (kind === READINESS) c.ready = success
    else if (success) {
      c.started = true
      c.ready = containerSpec(this.desk.pod(row) as Pod, i).readinessProbe === undefined
      this.prober.wake(row, i)
      this.starter.advance(row)
    }
    this.reporter.report(row)
  }

  failed(row: number, i: number, { event }: Verdict): void {
    const pod = this.desk.pod(row) as Pod
    if (event) this.reporter.event(row, pod, i, 'Warning', event.reason, event.message)
  }

  kill(row: number, i: number, kind: ProbeKind, probe: Probe): void {
    const pod = this.desk.pod(row) as Pod
    const word = kind === LIVENESS ? 'liveness' : 'startup'
    const text = `Container ${containerSpec(pod, i).name} failed ${word} probe, will be restarted`
    this.stopper.stop(row, i, text, probe.terminationGracePeriodSeconds ?? graceSeconds(pod))
  }
}

export const graceSeconds = (pod: Pod): number => pod.spec.terminationGracePeriodSeconds ?? 30
