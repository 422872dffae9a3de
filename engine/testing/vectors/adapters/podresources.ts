/** Adapter of pod_resource_requests.json: component-helpers resource. */
import type { Pod } from '../../../kinds/types.ts'
import {
  containerAmounts,
  hasPodLevel,
  type PodResourcesOptions,
  podLimits,
  podRequests,
} from '../../../kinds/podresources/total.ts'
import { compareQuantities } from '../../../api/quantitymath.ts'
import { type Amounts, amountsOf, isPodLevelResource } from '../../../kinds/podresources/lists.ts'
import { type Adapter, type AdapterRow, type Adapters, type Fields, plain, RowMismatch, skip } from '../adapter.ts'
import { same } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'resource/helpers_test.go'

/** Pods stand in rows as a whole or in parts. */
function podIn({ in: input }: AdapterRow): Pod {
  if (input.pod) return podOf(input.pod)
  const { containers, initContainers, overhead, podResources } = input
  const status = {
    containerStatuses: input.containerStatuses ?? input.containerStatus,
    initContainerStatuses: input.initContainerStatuses,
    conditions: input.podResizeStatus,
  }
  return podOf({ spec: { containers, initContainers, overhead, resources: podResources }, status })
}

function optionsIn({ in: input }: AdapterRow): PodResourcesOptions {
  const options: Fields = input.options ?? input.opts ?? {}
  if (options.UseDRANodeAllocatableResourceClaimStatus && JSON.stringify(input).includes('ClaimStatuses')) {
    skip('claims of dynamic resource allocation are not built')
  }
  if (options.InPlacePodLevelResourcesVerticalScalingEnabled) skip('resizing at the level of the Pod is not built')
  return {
    excludeOverhead: options.ExcludeOverhead,
    useStatus: options.UseStatusResources,
    defaults: options.NonMissingContainerRequests ?? undefined,
    skipPodLevel: options.SkipPodLevelResources,
    skipContainerLevel: options.SkipContainerLevelResources,
  }
}

/** Amounts are the same when their values are, however they are written. */
function sameAmounts(actual: Amounts, expected: Fields): void {
  const wanted = amountsOf((plain(expected) as Fields) ?? {})
  const names = [...new Set([...actual.keys(), ...wanted.keys()])]
  for (const name of names) {
    const [mine, theirs] = [actual.get(name), wanted.get(name)]
    if (mine && theirs && compareQuantities(mine, theirs) === 0) continue
    throw new RowMismatch(`${name}: got ${mine?.digits}e${mine?.scale}, expected ${theirs?.digits}e${theirs?.scale}`)
  }
}

/** Checks requests and limits, as far as the row expects them. */
function totals(excludeOverhead = false): Adapter {
  return (row) => {
    const options = { ...optionsIn(row), ...(excludeOverhead ? { excludeOverhead } : {}) }
    const pod = podIn(row)
    if ('expectedRequests' in row.out) sameAmounts(podRequests(pod, options), row.out.expectedRequests)
    if ('expectedLimits' in row.out) sameAmounts(podLimits(pod, options), row.out.expectedLimits)
  }
}

const aggregate: Adapter = (row) => {
  const options = optionsIn(row)
  sameAmounts(containerAmounts(podIn(row), 'requests', options), row.out.expectedRequests)
  sameAmounts(containerAmounts(podIn(row), 'limits', options), row.out.expectedLimits)
}

export const podResourceAdapters: Adapters = {
  [`${FILE}:TestPodRequestsAndLimits`]: totals(),
  [`${FILE}:TestPodRequestsAndLimitsWithoutOverhead`]: totals(true),
  [`${FILE}:TestPodResourceRequests`]: totals(),
  [`${FILE}:TestPodResourceLimits`]: totals(),
  [`${FILE}:TestPodLevelResourceRequests`]: totals(),
  [`${FILE}:TestPodLevelResourceLimits`]: totals(),
  [`${FILE}:TestPodResourceRequestsWithDRANodeAllocatableClaims`]: totals(),
  [`${FILE}:TestAggregateContainerRequestsAndLimits`]: aggregate,
  [`${FILE}:TestIsPodLevelResourcesSet`]: ({ in: input, out }) => same(hasPodLevel(input.podResources), out.expected),
  [`${FILE}:TestIsPodLevelRequestsSet`]: ({ in: input, out }) => {
    same(hasPodLevel(input.podResources, 'requests'), out.expected)
  },
  [`${FILE}:TestIsPodLevelLimitsSet`]: ({ in: input, out }) => {
    same(hasPodLevel(input.podResources, 'limits'), out.expected)
  },
  [`${FILE}:TestIsSupportedPodLevelResource`]: ({ in: input, out }) => {
    same(isPodLevelResource(input.resource), out.expected)
  },
}
