/** Adapter of sched_noderesources.json: kube-scheduler plugins/noderesources. */
import { validateArgs } from '../../../scheduler/config/validateargs.ts'
import { nonZeroRequestNumbers, requestNumbers } from '../../../rules/requestnumbers.ts'
import { ClusterChange } from '../../../scheduler/changes.ts'
import type { NodePlugin } from '../../../scheduler/plugin.ts'
import { balancedAllocationWith } from '../../../scheduler/plugins/noderesourcesbalancedallocation.ts'
import { fitsEmpty, nodeResourcesFitWith, offersMore } from '../../../scheduler/plugins/noderesourcesfit.ts'
import { amountOf, type ResourceAspect, type ResourceWeight } from '../../../scheduler/plugins/resourceamounts.ts'
import type { ScoringStrategy } from '../../../scheduler/plugins/scoringstrategies.ts'
import { type Adapter, type AdapterRow, type Adapters, type Fields, same, skip } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'
import { isOwnChange, nodesOf, nodeWith, sameHint, sameScores, sameStatus, scoresOf, verdictOf } from '../scheduling.ts'

const FIT = 'noderesources/fit_test.go'
const BALANCED = 'noderesources/balanced_allocation_test.go'
const RATIO = 'noderesources/requested_to_capacity_ratio_test.go'
const ALLOCATION = 'noderesources/resource_allocation_test.go'

/** Upstream's tests keep their nodes out of the table. */
const NODES = {
  enough: {
    cpu: '10m',
    memory: '20',
    pods: '32',
    'example.com/aaa': '5',
    'ephemeral-storage': '20',
    'hugepages-2Mi': '5',
  },
  onePod: { cpu: '10m', memory: '20', pods: '1' },
  small: { cpu: '2m', memory: '0', pods: '1' },
}

/** Devices of dynamic resource allocation are not built: rows whose resources are backed by them don't apply. */
function withoutDevices(input: Fields): void {
  const extended =
    input.draExtendedResourceEnabled || input.enableDRAExtendedResource || input.disableDRAExtendedResource === false
  const named = /resource\.dra\.io\/|deviceclass\.resource\.kubernetes\.io\//.test(JSON.stringify(input))
  if (input.draObjects?.length || input.enableDRANodeAllocatableResources || (extended && named)) {
    skip('devices of dynamic resource allocation are not built')
  }
}

function fitPlugin(args: Fields = {}) {
  return nodeResourcesFitWith({
    ignoredResources: args?.IgnoredResources ?? [],
    ignoredResourceGroups: args?.IgnoredResourceGroups ?? [],
    strategy: strategyOf(args?.ScoringStrategy),
    tooLargeIsUnresolvable: true,
  })
}

function weightsOf(resources: Fields): ResourceWeight[] {
  return (resources ?? []).map(({ Name, Weight }: Fields) => ({ name: Name, weight: Weight || 1 }))
}

function strategyOf(strategy: Fields): ScoringStrategy | undefined {
  if (!strategy) return undefined
  const resources = weightsOf(strategy.Resources)
  if (strategy.Type !== 'RequestedToCapacityRatio') return { type: strategy.Type, resources }
  return { type: strategy.Type, resources, shape: shapeOf(strategy.RequestedToCapacityRatio.Shape) }
}

function shapeOf(shape: Fields) {
  return shape.map(({ Utilization, Score }: Fields) => ({ utilization: Utilization, score: Score }))
}

function fits(allocatable: Record<string, string>): Adapter {
  return ({ in: input, out }) => {
    withoutDevices(input)
    const pods = (input.nodeInfo?.pods ?? []).map(podOf)
    const node = nodeWith(nodeOf({ status: { allocatable } }), pods)
    const verdict = verdictOf(fitPlugin(input.args), podOf(input.pod), node)
    sameStatus(verdict, out.wantStatus ?? out.wantFilterStatus)
    if (out.fits !== undefined) same(verdict === undefined, out.fits)
  }
}

function scores(row: AdapterRow, plugin: NodePlugin<ResourceAspect>, expected: Fields): void {
  const { in: input } = row
  withoutDevices(input)
  const nodes = nodesOf(input.nodes, input.existingPods ?? input.pods)
  const actual = scoresOf(plugin, podOf(input.requestedPod ?? input.pod), nodes)
  if (row.out.expectedPreScoreStatusCode === 'Skip') return same(actual, undefined)
  sameScores(actual ?? nodes.map(() => 0), nodes, expected)
}

/** Whether the row is about arguments that are refused; compares which and how, then. */
function refusesArgs({ in: input, out }: AdapterRow, type: string, shape?: Fields): boolean {
  if (!out.wantErrs?.length) return false
  const resources = (input.resources ?? []).map(({ Name: name, Weight: weight }: Fields) => ({ name, weight }))
  const scoringStrategy = { type, resources, requestedToCapacityRatio: { shape } }
  const errors = validateArgs('NodeResourcesFit', { scoringStrategy }, '')
  same(
    errors.map(({ field, type: kind }) => [field.replace(/^\./, ''), kind]),
    out.wantErrs.map(({ Field, Type }: Fields) => [Field, Type]),
  )
  return true
}

function strategy(type: 'LeastAllocated' | 'MostAllocated'): Adapter {
  return (row) => {
    if (refusesArgs(row, type)) return
    const resources = weightsOf(row.in.resources)
    scores(row, nodeResourcesFitWith({ strategy: { type, resources } }), row.out.expectedScores)
  }
}

/** The bin-packing curve and weights of upstream's tests of extended resources. */
function binPacking(resources: readonly ResourceWeight[]): Adapter {
  const shape = [
    { utilization: 0, score: 0 },
    { utilization: 100, score: 1 },
  ]
  const plugin = nodeResourcesFitWith({ strategy: { type: 'RequestedToCapacityRatio', resources, shape } })
  return (row) => scores(row, plugin, row.out.expectedScores)
}

/** Pods that ask for the same are judged alike: the key the plugins cache by, and the numbers behind it. */
const signature: Adapter = ({ in: input, out }) => {
  withoutDevices(input)
  const { milliCpu, memoryBytes, ephemeralStorageBytes, scalars } = requestNumbers(podOf(input.pod).spec)
  const expected = out.expectedFragments?.[0]?.Value.Resource
  same(
    [milliCpu, memoryBytes, ephemeralStorageBytes, Object.fromEntries(scalars)],
    [expected.MilliCPU, expected.Memory, expected.EphemeralStorage, expected.ScalarResources ?? {}],
  )
}

export const schedulerResourceAdapters: Adapters = {
  [`${BALANCED}:testNodeResourcesBalancedAllocation`]: (row) => {
    scores(row, balancedAllocationWith(weightsOf(row.in.args.Resources), true), row.out.expectedScores)
  },
  [`${BALANCED}:testBalancedAllocationSignPod`]: signature,
  [`${FIT}:testFitSignPod`]: signature,
  [`${FIT}:testEnoughRequests`]: fits(NODES.enough),
  [`${FIT}:testNotEnoughRequests`]: fits(NODES.onePod),
  [`${FIT}:testStorageRequests`]: fits(NODES.enough),
  [`${FIT}:testRestartableInitContainers`]: fits(NODES.small),
  [`${FIT}:testFitScore`]: (row) => scores(row, fitPlugin(row.in.nodeResourcesFitArgs), row.out.expectedPriorities),
  [`${FIT}:TestEventsToRegister`]: () => skip('which events plugins register for is fixed for the reported release'),
  [`${FIT}:Test_isSchedulableAfterPodChange`]: (row) => {
    if (!row.in.newObj) return sameHint(row, fitPlugin(), ClusterChange.POD_DELETE)
    if (!row.in.enableInPlacePodVerticalScaling) skip('Pods cannot ask for less in place where the feature is off')
    sameHint(row, fitPlugin(), isOwnChange(row.in) ? ClusterChange.OWN_SCALE_DOWN : ClusterChange.POD_SCALE_DOWN)
  },
  [`${FIT}:Test_isSchedulableAfterNodeChange`]: (row) => {
    sameHint(row, fitPlugin(), row.in.oldObj ? ClusterChange.NODE_ALLOCATABLE : ClusterChange.NODE_ADD)
  },
  [`${FIT}:Test_isSchedulableAfterDeviceClassChange`]: () => {
    skip('devices of dynamic resource allocation are not built')
  },
  [`${FIT}:TestIsFit`]: ({ in: input, out }) => {
    same(
      input.node !== null && input.node !== undefined && fitsEmpty(podOf(input.pod), nodeOf(input.node)),
      out.expected,
    )
  },
  [`${FIT}:testHaveAnyRequestedResourcesIncreased`]: ({ in: input, out }) => {
    withoutDevices(input)
    same(offersMore(podOf(input.pod), nodeOf(input.originalNode), nodeOf(input.modifiedNode)), out.expected)
  },
  [`${FIT}:TestScorePlacement_Resources`]: () => skip('Pod groups (gang scheduling) are not built'),
  [`${FIT}:testComputePodResourceRequestWithNodeAllocatableDRA`]: ({ in: input, out }) => {
    withoutDevices(input)
    const { milliCpu, memoryBytes } = requestNumbers(podOf(input.pod).spec)
    same([milliCpu, memoryBytes], [out.expected.Resource.MilliCPU, out.expected.Resource.Memory])
  },
  'noderesources/least_allocated_test.go:TestLeastAllocatedScoringStrategy': strategy('LeastAllocated'),
  'noderesources/most_allocated_test.go:TestMostAllocatedScoringStrategy': strategy('MostAllocated'),
  [`${RATIO}:TestRequestedToCapacityRatioScoringStrategy`]: (row) => {
    if (refusesArgs(row, 'RequestedToCapacityRatio', shapeOf(row.in.shape ?? []))) return
    const resources = weightsOf(row.in.resources)
    const shape = shapeOf(row.in.shape)
    const plugin = nodeResourcesFitWith({ strategy: { type: 'RequestedToCapacityRatio', resources, shape } })
    scores(row, plugin, row.out.expectedScores)
  },
  [`${RATIO}:TestResourceBinPackingSingleExtended`]: binPacking([{ name: 'intel.com/foo', weight: 1 }]),
  [`${RATIO}:TestResourceBinPackingMultipleExtended`]: binPacking([
    { name: 'intel.com/foo', weight: 3 },
    { name: 'intel.com/bar', weight: 5 },
  ]),
  [`${ALLOCATION}:TestResourceAllocationScorerCalculateRequests`]: ({ in: input, out }) => {
    const requests = nonZeroRequestNumbers(podOf(input.pod).spec)
    for (const [name, amount] of Object.entries(out.expected)) same(amountOf(requests, name), amount, name)
  },
  [`${ALLOCATION}:testCalculateResourceAllocatableRequest`]: ({ in: input, out }) => {
    withoutDevices(input)
    const node = nodeWith(nodeOf(input.node), [])
    const allocatable = node.scalars.get(input.extendedResource) ?? 0
    same([allocatable, 0], [out.expectedAllocatable, out.expectedAllocated])
  },
  [`${ALLOCATION}:TestNodeMatchCaching`]: () => skip('devices of dynamic resource allocation are not built'),
}
