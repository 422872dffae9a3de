/**
 * Moments a run can return to: checkpoints in the order of the run, under a budget of bytes.
 *
 * A checkpoint costs the pages copied after it was taken. When the budget is spent, the moment goes that is missed
 * least: the one between neighbours that are close together, measured against how long ago they were. What lies
 * between two moments is recomputed, so the present stays fine-grained and the far past gets coarser.
 */
import type { Cluster } from '../../cluster.ts'
import type { Checkpoint } from '../../core/checkpoint.ts'

/** A place in a run: enough to know what comes before what, and the state to return to. */
export interface Moment {
  checkpoint: Checkpoint
  nowMs: number
  nextSeq: number
  /** Events that have run. */
  ran: number
  revision: number
  /** Actions carried out. */
  actions: number
  /** Memory that is held for it alone, about. */
  bytes: number
}

/** 256 entries of eight bytes. */
const PAGE_BYTES = 2048
/** What a write leaves behind besides pages: the version of the object it replaced. */
const VERSION_BYTES = 600
/** Work (events run, writes) between two moments: what a replay may cost at most while there is room. */
const WORK_A_MOMENT = 300
const BUDGET_BYTES = 96 * 2 ** 20

export class Moments {
  readonly list: Moment[]
  private bytes: number
  private copiedPages: number

  /** @param from moments shared with another line of the same cluster, the first one the run's beginning */
  constructor(
    private readonly cluster: Cluster,
    from: readonly Moment[] = [],
    private readonly budgetBytes = BUDGET_BYTES,
  ) {
    this.list = [...from]
    this.bytes = from.reduce((sum, { bytes }) => sum + bytes, 0)
    this.copiedPages = cluster.server.checkpoints.epoch.copiedPages
  }

  /** Bytes held, about. */
  get heldBytes(): number {
    return this.bytes
  }

  /** Keeps the present if much work lies between it and the moment before it. */
  note(): void {
    const here = placeOf(this.cluster)
    const at = this.list.findLastIndex((moment) => moment.nextSeq <= here.nextSeq && moment.nowMs <= here.nowMs)
    if (at >= 0 && workBetween(this.list[at] as Moment, here) < WORK_A_MOMENT) return
    this.keep(at + 1)
  }

  /** Keeps the present, behind every moment kept or at its place among them. */
  keep(at = this.list.length): Moment {
    const { copiedPages } = this.cluster.server.checkpoints.epoch
    const moment = momentOf(this.cluster)
    const pages = Math.max(0, copiedPages - this.copiedPages) * PAGE_BYTES
    moment.bytes = pages + (moment.revision - (this.list[at - 1]?.revision ?? 0)) * VERSION_BYTES
    this.copiedPages = copiedPages
    this.list.splice(at, 0, moment)
    this.bytes += moment.bytes
    while (this.bytes > this.budgetBytes && this.list.length > 2) this.forgetOne()
    return moment
  }

  /** The last moment that a test, true up to some place and false from there, holds for. */
  lastWhere(test: (moment: Moment) => boolean): Moment {
    let low = 0
    let high = this.list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (test(this.list[middle] as Moment)) low = middle + 1
      else high = middle
    }
    return this.list[Math.max(0, low - 1)] as Moment
  }

  /** Takes out the moment that is missed least; never the first and the newest. */
  private forgetOne(): void {
    const newest = this.list.at(-1) as Moment
    let least = Number.POSITIVE_INFINITY
    let at = 1
    for (let i = 1; i < this.list.length - 1; i++) {
      const before = this.list[i - 1] as Moment
      const gap = workBetween(before, this.list[i + 1] as Moment)
      const cost = gap / (1 + workBetween(before, newest))
      if (cost >= least) continue
      least = cost
      at = i
    }
    const [gone] = this.list.splice(at, 1) as [Moment]
    const next = this.list[at] as Moment
    // What both copied is held once now.
    this.bytes -= Math.min(gone.bytes, next.bytes)
    next.bytes = Math.max(gone.bytes, next.bytes)
  }
}

/** The present of a cluster as a moment. */
export function momentOf(cluster: Cluster): Moment {
  return { checkpoint: cluster.checkpoint(), ...placeOf(cluster), bytes: 0 }
}

type Place = Pick<Moment, 'nowMs' | 'nextSeq' | 'ran' | 'revision' | 'actions'>

const placeOf = ({ nowMs, server: { clock, store }, actionCount }: Cluster): Place => ({
  nowMs,
  nextSeq: clock.nextSeq,
  ran: clock.ran,
  revision: store.revision,
  actions: actionCount,
})

const workBetween = (a: Place, b: Place): number => b.ran - a.ran + (b.revision - a.revision)
