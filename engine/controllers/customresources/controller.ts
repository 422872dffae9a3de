/**
 * Custom resources: accepts a definition's names, establishes it, and empties it before it goes.
 * Source: apiextensions-apiserver pkg/controller/{status,establish,finalizer}.
 */
import { type Crd, type CrdCondition, CRDS, crdCondition, type CrdNames } from '../../api/custom/crd.ts'
import { equal } from '../../api/equal.ts'
import { StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Result } from '../../core/workqueue.ts'
import { type Controller, ownRows } from '../runtime.ts'

const WORKERS = 5
/** How soon a definition that is being deleted is looked at again. */
const EMPTYING_MS = 500

/** Builds the controller over a server. */
export function customResources(server: ApiServer): Controller {
  const table = server.store.table(CRDS)
  return {
    name: 'customresourcedefinition',
    title: 'Custom resources',
    resource: CRDS,
    workers: WORKERS,
    watches: [
      ownRows(CRDS),
      {
        resource: CRDS,
        // A definition that goes may give its names to another.
        rows: (_, after, enqueue) => {
          if (after === undefined) table.each(undefined, (_other, row) => enqueue(row))
        },
      },
    ],
    reconcile: (row) => reconcile(server, table.get(row) as Crd | undefined),
  }
}

function reconcile(server: ApiServer, crd: Crd | undefined): Result {
  if (crd === undefined) return undefined
  if (crd.metadata.deletionTimestamp !== undefined) return empty(server, crd)
  const names = acceptedNames(server, crd)
  const conditions = [conditionOf('NamesAccepted', names.conflict), established(crd, names.conflict === undefined)]
  writeStatus(server, crd, { conditions, acceptedNames: names.accepted })
  return undefined
}

type NewCondition = Omit<CrdCondition, 'lastTransitionTime'>

interface Conflict {
  reason: string
  message: string
}

const conditionOf = (type: string, conflict: Conflict | undefined): NewCondition =>
  conflict === undefined
    ? { type, status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
    : { type, status: 'False', ...conflict }

/** Once established, for ever. */
function established(crd: Crd, accepted: boolean): NewCondition {
  const type = 'Established'
  if (accepted || crdCondition(crd, type)) {
    const reason = 'InitialNamesAccepted'
    return { type, status: 'True', reason, message: 'the initial names have been accepted' }
  }
  return { type, status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
}

/** The names that no other definition of the group has; those that had been accepted stay when new ones are taken. */
function acceptedNames(server: ApiServer, crd: Crd): { accepted: CrdNames; conflict: Conflict | undefined } {
  const others = (server.store.table(CRDS).list() as Crd[]).filter(
    (other) => other.spec.group === crd.spec.group && other.metadata.uid !== crd.metadata.uid,
  )
  const resources = new Set(others.flatMap(({ status }) => resourceNames(status.acceptedNames)))
  const kinds = new Set(others.flatMap(({ status }) => kindNames(status.acceptedNames)))
  const { names } = crd.spec
  const taken = (set: ReadonlySet<string>, name: string | undefined) =>
    name !== undefined && name !== '' && set.has(name)
  const checks: [string, string | undefined, ReadonlySet<string>][] = [
    ['PluralConflict', names.plural, resources],
    ['SingularConflict', names.singular, resources],
    ...(names.shortNames ?? []).map((name): [string, string, ReadonlySet<string>] => [
      'ShortNamesConflict',
      name,
      resources,
    ]),
    ['KindConflict', names.kind, kinds],
    ['ListKindConflict', names.listKind, kinds],
  ]
  const found = checks.find(([, name, set]) => taken(set, name))
  if (found === undefined) return { accepted: names, conflict: undefined }
  const conflict = { reason: found[0], message: `${JSON.stringify(found[1])} is already in use` }
  return { accepted: crd.status.acceptedNames ?? { plural: '', kind: '' }, conflict }
}

const resourceNames = (names: CrdNames | undefined) =>
  names === undefined ? [] : [names.plural, names.singular ?? '', ...(names.shortNames ?? [])].filter(Boolean)
const kindNames = (names: CrdNames | undefined) =>
  names === undefined ? [] : [names.kind, names.listKind ?? ''].filter(Boolean)

function writeStatus(
  server: ApiServer,
  crd: Crd,
  { conditions, acceptedNames: accepted }: { conditions: readonly NewCondition[]; acceptedNames: CrdNames },
): void {
  const { store, clock, calendar, verbs } = server
  const table = store.table(CRDS)
  const now = calendar.seconds(clock.nowMs)
  const present = crd.status.conditions ?? []
  const next = [...present]
  for (const condition of conditions) {
    const at = next.findIndex(({ type }) => type === condition.type)
    const old = next[at]
    const lastTransitionTime = old?.status === condition.status ? (old.lastTransitionTime ?? now) : now
    const whole = { ...condition, lastTransitionTime }
    if (at < 0) next.push(whole)
    else if (!equal(old, whole)) next[at] = whole
  }
  const status = { ...crd.status, conditions: next, acceptedNames: accepted }
  verbs.modify<Crd>(table, '', crd.metadata.name, (stored) => ({ ...stored, status }))
}

/** Deletes all objects of the definition, and lets it go when there are none. */
function empty(server: ApiServer, crd: Crd): Result {
  const { store, verbs } = server
  const resource = crd.metadata.name
  const accepted = crd.status.acceptedNames ?? { plural: '', kind: '' }
  const left = store.hasTable(resource) ? store.table(resource).list() : []
  const progress = left.length > 0 || !hasCondition(crd, 'Terminating')
  if (progress) {
    const message = 'CustomResource deletion is in progress'
    const condition = { type: 'Terminating', status: 'True', reason: 'InstanceDeletionInProgress', message }
    writeStatus(server, crd, { conditions: [condition], acceptedNames: accepted })
  }
  for (const { metadata } of left) {
    try {
      verbs.delete(store.table(resource), metadata.namespace ?? '', metadata.name)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
  if (progress) return { afterMs: EMPTYING_MS }
  const done = {
    type: 'Terminating',
    status: 'False',
    reason: 'InstanceDeletionCompleted',
    message: 'removed all instances',
  }
  writeStatus(server, crd, { conditions: [done], acceptedNames: accepted })
  return undefined
}

const hasCondition = ({ status }: Crd, name: string) => (status.conditions ?? []).some(({ type }) => type === name)
