/**
 * Quotas: a namespace takes no more than its share, counted before anything is stored.
 * Source: apiserver pkg/admission/plugin/resourcequota controller.go CheckRequest.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { formatQuantity } from '../api/quantity.ts'
import { compareQuantities, quantitySign, subtractQuantities } from '../api/quantitymath.ts'
import type { ApiServer } from '../api/server.ts'
import type { ResourceQuota } from '../kinds/types.ts'
import type { QuotaEvaluator } from '../rules/quota/evaluator.ts'
import { evaluatorOf } from '../rules/quota/evaluators.ts'
import { hasUsageStats, isCounted, masked, matching, scopesOf } from '../rules/quota/usage.ts'
import { addAmounts, type Amounts, amountsOf } from '../kinds/podresources/lists.ts'
import { refuse } from './requests.ts'

const QUOTAS = 'resourcequotas'

export function resourceQuota(server: ApiServer): AdmissionPlugin {
  const table = server.store.table(QUOTAS)
  return {
    name: 'ResourceQuota',
    validate(request) {
      const { namespace, info, object, old } = request
      if (object === undefined || !info.namespaced || table.count(namespace) === 0) return
      const evaluator = evaluatorOf(server.verbs.definition(info.resource))
      if (evaluator === undefined || !evaluator.handles({ ...request, object, ...(old ? { old } : {}) })) return
      charge(server, evaluator, request, table.list(namespace) as ResourceQuota[])
    },
  }
}

/** Checks every quota that counts the object, and only then takes what it needs from all of them. */
function charge(
  server: ApiServer,
  evaluator: QuotaEvaluator,
  request: AdmissionRequest,
  quotas: readonly ResourceQuota[],
): void {
  const concerned = quotas.filter((quota) => isConcerned(evaluator, quota, request))
  if (concerned.length === 0) return
  const wanted = wantedUsage(server, evaluator, request)
  const used = concerned.map((quota) => usageWith(request, quota, wanted))
  if (request.dryRun) return
  const table = server.store.table(QUOTAS)
  for (const [i, { metadata, status }] of concerned.entries()) {
    const next = used[i]
    const row = table.row(metadata.namespace ?? '', metadata.name)
    if (next !== undefined) server.verbs.replaceStatus<ResourceQuota>(table, row, { ...status, used: next })
  }
}

const hardNames = ({ status }: ResourceQuota) => Object.keys(status?.hard ?? {})

/** @throws StatusError 403 for what cannot be counted under the quota, or by a quota not counted yet */
function isConcerned(evaluator: QuotaEvaluator, quota: ResourceQuota, request: AdmissionRequest): boolean {
  const relevant = matching(evaluator, hardNames(quota))
  const object = request.object as NonNullable<AdmissionRequest['object']>
  if (relevant.length === 0 || !isCounted(evaluator, scopesOf(quota), object)) return false
  const { name } = quota.metadata
  const problem = evaluator.problem(relevant, object)
  if (problem !== undefined) throw refuse(request, `failed quota: ${name}: ${problem}`)
  if (hasUsageStats(quota, relevant)) return true
  throw refuse(request, `status unknown for quota: ${name}, resources: ${[...relevant].sort().join(',')}`)
}

/** What the object takes more than before. */
function wantedUsage({ clock, calendar }: ApiServer, evaluator: QuotaEvaluator, request: AdmissionRequest): Amounts {
  const nowMs = calendar.epochMs + clock.nowMs
  const { object, old } = request
  const usage = evaluator.usage(object as NonNullable<typeof object>, nowMs)
  const negative = [...usage].filter(([, amount]) => quantitySign(amount) < 0).map(([name]) => name)
  if (negative.length > 0) {
    throw refuse(request, `quota usage is negative for resource(s): ${negative.sort().join(',')}`)
  }
  const before: Amounts = old === undefined ? new Map() : evaluator.usage(old, nowMs)
  const more: Amounts = new Map()
  for (const [name, amount] of usage) {
    const had = before.get(name)
    const rest = had === undefined ? amount : subtractQuantities(amount, had)
    if (quantitySign(rest) > 0) more.set(name, rest)
  }
  return more
}

/** The quota's usage with the request's; undefined when it takes nothing of it. @throws StatusError 403 when it is too much */
function usageWith(
  request: AdmissionRequest,
  { metadata, status }: ResourceQuota,
  wanted: Amounts,
): Record<string, string> | undefined {
  const hard = amountsOf(status.hard as Record<string, string>)
  const asked = masked(wanted, [...hard.keys()])
  if (asked.size === 0) return undefined
  const used = amountsOf(status.used as Record<string, string>)
  const total: Amounts = new Map(used)
  addAmounts(total, asked)
  const exceeded = [...asked.keys()].filter((name) => {
    const [sum, limit] = [total.get(name), hard.get(name)]
    return sum !== undefined && limit !== undefined && compareQuantities(sum, limit) > 0
  })
  if (exceeded.length > 0) {
    const show = (amounts: Amounts) => printed(masked(amounts, exceeded))
    const text = `requested: ${show(asked)}, used: ${show(used)}, limited: ${show(hard)}`
    throw refuse(request, `exceeded quota: ${metadata.name}, ${text}`)
  }
  return Object.fromEntries([...total].map(([name, amount]) => [name, formatQuantity(amount)]))
}

const printed = (amounts: Amounts) =>
  [...amounts.keys()]
    .sort()
    .map((name) => `${name}=${formatQuantity(amounts.get(name) as Parameters<typeof formatQuantity>[0])}`)
    .join(',')
