/** The page's copy of every Pod, as growable columns indexed by the Pod's row id. Mutable on purpose: views compare revisions. */
import type { PodColumns } from '../../engine/protocol/batch.ts'
import type { PodLabel } from '../../engine/protocol/podlabels.ts'
import { POD_STATES, type PodState } from '../../engine/protocol/pods.ts'

const NOWHERE = -1
const EMPTY: readonly number[] = []

/** Columns of all Pods the page knows. Row ids may be reused once a Pod is removed. */
export class PodTable {
  /** 1 where the row holds a living Pod. */
  alive = new Uint8Array(0)
  /** Node row id, or -1 while unscheduled. */
  node = new Int32Array(0)
  /** Index into the mirror's workloads. */
  workload = new Uint16Array(0)
  /** Index into POD_STATES. */
  state = new Uint8Array(0)
  /** Virtual ms when the state began. */
  sinceMs = new Float64Array(0)
  /** Virtual ms when the countdown ends; NaN when there is none. */
  untilMs = new Float64Array(0)
  restarts = new Uint16Array(0)
  /** Names and notes, by row id. */
  labels: (PodLabel | undefined)[] = []
  /** Living Pods. */
  count = 0
  /** Living Pods by Index into POD_STATES. */
  readonly byState = new Uint32Array(POD_STATES.length)
  /** Rises with every change of any Pod. */
  rev = 0
  private readonly members = new Map<number, number[]>()
  private readonly nodeRevs = new Map<number, number>()

  /** Rows of the Pods on a node, in order of arrival. Don't keep it: it changes in place. */
  onNode(node: number): readonly number[] {
    return this.members.get(node) ?? EMPTY
  }

  /** Rises whenever a Pod on this node changed, came or went. */
  nodeRev(node: number): number {
    return this.nodeRevs.get(node) ?? 0
  }

  /** The Pod's state, or undefined for a row without a Pod. */
  stateOf(id: number): PodState | undefined {
    return this.alive[id] ? POD_STATES[this.state[id] as number] : undefined
  }

  /** Row of a Pod by name; scans all names, so ask once, not per frame. -1 when unknown. */
  find(namespace: string, name: string): number {
    return this.labels.findIndex(
      (label, id) => this.alive[id] === 1 && label?.name === name && label.namespace === namespace,
    )
  }

  /** Takes over changed rows. */
  apply(columns: PodColumns): void {
    for (let i = 0; i < columns.id.length; i++) this.put(columns, i)
    this.rev++
  }

  /** Takes over names and notes. */
  applyLabels(labels: readonly PodLabel[]): void {
    for (const label of labels) {
      this.labels[label.id] = label
      this.touch(this.node[label.id] ?? NOWHERE)
    }
    this.rev++
  }

  /** Forgets removed Pods. */
  remove(ids: Uint32Array): void {
    for (const id of ids) this.drop(id)
    this.rev++
  }

  private put(from: PodColumns, i: number): void {
    const id = from.id[i] as number
    if (id >= this.alive.length) this.grow(id + 1)
    const node = from.node[i] as number
    if (this.alive[id]) this.leave(id, node)
    else this.count++
    if (!this.alive[id] || this.node[id] !== node) this.join(id, node)
    this.alive[id] = 1
    this.node[id] = node
    this.workload[id] = from.workload[i] as number
    this.state[id] = from.state[i] as number
    this.sinceMs[id] = from.sinceMs[i] as number
    this.untilMs[id] = from.untilMs[i] as number
    this.restarts[id] = from.restarts[i] as number
    this.byState[from.state[i] as number]!++
    this.touch(node)
  }

  /** Takes the Pod out of the counts, and out of its node when it goes elsewhere. */
  private leave(id: number, next: number): void {
    this.byState[this.state[id] as number]!--
    const node = this.node[id] as number
    if (node === next) return
    const rows = this.members.get(node)
    const at = rows ? rows.indexOf(id) : -1
    if (rows && at >= 0) rows.splice(at, 1)
    this.touch(node)
  }

  /** Unscheduled Pods are listed nowhere: the queue of the unscheduled comes in words of its own. */
  private join(id: number, node: number): void {
    if (node === NOWHERE) return
    const rows = this.members.get(node)
    if (rows) rows.push(id)
    else this.members.set(node, [id])
  }

  private drop(id: number): void {
    if (!this.alive[id]) return
    this.leave(id, NOWHERE)
    this.alive[id] = 0
    this.node[id] = NOWHERE
    this.labels[id] = undefined
    this.count--
  }

  private touch(node: number): void {
    if (node !== NOWHERE) this.nodeRevs.set(node, this.nodeRev(node) + 1)
  }

  private grow(atLeast: number): void {
    const size = Math.max(atLeast, 64, this.alive.length * 2)
    const copy = <T extends { set(from: T): void }>(to: T, from: T): T => {
      to.set(from)
      return to
    }
    this.alive = copy(new Uint8Array(size), this.alive)
    this.node = copy(new Int32Array(size).fill(NOWHERE), this.node)
    this.workload = copy(new Uint16Array(size), this.workload)
    this.state = copy(new Uint8Array(size), this.state)
    this.sinceMs = copy(new Float64Array(size), this.sinceMs)
    this.untilMs = copy(new Float64Array(size).fill(Number.NaN), this.untilMs)
    this.restarts = copy(new Uint16Array(size), this.restarts)
  }
}
