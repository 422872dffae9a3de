/** The queue of the unscheduled: who waits, why in a few words, and until when. */
import type { Cluster } from '../../cluster.ts'
import type { KObject } from '../../api/object.ts'
import type { UnscheduledRow } from '../../protocol/batch.ts'
import type { Workloads } from './workloads.ts'

/** Rows sent; the page shows a handful and counts the rest. */
const MOST_ROWS = 500
const PLACES = ['active', 'backoff', 'unschedulable', 'gated'] as const

/** Reasons the page has a word for, in upstream's wording; the first group is what is named. */
const SHORT: readonly [pattern: RegExp, words: (name: string, count: string) => string][] = [
  [/^(\d+) Insufficient (.+)$/, (what, count) => `${what} on ${count}`],
  [/^(\d+) Too many pods$/, (_, count) => `full: ${count}`],
  [/^(\d+) node\(s\) were unschedulable$/, () => 'cordon'],
  [/^(\d+) node\(s\) had untolerated taint/, () => 'taint'],
  [/^(\d+) node\(s\) didn't match Pod's node affinity/, () => 'node affinity'],
  [/^(\d+) node\(s\) didn't have free ports/, () => 'host port'],
  [/^(\d+) node\(s\) didn't match the requested node name/, () => 'node name'],
]

export class UnscheduledBatches {
  /** What was sent last, to send nothing twice. */
  private signature = ''

  constructor(
    private readonly cluster: Cluster,
    private readonly workloads: Workloads,
  ) {}

  reset(): void {
    this.signature = ''
  }

  /** The rows, when they differ from those sent last. */
  take(): UnscheduledRow[] | undefined {
    const rows = this.rows()
    const signature = rows.map((row) => `${row.id} ${row.retryAtMs} ${row.message}`).join('\n')
    if (signature === this.signature) return undefined
    this.signature = signature
    return rows
  }

  private rows(): UnscheduledRow[] {
    const { queue } = this.cluster.scheduler
    const pods = this.cluster.server.store.table('pods')
    const out: UnscheduledRow[] = []
    for (const place of PLACES) {
      if (queue.size(place) === 0 || out.length >= MOST_ROWS) continue
      for (const row of queue.rowsIn(place).slice(0, MOST_ROWS - out.length)) {
        const pod = pods.get(row)
        if (pod !== undefined) out.push(this.row(row, pod))
      }
    }
    return out
  }

  private row(row: number, pod: KObject): UnscheduledRow {
    const { queue } = this.cluster.scheduler
    const message = queue.messageOf(row)
    return {
      id: row,
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      workload: this.workloads.of(pod),
      message,
      short: shortReason(message),
      retryAtMs: queue.retryAtOf(row),
    }
  }
}

/** `cpu on 4, taint, cordon` of a FailedScheduling message; the message itself where nothing is recognised. */
export function shortReason(message: string): string {
  const listed = /nodes are available: (.*?)\.(?: preemption:| no new claims|$)/.exec(message)?.[1]
  if (listed === undefined) return message
  const words = listed.split(/, (?=\d+ )/).map(shortOf)
  return [...new Set(words)].join(', ')
}

function shortOf(reason: string): string {
  for (const [pattern, words] of SHORT) {
    const found = pattern.exec(reason)
    if (found) return words(found[2] ?? '', found[1] ?? '')
  }
  return reason.replace(/^\d+ (node\(s\) )?/, '')
}
