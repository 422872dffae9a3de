/**
 * StatefulSets at peace: a pass found nothing to do, and since then no Pod has changed in what a pass looks at, or Pods have
 * only become ready. A pass walks over all Pods, and one for each write of 5,000 that start would be the quadratic of the
 * roll-out; so those that turn are counted as they do. Wakes stay as they are: only what a turn costs is less.
 */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import { PagedInts } from '../../core/paged.ts'
import type { Pod, StatefulSet } from '../../kinds/types.ts'
import { isRunningAndReady } from '../../rules/statefulset/podstate.ts'
import type { StatefulSetStatus } from '../../rules/statefulset/status.ts'
import { type Enqueue, ownRowsButStatus, type WatchRule } from '../runtime.ts'

/** Peace: what a pass would find to do. */
const [ANYTHING, NOTHING, COUNTING] = [0, 1, 2]

export class StatefulTally {
  /** By row of a StatefulSet. */
  private readonly peace: PagedInts
  /** Pods that became ready since its last pass. */
  private readonly turned: PagedInts

  constructor({ checkpoints }: ApiServer) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.peace = ints()
    this.turned = ints()
  }

  /** The rule, with every row it names in need of a pass. */
  passing({ resource, rows }: WatchRule): WatchRule {
    return {
      resource,
      rows: (before, after, enqueue, row) => rows(before, after, this.disturbing(enqueue), row),
    }
  }

  /** The set's own row; what the controller itself writes into the status is no news to it. */
  own(server: ApiServer, resource: string, actor: string): WatchRule {
    const { rows } = ownRowsButStatus(server, resource, actor)
    return {
      resource,
      rows: (before, after, enqueue, row) => {
        rows(before, after, (set) => this.peace.set(set, ANYTHING), row)
        enqueue(row)
      },
    }
  }

  /** The rule of Pods: each write wakes, few disturb. */
  pods({ resource, rows }: WatchRule): WatchRule {
    return {
      resource,
      rows: (before, after, enqueue, row) => {
        const meaning = meaningOf(before as Pod | undefined, after as Pod | undefined)
        rows(before, after, this.meant(meaning, enqueue), row)
      },
    }
  }

  private disturbing(enqueue: Enqueue): Enqueue {
    return (set, delayMs) => {
      this.peace.set(set, ANYTHING)
      enqueue(set, delayMs)
    }
  }

  private meant(meaning: 'nothing' | 'ready' | 'anything', enqueue: Enqueue): Enqueue {
    if (meaning === 'nothing') return enqueue
    return (set, delayMs) => {
      if (meaning === 'ready' && this.peace.get(set) === COUNTING) this.turned.add(set, 1)
      else this.peace.set(set, ANYTHING)
      enqueue(set, delayMs)
    }
  }

  /** A pass is about to read everything; what it writes disturbs. */
  begin(row: number): void {
    this.peace.set(row, NOTHING)
    this.turned.set(row, 0)
  }

  /**
   * A pass went through. Claims and time can change without a word, and a status that names another revision gives the
   * next pass something to do. Whether Pods that become ready only raise counts is read from the status, too.
   */
  settle(row: number, { spec, status: before }: StatefulSet, status: StatefulSetStatus): void {
    const { replicas, updatedReplicas, currentRevision, updateRevision, collisionCount = 0 } = status
    const isKnown = before.currentRevision === currentRevision && before.updateRevision === updateRevision
    const isPlain = !spec.minReadySeconds && !spec.volumeClaimTemplates?.length
    if (!isKnown || !isPlain || collisionCount !== (before.collisionCount ?? 0)) this.disturb(row)
    if (this.peace.get(row) === ANYTHING || spec.podManagementPolicy !== 'Parallel') return
    const isWhole = replicas === (spec.replicas ?? 1) && updatedReplicas === replicas
    if (isWhole && currentRevision === updateRevision) this.peace.set(row, COUNTING)
  }

  /** A pass failed, or has to look again as time goes by. */
  disturb(row: number): void {
    this.peace.set(row, ANYTHING)
  }

  /** The status with those that became ready meanwhile; undefined when a pass is needed. */
  statusOf(row: number, status: StatefulSetStatus): StatefulSetStatus | undefined {
    if (this.peace.get(row) === ANYTHING) return undefined
    const turned = this.turned.get(row)
    if (turned === 0) return status
    this.turned.set(row, 0)
    const readyReplicas = (status.readyReplicas ?? 0) + turned
    return { ...status, readyReplicas, availableReplicas: (status.availableReplicas ?? 0) + turned }
  }
}

/** What a write to a Pod can mean to its StatefulSet. */
function meaningOf(before: Pod | undefined, after: Pod | undefined): 'nothing' | 'ready' | 'anything' {
  if (before === undefined || after === undefined || !isSameChild(before, after)) return 'anything'
  if (isEnded(before) || isEnded(after) || !isSameSpec(before, after)) return 'anything'
  const [was, is] = [isRunningAndReady(before), isRunningAndReady(after)]
  if (was === is) return 'nothing'
  return is ? 'ready' : 'anything'
}

const isEnded = ({ status }: Pod): boolean =>
  status.phase === 'Failed' || status.phase === 'Succeeded' || status.phase === undefined

/** The same, or bound to its node meanwhile. */
const isSameSpec = ({ spec: a }: Pod, { spec: b }: Pod): boolean =>
  a === b || (a.nodeName !== b.nodeName && a.containers === b.containers && a.volumes === b.volumes)

const isSameChild = ({ metadata: a }: KObject, { metadata: b }: KObject): boolean =>
  a.uid === b.uid &&
  a.labels === b.labels &&
  a.ownerReferences === b.ownerReferences &&
  a.deletionTimestamp === b.deletionTimestamp
