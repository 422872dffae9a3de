/** Adapter of quota.json: pkg/quota/v1/evaluator/core. */
import type { KObject } from '../../../api/object.ts'
import { claimEvaluator } from '../../../rules/quota/claims.ts'
import { deviceEvaluator } from '../../../rules/quota/devices.ts'
import type { QuotaEvaluator, ScopeRequirement } from '../../../rules/quota/evaluator.ts'
import { podEvaluator } from '../../../rules/quota/pods.ts'
import { serviceEvaluator } from '../../../rules/quota/services.ts'
import { hasUsageStats, scopesOf, usageOf } from '../../../rules/quota/usage.ts'
import type { ResourceQuota } from '../../../kinds/types.ts'
import { amountsOf, resourceListOf } from '../../../kinds/podresources/lists.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'

const [PODS, SERVICES, CLAIMS, DEVICES] = ['pods', 'services', 'persistent_volume_claims', 'resource_claims'].map(
  (file) => `core/${file}_test.go`,
) as [string, string, string, string]

/** The evaluators are asked as after the test's clock: nothing is overdue but what says so. */
const NOW_MS = 0

/** An object of the row, marks of its Go type left out. */
function objectOf(value: Fields): KObject {
  const clean = (part: Fields): Fields => {
    if (Array.isArray(part)) return part.map(clean)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part)
        .filter(([name]) => !name.startsWith('$'))
        .map(([name, inner]) => [name, clean(inner)]),
    )
  }
  const object = clean(plain(value ?? {}))
  for (const part of ['metadata', 'spec', 'status']) object[part] ??= {}
  return object as KObject
}

const used =
  (evaluator: QuotaEvaluator, field: string): Adapter =>
  ({ in: input, out }) => {
    const { deletionTimestamp } = input[field]?.metadata ?? {}
    if (deletionTimestamp) skip('the row does not carry its clock')
    const object = objectOf(input[field])
    if (field === 'pod') (object as Fields).spec.containers ??= []
    // Amounts of the row are written in other formats: compared as amounts, zeros left out.
    const nonZero = (list: Record<string, string>) =>
      Object.fromEntries(Object.entries(list).filter(([, amount]) => amount !== '0'))
    const canonical = resourceListOf(amountsOf(plain(out.usage) as Record<string, string>))
    same(nonZero(resourceListOf(evaluator.usage(object, NOW_MS))), nonZero(canonical))
  }

/** Scopes the test asks about when the row names none. */
const PLAIN: ScopeRequirement[] = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort'].map((scopeName) => ({
  scopeName,
  operator: '',
}))
const ALL: ScopeRequirement[] = [
  ...PLAIN,
  { scopeName: 'PriorityClass', operator: 'In', values: ['class1'] },
  { scopeName: 'CrossNamespacePodAffinity', operator: '' },
]

const scoped =
  (evaluator: QuotaEvaluator, field: string): Adapter =>
  ({ in: input, out }) => {
    const object = objectOf(input[field])
    if (field === 'pod') (object as Fields).spec.containers ??= []
    const selectors: ScopeRequirement[] = (plain(input.selectors) as Fields) ?? ALL
    same(
      selectors.filter((selector) => evaluator.inScope(selector, object)),
      out.wantSelectors,
    )
  }

const handled =
  (evaluator: QuotaEvaluator): Adapter =>
  ({ in: { attrs }, out }) => {
    const { operation, subresource, object, oldObject: old } = attrs
    const request = { operation, subresource, ...(object ? { object, old } : {}) }
    same(evaluator.handles(request), out.want)
  }

const constrained =
  (evaluator: QuotaEvaluator, field: string): Adapter =>
  ({ in: input, out }) => {
    const object = objectOf(input[field])
    if (input.podLevelResourcesEnabled === false) delete (object as Fields).spec.resources
    same(evaluator.problem(input.required ?? [], object) ?? '', out.err)
  }

const matching =
  (evaluator: QuotaEvaluator): Adapter =>
  ({ in: input, out }) =>
    same(
      input.items.filter((name: string) => evaluator.matches(name)),
      out.want,
    )

export const quotaAdapters: Adapters = {
  [`${PODS}:TestPodEvaluatorUsage`]: used(podEvaluator, 'pod'),
  [`${PODS}:TestPodEvaluatorUsageResourceResize`]: used(podEvaluator, 'pod'),
  [`${PODS}:TestPodEvaluatorMatchingScopes`]: scoped(podEvaluator, 'pod'),
  [`${PODS}:TestPodEvaluatorHandles`]: handled(podEvaluator),
  [`${PODS}:TestPodConstraintsFunc`]: constrained(podEvaluator, 'pod'),
  [`${PODS}:TestPodEvaluatorUsageStats`]: ({ in: input, out }) => {
    const objects: KObject[] = (input.objs ?? []).map(objectOf)
    const spec = {
      scopes: (input.quotaScopes ?? []).filter((scope: string) => scope !== 'PriorityClass'),
      scopeSelector: plain(input.quotaScopeSelector),
    }
    const scopes = scopesOf({ spec } as ResourceQuota)
    const each = (visit: (object: KObject) => void) => {
      for (const object of objects) visit(object)
    }
    same(resourceListOf(usageOf(podEvaluator, [], scopes, each, NOW_MS)), out.want ?? {})
  },
  [`${SERVICES}:TestServiceEvaluatorUsage`]: used(serviceEvaluator, 'service'),
  [`${SERVICES}:TestServiceEvaluatorHandles`]: handled(serviceEvaluator),
  [`${SERVICES}:TestServiceConstraintsFunc`]: constrained(serviceEvaluator, 'service'),
  [`${CLAIMS}:TestPersistentVolumeClaimEvaluatorUsage`]: used(claimEvaluator, 'pvc'),
  [`${CLAIMS}:TestPersistentVolumeClaimEvaluatorMatchingScopes`]: scoped(claimEvaluator, 'claim'),
  [`${CLAIMS}:TestPersistentVolumeClaimEvaluatorMatchingResources`]: matching(claimEvaluator),
  [`${CLAIMS}:TestPersistentVolumeClaimEvaluatorHandles`]: handled(claimEvaluator),
  [`${DEVICES}:TestResourceClaimEvaluatorUsage`]: used(deviceEvaluator, 'claim'),
  [`${DEVICES}:TestResourceClaimEvaluatorHandles`]: handled(deviceEvaluator),
  [`${DEVICES}:TestResourceClaimEvaluatorMatchingResources`]: matching(deviceEvaluator),
  'resourcequota/admission_test.go:TestHasUsageStats': ({ in: input, out }) => {
    same(hasUsageStats(input.a, input.relevant), out.expected)
  },
  'resourcequota/resource_access_test.go:TestLRUCacheLookup': () =>
    skip('quotas are read from the store, there is no cache'),
}
