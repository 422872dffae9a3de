/**
 * ResourceQuota: what is used of each quota. Source: pkg/controller/resourcequota.
 *
 * Admission adds what is created; here everything is counted afresh when a quota changes and when something that
 * counts goes, ends or grows: the sum of all objects is the truth, whatever was added and taken off meanwhile.
 */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../../kinds/types.ts'
import type { QuotaEvaluator } from '../../rules/quota/evaluator.ts'
import { evaluatorOf } from '../../rules/quota/evaluators.ts'
import { masked, matching, scopesOf, usageOf } from '../../rules/quota/usage.ts'
import {
  addAmounts,
  type Amounts,
  amountsOf,
  resourceListOf,
  type ResourceList,
} from '../../kinds/podresources/lists.ts'
import { type Controller, type Enqueue, ownRowsButStatus } from '../runtime.ts'

const NAME = 'resourcequota'
const RESOURCE = 'resourcequotas'
const WORKERS = 5

/** Builds the controller over a server. */
export function resourceQuotaController(server: ApiServer): Controller {
  const quotas = server.store.table(RESOURCE)
  return {
    name: NAME,
    title: 'ResourceQuota',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [ownRowsButStatus(server, RESOURCE, NAME)],
    observe: (table, _row, before, after, enqueue) => replenish(quotas, table, before, after, enqueue),
    reconcile: (row) => reconcile(server, quotas, row),
  }
}

/** Wakes the quotas of a namespace in which something was given back, or may have been taken outside of admission. */
function replenish(
  quotas: Table,
  { info }: Table,
  before: KObject | undefined,
  after: KObject | undefined,
  enqueue: Enqueue,
): void {
  // Every write of the cluster passes here; an event's metadata would be made for the question alone.
  if (info.resource === RESOURCE || info.resource === 'events' || quotas.isUnused) return
  const namespace = (after ?? before)?.metadata.namespace
  if (namespace === undefined || quotas.count(namespace) === 0) return
  if (before !== undefined && after !== undefined && !changesUsage(info.resource, before, after)) return
  quotas.each(namespace, (_, row) => enqueue(row))
}

const isOver = ({ status }: Pod): boolean => status?.phase === 'Failed' || status?.phase === 'Succeeded'

function changesUsage(resource: string, before: KObject, after: KObject): boolean {
  if (resource === 'pods') {
    const [a, b] = [before as Pod, after as Pod]
    return isOver(a) !== isOver(b) || a.spec !== b.spec
  }
  if (resource === 'services') return (before as Service).spec !== (after as Service).spec
  if (resource !== 'persistentvolumeclaims') return false
  const [a, b] = [before as PersistentVolumeClaim, after as PersistentVolumeClaim]
  return a.spec !== b.spec || a.status?.allocatedResources !== b.status?.allocatedResources
}

function reconcile(server: ApiServer, quotas: Table, row: number): Result {
  const quota = quotas.get(row) as ResourceQuota | undefined
  if (quota === undefined) return undefined
  const hard = { ...quota.spec.hard } as Record<string, string>
  const names = Object.keys(hard)
  const used: Amounts = amountsOf(quota.status?.used as ResourceList | undefined)
  for (const [name, amount] of calculated(server, quota, names)) used.set(name, amount)
  const status = { hard, used: resourceListOf(masked(used, names)) }
  server.verbs.replaceStatus<ResourceQuota>(quotas, row, status)
  return undefined
}

/** Everything counted afresh, kind by kind. */
function calculated({ store, verbs, calendar, clock }: ApiServer, quota: ResourceQuota, names: string[]): Amounts {
  const nowMs = calendar.epochMs + clock.nowMs
  const scopes = scopesOf(quota)
  const total: Amounts = new Map()
  for (const definition of verbs.allDefinitions()) {
    const evaluator: QuotaEvaluator | undefined = evaluatorOf(definition)
    const wanted = evaluator ? matching(evaluator, names) : []
    if (evaluator === undefined || wanted.length === 0) continue
    const table = store.table(definition.info.resource)
    const each = (visit: (object: KObject) => void) => table.each(quota.metadata.namespace, visit)
    addAmounts(total, masked(usageOf(evaluator, wanted, scopes, each, nowMs), wanted))
  }
  return total
}
