/**
 * Why: from a write back to the person's action, and from an action forwards to all it caused.
 *
 * Each write names what woke its actor. Where that is a write, the walk goes on there. A kubelet acts by its own timers,
 * processes and probes on what it knows of a Pod: the step before is then the Pod as it was, and the Events in between
 * say what the kubelet saw.
 */
import { apiVersionOf } from '../../api/discovery.ts'
import { type EventTable, EVENTS } from '../../api/eventtable.ts'
import type { Change } from '../../api/history.ts'
import { plain } from '../../api/object.ts'
import type { Cluster } from '../../cluster.ts'
import type { EventRow } from '../../protocol/batch.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { CauseLink, EffectsAnswer, WhyAnswer, WhyQuestion } from '../../protocol/time.ts'
import { eventRow } from '../batches/events.ts'
import { tableOf } from '../batches/tables.ts'
import { fieldChanges } from './changes.ts'
import { type Deed, deedsOf } from './line.ts'
import type { Recall } from './recall.ts'
import type { TimeTravel } from './timetravel.ts'
import type { Versions } from './versions.ts'

const MOST_LINKS = 64
const MOST_EFFECTS = 500
const MOST_EVENTS = 12

export class Why {
  private readonly cluster: Cluster
  private readonly events: number

  constructor(
    private readonly travel: TimeTravel,
    private readonly recall: Recall,
    private readonly versions: Versions,
  ) {
    this.cluster = travel.cluster
    const { store } = this.cluster.server
    this.events = store.table(EVENTS).number
  }

  /** From the beginning to the write asked about. */
  walk(question: WhyQuestion): WhyAnswer {
    const chain: CauseLink[] = []
    let change = this.asked(question)
    let cut = false
    while (change && chain.length < MOST_LINKS) {
      const cause = this.causeOf(change)
      chain.push(this.link(change, cause?.atMs))
      if (change.via === 'action') {
        const action = this.action(change)
        if (action) chain.push(action)
        break
      }
      cut = cause === undefined && change.via !== 'boot'
      change = cause
    }
    return { question, links: chain.reverse(), cut: cut || chain.length === MOST_LINKS }
  }

  /** The write asked about. */
  last(question: WhyQuestion): Change | undefined {
    return this.asked(question)
  }

  /** From an action to all it caused, writes of Events aside. */
  effects(flag: number): EffectsAnswer {
    const deed = this.travel.deeds.find(({ number }) => number === flag)
    const answer: EffectsAnswer = { flag, links: [], total: 0 }
    if (!deed) return answer
    const entries = this.travel.actions.slice(deed.first, deed.end)
    const seqs = new Set(entries.map(({ seq }) => seq))
    const caused = new Set<number>()
    this.recall.from(this.firstRevisionFrom(deed.atMs), (change) => {
      const isCaused = change.via === 'action' ? seqs.has(change.trigger) : caused.has(this.causeRevision(change))
      if (!isCaused) return undefined
      caused.add(change.revision)
      if (change.table === this.events) return undefined
      answer.total++
      if (answer.links.length < MOST_EFFECTS) answer.links.push(this.link(change))
      return undefined
    })
    return answer
  }

  /** A change as a step of an explanation; `sinceMs` is when the step before it was. */
  link(change: Change, sinceMs = change.atMs): CauseLink {
    const { table, row } = change
    const owner = this.cluster.server.store.tableAt(table)
    const [namespace, name] = owner.keyOfRow(row)
    const object: ObjectRef = { apiVersion: apiVersionOf(owner.info), kind: owner.info.kind, namespace, name }
    const { changeCount: _, ...told } = this.versions.row(change)
    const events = sinceMs < change.atMs ? this.said(table, row, sinceMs, change.atMs) : []
    const verb = change.via === 'boot' && change.before === undefined ? 'began' : told.verb
    return { ...told, verb, object, events }
  }

  private asked({ ref, path, revision }: WhyQuestion): Change | undefined {
    const table = tableOf(this.cluster.server.store, ref)
    if (!table) return undefined
    const newest =
      revision === undefined
        ? this.recall.lastOf(table, table.row(ref.namespace, ref.name))
        : this.recall.change(revision)
    let change = newest
    while (path && change && !touches(change, path)) change = this.recall.previous(change)
    return change ?? (path ? undefined : newest)
  }

  private causeOf(change: Change): Change | undefined {
    return this.recall.change(this.causeRevision(change))
  }

  /** Revision of the write that led to this one; 0 when that was an action or the boot. */
  private causeRevision({ via, trigger, before, actor }: Change): number {
    if (via === 'action' || via === 'boot') return 0
    const own = Number(before?.metadata.resourceVersion ?? 0)
    const isKubelet = this.cluster.server.trace.actorName(actor).startsWith('kubelet/')
    return trigger === 0 || (isKubelet && via !== 'watch' && own > 0) ? own : trigger
  }

  /** The person's action behind a write. */
  private action({ trigger, atMs }: Change): CauseLink | undefined {
    const { actions } = this.travel
    const index = actions.findIndex(({ seq }) => seq === trigger)
    if (index < 0) return undefined
    const deed = deedOf(deedsOf(actions), index)
    const text = deed?.text ?? wordsOf(actions[index]?.action)
    const link: CauseLink = {
      revision: 0,
      atMs,
      actor: 'user',
      via: 'action',
      verb: 'did',
      changes: [],
      events: [],
      text,
    }
    return deed ? { ...link, flag: deed.number } : link
  }

  private said(table: number, row: number, afterMs: number, untilMs: number): EventRow[] {
    const { store } = this.cluster.server
    const rows: EventRow[] = []
    ;(store.table(EVENTS) as EventTable).eachAbout(table, row, (event) => {
      // What is said again and again is told where it began and where it was said last.
      const isIn = [event.facts.firstMs, event.lastMs].some((atMs) => atMs > afterMs && atMs <= untilMs)
      if (isIn) rows.push(eventRow(store, event.serial * 2, event))
      return rows.length >= MOST_EVENTS
    })
    return rows.reverse()
  }

  /** The first write at or after an instant. */
  private firstRevisionFrom(atMs: number): number {
    let low = 1
    let high = this.cluster.server.store.revision + 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.recall.change(middle)?.atMs ?? 0) < atMs) low = middle + 1
      else high = middle
    }
    return low
  }
}

const touches = ({ before, after }: Change, path: string): boolean =>
  fieldChanges(before && plain(before), after && plain(after)).some(
    (change) => change.path === '' || isUnder(change.path, path) || isUnder(path, change.path),
  )

const isUnder = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`)

const deedOf = (deeds: readonly Deed[], index: number): Deed | undefined =>
  deeds.findLast(({ first }) => first <= index)

function wordsOf(action: { verb: string; request?: { method: string; path: string } } | undefined): string {
  return action?.request ? `${action.request.method} ${action.request.path}` : (action?.verb ?? '')
}
