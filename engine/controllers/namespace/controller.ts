/**
 * Namespace: empties a namespace that is being deleted, Pods first, and then lets it go.
 * Source: pkg/controller/namespace (deletion/namespaced_resources_deleter.go).
 */
import { StatusError } from '../../api/errors.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Namespace, Pod } from '../../kinds/types.ts'
import { type Controller, ownRows } from '../runtime.ts'
import { deletionConditions, type Remaining } from './conditions.ts'

const RESOURCE = 'namespaces'
const FINALIZER = 'kubernetes'
const WORKERS = 10
/** Time left for other writers to notice (namespaceDeletionGracePeriod). */
const GRACE_MS = 5000
/** How long objects that are held by finalizers are taken to need. */
const FINALIZER_SECONDS = 15

/** Builds the controller over a server. */
export function namespaceController(server: ApiServer): Controller {
  return {
    name: 'namespace',
    title: 'Namespace',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [ownRows(RESOURCE)],
    reconcile: (row) => reconcile(server, row),
  }
}

function reconcile(server: ApiServer, row: number): Result {
  const { store, clock, calendar, verbs } = server
  const table = store.table(RESOURCE)
  const namespace = table.get(row) as Namespace | undefined
  const since = calendar.virtualMs(namespace?.metadata.deletionTimestamp)
  if (namespace === undefined || since === undefined) return undefined
  const wait = since + GRACE_MS - clock.nowMs
  if (wait > 0) return { afterMs: wait }
  const finalizers = namespace.spec.finalizers ?? []
  if (!finalizers.includes(FINALIZER)) return undefined
  const remaining = empty(server, namespace.metadata.name)
  const now = calendar.seconds(clock.nowMs)
  const conditions = deletionConditions(namespace.status.conditions ?? [], remaining, now)
  if (conditions !== namespace.status.conditions) {
    verbs.replaceStatus<Namespace>(table, row, { ...namespace.status, conditions })
  }
  if (remaining.resources.size > 0) return { afterMs: (Math.floor(remaining.estimateSeconds / 2) + 1) * 1000 }
  verbs.modify<Namespace>(table, '', namespace.metadata.name, (stored) => ({
    ...stored,
    spec: { ...stored.spec, finalizers: finalizers.filter((name) => name !== FINALIZER) },
  }))
  return undefined
}

/** Deletes all content and says what is still there. Nothing else is touched while Pods remain. */
function empty(server: ApiServer, namespace: string): Remaining {
  const remaining: Remaining = { resources: new Map(), finalizers: new Map(), estimateSeconds: 0 }
  const { store } = server
  const pods = store.table('pods')
  deleteAll(server, pods, namespace, remaining)
  if (remaining.resources.size > 0) return remaining
  for (const table of store.allTables()) {
    if (table !== pods && table.info.namespaced) deleteAll(server, table, namespace, remaining)
  }
  return remaining
}

function deleteAll(server: ApiServer, table: Table, namespace: string, remaining: Remaining): void {
  if (table.count(namespace) === 0) return
  for (const { metadata } of table.list(namespace)) {
    try {
      server.verbs.delete(table, namespace, metadata.name, { propagationPolicy: 'Background' })
    } catch (error) {
      // A refusal shows in what remains.
      if (!(error instanceof StatusError)) throw error
    }
  }
  if (table.count(namespace) > 0) note(table, namespace, remaining)
}

function note(table: Table, namespace: string, remaining: Remaining): void {
  const { plural, group } = table.info
  remaining.resources.set(`${plural}.${group}`, table.count(namespace))
  table.each(namespace, (object) => {
    for (const name of object.metadata.finalizers ?? []) {
      remaining.finalizers.set(name, (remaining.finalizers.get(name) ?? 0) + 1)
    }
    remaining.estimateSeconds = Math.max(remaining.estimateSeconds, secondsToLeave(table, object))
  })
}

function secondsToLeave(table: Table, object: KObject): number {
  const held = (object.metadata.finalizers ?? []).length > 0 ? FINALIZER_SECONDS : 0
  if (table.info.resource !== 'pods') return held
  return Math.max(held, (object as Pod).spec.terminationGracePeriodSeconds ?? 0)
}
