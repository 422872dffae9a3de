/**
 * ClusterRole aggregation: a role with an aggregation rule has the rules of all roles that the rule selects.
 * Source: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
 */
import { equal } from '../api/equal.ts'
import { StatusError } from '../api/errors.ts'
import { selectorMatches } from '../api/labels.ts'
import { labelSelector } from '../api/labelselector.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { Result } from '../core/workqueue.ts'
import type { ClusterRole } from '../kinds/types.ts'
import type { Controller } from './runtime.ts'

const NAME = 'clusterrole-aggregation'
const RESOURCE = 'clusterroles.rbac.authorization.k8s.io'
const AGGREGATING = 'aggregating'
const WORKERS = 5

type Rules = NonNullable<ClusterRole['rules']>

const isAggregating = (role: KObject): boolean => (role as ClusterRole).aggregationRule !== undefined

/** Builds the controller over a server. */
export function clusterRoleAggregationController(server: ApiServer): Controller {
  const roles = server.store.table(RESOURCE)
  roles.addIndex(AGGREGATING, (role) => (isAggregating(role) ? AGGREGATING : undefined))
  return {
    name: NAME,
    title: 'ClusterRole aggregation',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      {
        resource: RESOURCE,
        // Any role may be what another one collects.
        rows: (_before, _after, enqueue) => roles.eachIn(AGGREGATING, AGGREGATING, (_role, row) => enqueue(row)),
      },
    ],
    reconcile: (row) => reconcile(server, roles, row),
  }
}

function reconcile(server: ApiServer, roles: Table, row: number): Result {
  const role = roles.get(row) as ClusterRole | undefined
  if (role === undefined || !isAggregating(role)) return undefined
  const rules = collected(roles, role)
  if (equal(rules, role.rules ?? [])) return undefined
  try {
    server.verbs.update<ClusterRole>(roles, { ...role, rules }, { trusted: true })
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return 'retry'
    throw error
  }
}

/** Selector by selector the roles by name, each rule once. */
function collected(roles: Table, { metadata, aggregationRule }: ClusterRole): Rules {
  const rules: Rules[number][] = []
  for (const given of aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = labelSelector(given)
    for (const other of roles.list() as ClusterRole[]) {
      if (other.metadata.name === metadata.name || !selectorMatches(selector, other.metadata.labels)) continue
      for (const rule of other.rules ?? []) if (!rules.some((known) => equal(known, rule))) rules.push(rule)
    }
  }
  return rules
}
