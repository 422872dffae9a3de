/** POST …/pods/<name>/eviction: a delete that a disruption budget may refuse. Source: registry/core/pod/storage/eviction.go. */
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { ApiResponse } from '../request.ts'
import { badRequest, failure, internalError, type StatusError } from '../errors.ts'
import { selectorMatches } from '../labels.ts'
import { labelSelector } from '../labelselector.ts'
import type { KObject } from '../object.ts'
import { FROM_BODY, readSubresource } from './bodies.ts'
import { type Call, requireMethod } from './context.ts'
import { deleteQuery, writeQuery } from './options.ts'
import { respond, success } from './respond.ts'

interface PodLike extends KObject {
  status?: { phase?: string; conditions?: { type: string; status: string }[] }
}

interface Budget extends KObject {
  spec: { selector?: LabelSelector; unhealthyPodEvictionPolicy?: string }
  status: {
    observedGeneration?: number
    disruptionsAllowed: number
    currentHealthy: number
    desiredHealthy: number
    disruptedPods?: Record<string, string>
  }
}

interface Eviction extends KObject {
  deleteOptions?: Record<string, unknown>
}

const BUDGETS = 'poddisruptionbudgets.policy'
/** Evictions under way that one budget keeps in mind (MaxDisruptedPodSize). */
const MAX_DISRUPTED = 2000
const RETRY_SECONDS = 10
/** Pods that count for no budget: not begun, or over. */
const UNCOUNTED: ReadonlySet<string> = new Set(['Pending', 'Succeeded', 'Failed'])

export function evictPod(call: Call): ApiResponse {
  requireMethod(call, 'POST')
  const eviction = readSubresource<Eviction>(call, FROM_BODY.eviction)
  const { namespace, name } = call.path
  const given = eviction.metadata?.name
  if (given && given !== name)
    throw badRequest(`name in URL does not match name in Eviction object: ${given} != ${name}`)
  const options = deleteQuery(call.query, eviction.deleteOptions)
  const dryRun = options.dryRun || writeQuery(call.query, 'CreateOptions').dryRun
  const { verbs } = call.context.server
  const pod = verbs.get<PodLike>(call.table, namespace, name)
  if (!isUncounted(pod)) askBudget(call, pod, dryRun)
  verbs.delete(call.table, namespace, name, { ...options, dryRun, user: call.user })
  return respond(201, success(undefined, 201), call.warnings)
}

const isUncounted = ({ metadata, status }: PodLike) =>
  metadata.deletionTimestamp !== undefined || UNCOUNTED.has(status?.phase ?? '')

const isReady = ({ status }: PodLike) =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')

/** Takes one disruption off the Pod's budget. @throws StatusError 429 when it has none left */
function askBudget(call: Call, pod: PodLike, dryRun: boolean): void {
  const budgets = budgetsOf(call, pod)
  if (budgets.length > 1) {
    throw internalError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  }
  const [budget] = budgets
  if (budget === undefined || isFree(pod, budget)) return
  checkBudget(budget)
  if (!dryRun) takeOne(call, budget, pod.metadata.name)
}

function budgetsOf({ context, path }: Call, pod: PodLike): Budget[] {
  const { store } = context.server
  if (!store.hasTable(BUDGETS)) return []
  const all = store.table(BUDGETS).list(path.namespace) as Budget[]
  return all.filter(({ spec }) => selectorMatches(labelSelector(spec.selector), pod.metadata.labels))
}

/** An unready Pod goes without asking when the policy says so, or when the budget is met without it. */
function isFree(pod: PodLike, { spec, status }: Budget): boolean {
  if (isReady(pod)) return false
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0
}

function checkBudget({ metadata, status }: Budget): void {
  const { name } = metadata
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw tooMany(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS)
  }
  if (status.disruptionsAllowed < 0) throw refusedBudget(name, 'pdb disruptions allowed is negative')
  if (Object.keys(status.disruptedPods ?? {}).length > MAX_DISRUPTED) {
    throw refusedBudget(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  }
  if (status.disruptionsAllowed > 0) return
  const { desiredHealthy, currentHealthy } = status
  throw tooMany(
    `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
  )
}

function tooMany(message: string, retryAfterSeconds?: number): StatusError {
  const causes = [{ reason: 'DisruptionBudget', message }]
  const text = "Cannot evict pod as it would violate the pod's disruption budget."
  return failure(429, 'TooManyRequests', text, retryAfterSeconds ? { causes, retryAfterSeconds } : { causes })
}

const refusedBudget = (name: string, why: string): StatusError =>
  failure(403, 'Forbidden', `poddisruptionbudgets.policy "${name}" is forbidden: ${why}`, {
    name,
    group: 'policy',
    kind: 'poddisruptionbudgets',
  })

function takeOne({ context, path }: Call, { metadata, status }: Budget, pod: string): void {
  const { store, verbs, calendar, clock } = context.server
  const table = store.table(BUDGETS)
  verbs.replaceStatus<Budget>(table, table.row(path.namespace, metadata.name), {
    ...status,
    disruptionsAllowed: status.disruptionsAllowed - 1,
    disruptedPods: { ...status.disruptedPods, [pod]: calendar.seconds(clock.nowMs) },
  })
}
