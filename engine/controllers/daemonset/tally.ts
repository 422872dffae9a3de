/**
 * DaemonSets at peace: every node has its one Pod, all of the present template, and only their readiness still changes. A
 * sync walks over all nodes, and one for each of 5,000 Pods that become ready would be the quadratic of the roll-out; so
 * those that turn are counted as they do, and the sync adds them to the status. Anything else asks for the whole walk.
 */
import type { KObject } from '../../api/object.ts'
import type { Checkpoints } from '../../core/checkpoint.ts'
import { PagedInts } from '../../core/paged.ts'
import type { DaemonSet, Pod } from '../../kinds/types.ts'
import { targetNode } from '../../rules/daemonset/podtemplate.ts'
import { isPodReady, isPodTerminal } from '../../rules/podutil.ts'
import type { Enqueue, WatchRule } from '../runtime.ts'

export class ReadyTally {
  /** By row of a DaemonSet: 1 while it is at peace since its last walk. */
  private readonly calm: PagedInts
  /** Pods that became ready since then. */
  private readonly turned: PagedInts

  constructor(checkpoints: Checkpoints) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.calm = ints()
    this.turned = ints()
  }

  /** The rule, with every row it names in need of a walk. */
  walking(rule: WatchRule): WatchRule {
    const { resource, rows } = rule
    return { resource, rows: (before, after, enqueue, row) => rows(before, after, this.disturbing(enqueue), row) }
  }

  /** The rule of Pods: of writes to a Pod that is not new only those that a DaemonSet can see. */
  pods(rule: WatchRule): WatchRule {
    const { resource, rows } = rule
    return {
      resource,
      rows: (before, after, enqueue, row) => {
        const meaning = meaningOf(before as Pod | undefined, after as Pod | undefined)
        if (meaning === 'nothing') return
        rows(before, after, meaning === 'anything' ? this.disturbing(enqueue) : this.telling(meaning, enqueue), row)
      },
    }
  }

  private disturbing(enqueue: Enqueue): Enqueue {
    return (set, delayMs) => {
      this.calm.set(set, 0)
      enqueue(set, delayMs)
    }
  }

  private telling(meaning: 'bound' | 'ready', enqueue: Enqueue): Enqueue {
    return (set, delayMs) => {
      if (meaning === 'ready') this.turned.add(set, 1)
      // Where each node has one Pod, being bound to it changes nothing.
      else if (this.calm.get(set) === 1) return
      enqueue(set, delayMs)
    }
  }

  /** A walk is about to read everything. */
  begin(row: number): void {
    this.calm.set(row, 0)
    this.turned.set(row, 0)
  }

  /** A walk found nothing to do, now or later by itself; whether only readiness can still change is read from its status. */
  settle(row: number, { spec, status }: Pick<DaemonSet, 'spec' | 'status'>): void {
    const {
      desiredNumberScheduled: desired,
      updatedNumberScheduled = 0,
      currentNumberScheduled,
      numberMisscheduled,
    } = status
    const isWhole = desired === currentNumberScheduled && desired === updatedNumberScheduled && numberMisscheduled === 0
    if (isWhole && !spec.minReadySeconds) this.calm.set(row, 1)
  }

  /** The status with those added that became ready meanwhile; undefined when a walk is needed. */
  statusOf(row: number, status: DaemonSet['status']): DaemonSet['status'] | undefined {
    if (this.calm.get(row) === 0) return undefined
    const turned = this.turned.get(row)
    this.turned.set(row, 0)
    const numberReady = status.numberReady + turned
    const numberAvailable = (status.numberAvailable ?? 0) + turned
    const { numberUnavailable: _, ...rest } = status
    const missing = status.desiredNumberScheduled - numberAvailable
    const next: DaemonSet['status'] = { ...rest, numberReady }
    if (numberAvailable > 0) next.numberAvailable = numberAvailable
    if (missing > 0) next.numberUnavailable = missing
    return next
  }
}

/** What a write to a Pod can mean to its DaemonSet. */
function meaningOf(before: Pod | undefined, after: Pod | undefined): 'nothing' | 'ready' | 'bound' | 'anything' {
  if (before === undefined || after === undefined || !isSameChild(before, after)) return 'anything'
  if (isPodTerminal(before) || isPodTerminal(after)) return 'anything'
  const [was, is] = [isPodReady(before), isPodReady(after)]
  if (was && !is) return 'anything'
  if (before.spec !== after.spec && before.spec.nodeName !== after.spec.nodeName) {
    return was === is && targetNode(before) === targetNode(after) ? 'bound' : 'anything'
  }
  return was === is ? 'nothing' : 'ready'
}

const isSameChild = ({ metadata: a }: KObject, { metadata: b }: KObject): boolean =>
  a.uid === b.uid &&
  a.labels === b.labels &&
  a.ownerReferences === b.ownerReferences &&
  a.deletionTimestamp === b.deletionTimestamp
