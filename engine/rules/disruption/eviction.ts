/**
 * Whether a Pod may be evicted: its budget, if it has one, must have a disruption left, and has one less then.
 * Source: pkg/registry/core/pod/storage/eviction.go.
 */
import { failure, StatusError } from '../../api/errors.ts'
import type { EvictionGuard } from '../../api/evictionguard.ts'
import { selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/types.ts'
import { isPodReady } from '../podutil.ts'
import { withCondition } from './status.ts'

const RESOURCE = 'poddisruptionbudgets.policy'
const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget."
const TWO_BUDGETS = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
/** Grants that the controller has not seen to; more would be a sign that it is not at work. */
const MAX_DISRUPTED = 2000
const RETRY_SECONDS = 10

export class EvictionBudgets implements EvictionGuard {
  constructor(private readonly server: ApiServer) {}

  /** Takes the disruption off the Pod's budget. Throws the StatusError of a refusal. */
  admit(object: KObject, dryRun: boolean): void {
    const pod = object as Pod
    if (isBeyondBudgets(pod)) return
    const [budget, other] = this.budgetsOf(pod)
    if (other !== undefined) throw tooMany()
    if (budget === undefined || isFreeToGo(pod, budget)) return
    checkBudget(budget)
    if (!dryRun) this.take(budget, pod)
  }

  private budgetsOf(pod: Pod): PodDisruptionBudget[] {
    const found: PodDisruptionBudget[] = []
    const { namespace = '', labels } = pod.metadata
    this.server.store.table(RESOURCE).each(namespace, (object) => {
      const budget = object as PodDisruptionBudget
      if (selectorMatches(labelSelector(budget.spec.selector), labels)) found.push(budget)
    })
    return found
  }

  private take({ metadata, status }: PodDisruptionBudget, pod: Pod): void {
    const { store, verbs, calendar, clock } = this.server
    const now = calendar.seconds(clock.nowMs)
    const disruptionsAllowed = status.disruptionsAllowed - 1
    const disruptedPods = { ...(status.disruptedPods as Record<string, string>), [pod.metadata.name]: now }
    const next = { ...status, disruptionsAllowed, disruptedPods }
    const table = store.table(RESOURCE)
    const row = table.row(metadata.namespace ?? '', metadata.name)
    verbs.replaceStatus<PodDisruptionBudget>(table, row, disruptionsAllowed === 0 ? withCondition(next, now) : next)
  }
}

/** Pods that do not run any more or not yet disturb nobody by going. */
function isBeyondBudgets({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed', 'Pending'].includes(status.phase ?? '')
}

/** An unready Pod does not count as healthy: it may go where the policy or the others allow it. */
function isFreeToGo(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0
}

function checkBudget({ metadata, status }: PodDisruptionBudget): void {
  const { name } = metadata
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS)
  }
  if (Object.keys(status.disruptedPods ?? {}).length > MAX_DISRUPTED) {
    throw forbidden(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  }
  if (status.disruptionsAllowed < 0) throw forbidden(name, 'pdb disruptions allowed is negative')
  if (status.disruptionsAllowed > 0) return
  const { desiredHealthy, currentHealthy } = status
  throw refusal(
    `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
  )
}

function refusal(message: string, retryAfterSeconds?: number): StatusError {
  const causes = [{ reason: 'DisruptionBudget', message }]
  return failure(429, 'TooManyRequests', VIOLATES, { causes, ...(retryAfterSeconds ? { retryAfterSeconds } : {}) })
}

function forbidden(name: string, why: string): StatusError {
  const details = { name, group: 'policy', kind: 'poddisruptionbudget' }
  return failure(403, 'Forbidden', `poddisruptionbudget.policy "${name}" is forbidden: ${why}`, details)
}

/** Upstream gives this one no reason. */
function tooMany(): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: TWO_BUDGETS,
    code: 500,
  })
}
