/**
 * Local storage of Pods that have a limit on it: emptyDir volumes with a size limit (eviction_manager.go
 * emptyDirLimitEviction). Only such Pods are looked at, every ten seconds.
 */
import { formatQuantity } from '../../api/quantity.ts'
import { quantity, value } from '../../api/quantityvalue.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import type { Ender } from '../ender.ts'
import type { Reporter } from '../reporter.ts'

const LOOK_MS = 10_000
const GRACE_SECONDS = 1

export class StorageManager {
  private readonly handler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly ender: Ender,
  ) {
    this.handler = desk.server.clock.register('kubelet/storage', (row, turn) => this.look(row, turn), {
      periodic: true,
    })
  }

  /** Begins to look after a Pod that was just admitted, if it has a limit. */
  begin(row: number, pod: Pod): void {
    const isLimited = pod.spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined)
    if (isLimited) this.desk.server.clock.after(LOOK_MS, this.handler, row, this.desk.work(row).turn)
  }

  private look(row: number, turn: number): void {
    const { desk } = this
    const work = desk.works.get(row)
    const pod = desk.pod(row)
    if (work === undefined || pod === undefined || work.turn !== turn || work.terminating) return
    for (const { volume, bytes } of desk.volumes.usage(row, pod)) {
      const limit = volume.emptyDir?.sizeLimit as string | undefined
      if (limit === undefined || bytes <= value(limit)) continue
      const message = `Usage of EmptyDir volume "${volume.name}" exceeds the limit "${formatQuantity(quantity(limit))}". `
      this.reporter.podEvent(row, pod, 'Warning', 'Evicted', message)
      this.ender.evict(row, { reason: 'Evicted', message }, GRACE_SECONDS)
      return
    }
    desk.server.clock.after(LOOK_MS, this.handler, row, turn)
  }
}
