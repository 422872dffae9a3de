/** What the rules may look at: objects by name, by owner and by labels, and what was said of them. */
import { type EventTable, EVENTS } from '../../../api/eventtable.ts'
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { Cluster } from '../../../cluster.ts'
import type { EventRow } from '../../../protocol/batch.ts'
import type { ObjectRef } from '../../../protocol/object.ts'
import { eventRow } from '../../batches/events.ts'
import { tableOf } from '../../batches/tables.ts'

/** Objects a question may have to look over. */
const MOST_FOUND = 200

export interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
}

/** One reason why a state is not reached, in the words of who judged it. */
export interface Said {
  actor: string
  /** A reason constant of the judge, or of the Event or condition that told. */
  reason: string
  message: string
  /** The field that shows it; its last write says when. */
  path?: string
  /** The Event that told, when there is one. */
  event?: EventRow
}

/** What a rule finds: what is said of the object itself, and what else the state waits for. */
export interface Found {
  said: Said[]
  /** Objects to go on with, the most telling first. */
  next: KObject[]
}

export class World {
  constructor(readonly cluster: Cluster) {}

  find(ref: Pick<ObjectRef, 'apiVersion' | 'kind' | 'namespace' | 'name'>): KObject | undefined {
    return tableOf(this.cluster.server.store, ref)?.find(ref.namespace, ref.name)
  }

  /** Objects of a resource that an object controls, oldest first. */
  controlled(resource: string, owner: KObject): KObject[] {
    return this.those(resource, owner.metadata.namespace, (object) => controllerOf(object)?.uid === owner.metadata.uid)
  }

  /** Pods with all these labels. */
  pods(namespace: string | undefined, labels: Record<string, string>): KObject[] {
    const wanted = Object.entries(labels)
    return this.those('pods', namespace, ({ metadata }) =>
      wanted.every(([key, value]) => metadata.labels?.[key] === value),
    )
  }

  /** What was warned of about an object, newest first. */
  warnings(object: KObject): EventRow[] {
    const { store } = this.cluster.server
    const table = tableOf(store, object)
    if (!table) return []
    const row = table.row(object.metadata.namespace ?? '', object.metadata.name)
    const found: EventRow[] = []
    ;(store.table(EVENTS) as EventTable).eachAbout(table.number, row, (event) => {
      if (event.type === 'Warning') found.push(eventRow(store, event.serial * 2, event))
      return found.length >= MOST_FOUND
    })
    return found
  }

  /** The newest warning of one of these reasons. */
  warning(object: KObject, ...reasons: string[]): EventRow | undefined {
    return this.warnings(object).find(({ reason }) => reasons.includes(reason))
  }

  private those(resource: string, namespace: string | undefined, test: (object: KObject) => boolean): KObject[] {
    const found: KObject[] = []
    this.cluster.server.store.table(resource).each(namespace, (object) => {
      if (found.length < MOST_FOUND && test(object)) found.push(object)
    })
    return found
  }
}

export const refOf = ({ apiVersion, kind, metadata }: KObject): ObjectRef => ({
  apiVersion,
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
})

/** A warning as something said. */
export const saidBy = (event: EventRow): Said => ({
  actor: event.source.replace(', ', '/'),
  reason: event.reason,
  message: event.message,
  event,
})

/** A condition as something said. */
export const conditionSaid = (actor: string, { type, reason = type, message = '' }: Condition): Said => ({
  actor,
  reason,
  message,
  path: `status.conditions[${type}]`,
})

export const conditionsOf = (object: KObject): Condition[] =>
  (object as KObject & { status?: { conditions?: Condition[] } }).status?.conditions ?? []

export const condition = (object: KObject, type: string): Condition | undefined =>
  conditionsOf(object).find((each) => each.type === type)
