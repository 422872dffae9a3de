/** Whether anything was written to some tables since the last look; what a view draws of them is made anew only then. */
import type { Cluster } from '../../cluster.ts'

export class StaleTables {
  private cursor = -1

  constructor(
    private readonly cluster: Cluster,
    private readonly resources: readonly string[],
  ) {}

  /** The next look finds everything changed. */
  reset(): void {
    this.cursor = -1
  }

  look(): boolean {
    const { store } = this.cluster.server
    const { history } = store
    const from = this.cursor
    this.cursor = store.revision
    if (from < 0 || from > store.revision || from < history.oldest) return true
    const tables = new Set(this.resources.map((name) => store.table(name).number))
    for (let revision = from + 1; revision <= store.revision; revision++)
      if (tables.has(history.change(revision)?.table ?? -1)) return true
    return false
  }
}
