/** Changed Pods as transferable columns, and what is said of them in words. */
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { PodColumns } from '../../protocol/batch.ts'
import { type PackedPodLabels, packPodLabels, type PodLabel } from '../../protocol/podlabels.ts'
import { DirtyRows, grown } from './dirty.ts'
import { newReading, readPod } from './podstate.ts'
import type { Workloads } from './workloads.ts'

/** More Pods than these wait for the next batch, so that one batch stays within its few milliseconds. */
export const MOST_PODS = 20_000
const NEVER = 255

export interface PodPart {
  pods?: PodColumns
  podLabels?: PackedPodLabels
  podsRemoved?: Uint32Array
}

/** Told of a Pod whose state changed: for the live region. */
export type StateListener = (pod: Pod, state: number, note: string) => void

export class PodBatches {
  private readonly dirty = new DirtyRows()
  /** What the page knows, by row. */
  private states = new Uint8Array(256).fill(NEVER)
  private since = new Float64Array(256)
  private touched = new Float64Array(256)
  private readonly notes: string[] = []
  private readonly uids: (string | undefined)[] = []
  private readonly pods: Table
  private readonly nodes: Table
  private readonly reading = newReading()
  /** While everything is told anew, nothing is news. */
  private quiet = false

  constructor(
    private readonly cluster: Cluster,
    private readonly workloads: Workloads,
    private readonly changed: StateListener,
  ) {
    this.pods = cluster.server.store.table('pods')
    this.nodes = cluster.server.store.table('nodes')
  }

  get waiting(): number {
    return this.dirty.size
  }

  /** Notes a change; O(1). */
  mark(row: number): void {
    if (row >= this.states.length) this.grow(row)
    this.touched[row] = this.cluster.nowMs
    this.dirty.mark(row)
  }

  /** Marks every Pod on a node. */
  markNode(name: string): void {
    this.pods.eachIn('node', name, (_, row) => this.mark(row))
  }

  /** Forgets what the page knows: the next take has every Pod. */
  reset(): void {
    this.dirty.take()
    this.quiet = true
    this.states.fill(NEVER)
    this.notes.length = 0
    this.uids.length = 0
    this.pods.each(undefined, (_, row) => this.mark(row))
  }

  take(): PodPart {
    const part = this.dirty.size === 0 ? {} : this.takeChanged()
    this.quiet = false
    return part
  }

  private takeChanged(): PodPart {
    const rows = this.dirty.take().slice()
    const part: PodPart = {}
    const present = this.split(rows.subarray(0, MOST_PODS), part)
    for (const row of rows.subarray(MOST_PODS)) this.dirty.mark(row)
    if (present.length === 0) return part
    const labels: PodLabel[] = []
    part.pods = this.columns(present, labels)
    if (labels.length > 0) part.podLabels = packPodLabels(labels)
    return part
  }

  /** Rows that hold a Pod; those that did and no longer do become `podsRemoved`. */
  private split(rows: Int32Array, part: PodPart): number[] {
    const present: number[] = []
    const gone: number[] = []
    for (const row of rows) {
      if (this.pods.get(row) !== undefined) present.push(row)
      else if (this.states[row] !== NEVER) {
        this.states[row] = NEVER
        this.uids[row] = undefined
        gone.push(row)
      }
    }
    if (gone.length > 0) part.podsRemoved = Uint32Array.from(gone)
    return present
  }

  private columns(rows: readonly number[], labels: PodLabel[]): PodColumns {
    const n = rows.length
    const columns: PodColumns = {
      id: new Uint32Array(n),
      node: new Int32Array(n),
      workload: new Uint16Array(n),
      state: new Uint8Array(n),
      sinceMs: new Float64Array(n),
      untilMs: new Float64Array(n),
      restarts: new Uint16Array(n),
    }
    for (let i = 0; i < n; i++) this.put(columns, i, rows[i] as number, labels)
    return columns
  }

  private put(columns: PodColumns, i: number, row: number, labels: PodLabel[]): void {
    const { reading } = this
    const pod = this.pods.get(row) as Pod
    const { nodeName } = pod.spec
    const node = nodeName ? this.nodes.row('', nodeName) : -1
    const work = this.cluster.kubelets.worker.works.get(row)
    readPod(pod, work?.uid === pod.metadata.uid ? work : undefined, node >= 0 && this.isLost(node), reading)
    this.notice(row, pod, labels)
    columns.id[i] = row
    columns.node[i] = node
    columns.workload[i] = this.workloads.of(pod)
    columns.state[i] = reading.state
    columns.sinceMs[i] = this.since[row] as number
    columns.untilMs[i] = reading.untilMs
    columns.restarts[i] = reading.restarts
  }

  /** Keeps since when a state holds, and says names and notes that the page has not heard. */
  private notice(row: number, pod: Pod, labels: PodLabel[]): void {
    const { state, note } = this.reading
    const known = this.uids[row] === pod.metadata.uid
    if (!known || this.states[row] !== state) {
      this.since[row] = this.touched[row] as number
      if (!this.quiet) this.changed(pod, state, note)
    }
    if (!known || this.notes[row] !== note) {
      labels.push({ id: row, namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, note })
    }
    this.states[row] = state
    this.notes[row] = note
    this.uids[row] = pod.metadata.uid
  }

  private isLost(node: number): boolean {
    const conditions = (this.nodes.get(node) as Node | undefined)?.status?.conditions ?? []
    for (const condition of conditions) if (condition.type === 'Ready') return condition.status === 'Unknown'
    return false
  }

  private grow(row: number): void {
    const old = this.states.length
    this.states = grown(this.states, row)
    this.states.fill(NEVER, old)
    this.since = grown(this.since, row)
    this.touched = grown(this.touched, row)
  }
}
