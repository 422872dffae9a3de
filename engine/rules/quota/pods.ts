/** Pods under quotas: what they ask for, while they run or may. Source: pkg/quota/v1/evaluator/core/pods.go. */
import { isExtended, isNative } from '../../kinds/validation/amounts.ts'
import type { Affinity, Container, Pod } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'
import { hasPodLevel, podLevelResources, podLimits, podRequests } from '../../kinds/podresources/total.ts'
import { computeQosClass } from '../../kinds/podresources/qos.ts'
import { addAmounts, type Amounts, amountsOf, isHugePages, type ResourceList } from '../../kinds/podresources/lists.ts'
import { countName, ONE, type QuotaEvaluator, type QuotaRequest, type ScopeRequirement } from './evaluator.ts'
import { valueMatches } from './scopes.ts'

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage']
const REQUESTS = 'requests.'
const NAMES = new Set([
  'pods',
  countName('pods'),
  ...COMPUTE.flatMap((name) => [name, `${REQUESTS}${name}`, `limits.${name}`]),
])
/** Under quotas of these every container must say what it needs. */
const NEEDED = new Set(['cpu', 'memory'].flatMap((name) => [name, `${REQUESTS}${name}`, `limits.${name}`]))

export const podEvaluator: QuotaEvaluator = {
  resource: 'pods',
  matches: (name) =>
    NAMES.has(name) || isHugePages(name) || isHugePages(withoutRequests(name)) || isExtendedRequest(name),
  usage: (pod, nowMs) => podUsage(pod as Pod, nowMs),
  inScope: (requirement, pod) => podInScope(requirement, pod as Pod),
  handles,
  problem: (required, pod) => missingAmounts(required, pod as Pod),
}

/** Devices asked for by class stand for extended resources, though under Kubernetes' own domain. */
const DEVICES = 'deviceclass.resource.kubernetes.io/'
const isQuotedExtended = (name: string): boolean => isExtended(name) || name.startsWith(DEVICES)
const withoutRequests = (name: string): string => (name.startsWith(REQUESTS) ? name.slice(REQUESTS.length) : '')
const isExtendedRequest = (name: string): boolean =>
  name.startsWith(REQUESTS) && (!isNative(name) || withoutRequests(name).startsWith(DEVICES))

function podUsage(pod: Pod, nowMs: number): Amounts {
  const usage: Amounts = new Map([[countName('pods'), ONE]])
  if (!isCharged(pod, nowMs)) return usage
  addAmounts(usage, computeUsage(podRequests(pod, { useStatus: true }), podLimits(pod)))
  return usage
}

/** Pods that have ended take nothing; nor do those that should be gone by now and whose node may never say so. */
function isCharged({ metadata, status }: Pod, nowMs: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false
  const { deletionTimestamp, deletionGracePeriodSeconds: grace } = metadata
  if (deletionTimestamp === undefined || grace === undefined) return true
  return nowMs <= (unixMs(deletionTimestamp) ?? nowMs) + grace * 1000
}

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const usage: Amounts = new Map([['pods', ONE]])
  for (const [name, amount] of requests) {
    if (COMPUTE.includes(name) || isHugePages(name)) usage.set(name, amount)
    if (COMPUTE.includes(name) || isHugePages(name) || isQuotedExtended(name)) usage.set(`${REQUESTS}${name}`, amount)
  }
  for (const [name, amount] of limits) if (COMPUTE.includes(name)) usage.set(`limits.${name}`, amount)
  return usage
}

function podInScope(requirement: ScopeRequirement, pod: Pod): boolean {
  switch (requirement.scopeName) {
    case 'Terminating':
      return isTerminating(pod)
    case 'NotTerminating':
      return !isTerminating(pod)
    case 'BestEffort':
      return computeQosClass(pod) === 'BestEffort'
    case 'NotBestEffort':
      return computeQosClass(pod) !== 'BestEffort'
    case 'PriorityClass':
      return valueMatches(requirement, pod.spec.priorityClassName)
    case 'CrossNamespacePodAffinity':
      return reachesElsewhere(pod.spec.affinity)
    default:
      return false
  }
}

const isTerminating = ({ spec }: Pod): boolean => (spec.activeDeadlineSeconds ?? -1) >= 0

type Terms = NonNullable<NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']>

/** Affinity to Pods of other namespaces. */
function reachesElsewhere(affinity: Affinity | undefined): boolean {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some((rules) => {
    const required: Terms = rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const preferred = rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    const terms = [...required, ...preferred.map(({ podAffinityTerm }) => podAffinityTerm)]
    return terms.some((term) => (term?.namespaces?.length ?? 0) > 0 || term?.namespaceSelector !== undefined)
  })
}

/** New Pods, resized ones, and those that change sides between the two scopes of time. */
function handles({ operation, subresource, object, old }: QuotaRequest): boolean {
  if (subresource === 'resize') return operation === 'UPDATE'
  if (subresource !== '') return false
  if (operation !== 'UPDATE') return operation === 'CREATE'
  if (object === undefined || old === undefined) return false
  return isTerminating(object as Pod) !== isTerminating(old as Pod)
}

/** Under a quota of CPU or memory every container names its own, unless the Pod does for all. */
function missingAmounts(required: readonly string[], pod: Pod): string | undefined {
  if (hasPodLevel(podLevelResources(pod))) return undefined
  const needed = required.filter((name) => NEEDED.has(name))
  const missing = new Map<string, Set<string>>()
  for (const container of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]) {
    const named = namedBy(container)
    for (const name of needed) {
      if (named.has(name)) continue
      missing.set(name, (missing.get(name) ?? new Set()).add(container.name))
    }
  }
  if (missing.size === 0) return undefined
  const parts = [...missing.keys()]
    .sort()
    .map((name) => `${name} for: ${[...(missing.get(name) ?? [])].sort().join(',')}`)
  return `must specify ${parts.join('; ')}`
}

function namedBy({ resources }: Container): Amounts {
  const { requests, limits } = (resources ?? {}) as { requests?: ResourceList; limits?: ResourceList }
  return computeUsage(amountsOf(requests), amountsOf(limits))
}
