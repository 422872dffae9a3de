/** activeDeadlineSeconds: a Pod that has been on its node for longer is ended and stays, as Failed (active_deadline.go). */
import type { Pod } from '../kinds/types.ts'
import type { Desk } from './desk.ts'
import type { Ender } from './ender.ts'
import type { Reporter } from './reporter.ts'
import { graceSeconds } from './verdicts.ts'

const REASON = 'DeadlineExceeded'
const MESSAGE = 'Pod was active on the node longer than the specified deadline'

export class Deadlines {
  private readonly handler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly ender: Ender,
  ) {
    this.handler = desk.on('deadline', (row) => this.passed(row))
  }

  /** Starts the count for a Pod that was just admitted. */
  begin(row: number, pod: Pod): void {
    const seconds = pod.spec.activeDeadlineSeconds
    if (seconds !== undefined) this.desk.at(row, 0, this.handler, seconds * 1000)
  }

  private passed(row: number): void {
    const { desk } = this
    const pod = desk.pod(row)
    const work = desk.work(row)
    if (pod === undefined || work.terminating || work.sandbox === 'gone') return
    this.reporter.podEvent(row, pod, 'Normal', REASON, MESSAGE)
    this.ender.evict(row, { reason: REASON, message: MESSAGE }, graceSeconds(pod))
  }
}
