/** The boxes of the control-plane strip and what waits in their queues. */
import type { Cluster } from '../../cluster.ts'
import type { ComponentRow } from '../../protocol/batch.ts'

export class ComponentBatches {
  private signature = ''

  constructor(private readonly cluster: Cluster) {}

  reset(): void {
    this.signature = ''
  }

  /** All rows, when one of them changed. */
  take(): ComponentRow[] | undefined {
    const rows = [this.scheduler(), ...this.cluster.controllers.map(controllerRow)]
    const signature = rows.map((row) => row.note).join()
    if (signature === this.signature) return undefined
    this.signature = signature
    return rows
  }

  private scheduler(): ComponentRow {
    const { queue } = this.cluster.scheduler
    const waiting = queue.size('active') + queue.size('backoff') + queue.size('unschedulable') + queue.size('gated')
    return { id: 'scheduler', title: 'Scheduler', queued: waiting, note: `${waiting} waiting` }
  }
}

function controllerRow({ controller, queue }: Cluster['controllers'][number]): ComponentRow {
  const queued = queue.length
  return { id: controller.name, title: controller.title, queued, note: `queue ${queued}` }
}
