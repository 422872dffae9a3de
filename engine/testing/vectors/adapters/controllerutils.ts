/** Adapter of controller_utils.json: pkg/controller. */
import type { Pod } from '../../../kinds/types.ts'
import { unixMs } from '../../../rules/instants.ts'
import { compareActivePods } from '../../../rules/podorder.ts'
import {
  firstToBecomeAvailable,
  isPodActive,
  nextAvailabilityMs,
  podAvailableInMs,
  podsOfController,
} from '../../../rules/podutil.ts'
import { addTaints, removeTaints } from '../../../rules/taints.ts'
import { parseDuration } from '../../../api/duration.ts'
import { type AdapterRow, type Adapters, type Fields, same } from '../adapter.ts'
import { nodeOf, podOf } from '../objects.ts'

const FILE = 'controller/controller_utils_test.go'

function nowOf(row: AdapterRow): number {
  return unixMs(row.recordedAt) ?? 0
}

/** Nanoseconds of a duration of a row as milliseconds; null is none. */
function milliseconds(duration: string | null): number | undefined {
  return duration === null ? undefined : Number(parseDuration(duration)) / 1e6
}

function names(pods: readonly Pod[]): string[] {
  return pods.map(({ metadata }) => metadata.name)
}

function taintsAfter(row: AdapterRow, change: (node: ReturnType<typeof nodeOf>) => ReturnType<typeof nodeOf>): Fields {
  const existing = row.in.nodeHandler.Existing.map(nodeOf)
  const node = existing.find(({ metadata }: { metadata: { name: string } }) => metadata.name === row.in.nodeName)
  return node === undefined ? undefined : change(node).spec.taints
}

export const controllerUtilsAdapters: Adapters = {
  [`${FILE}:TestActivePodFiltering`]: ({ in: input, out }) => {
    const pods = input.pods.map((pod: Fields) =>
      podOf({ metadata: { name: pod.podName }, status: { phase: pod.podPhase } }),
    )
    same(names(pods.filter(isPodActive)), out.wantPodNames)
  },
  [`${FILE}:TestSortingActivePods`]: ({ in: input, out }) => {
    const pods: Pod[] = input.pods.map(podOf)
    same(names([...pods].sort(compareActivePods)), out.wantOrder)
    same(names([...pods].reverse().sort(compareActivePods)), out.wantOrder)
  },
  [`${FILE}:TestNextPodAvailabilityCheck`]: (row) => {
    const wait = podAvailableInMs(podOf(row.in.pod), row.in.minReadySeconds, nowOf(row))
    same(wait, milliseconds(row.out.expected))
  },
  [`${FILE}:TestFindMinNextPodAvailabilitySimpleCheck`]: (row) => {
    const pods = row.in.pods.map(podOf)
    const first = firstToBecomeAvailable(pods, row.in.minReadySeconds, nowOf(row))
    same(first?.waitMs, milliseconds(row.out.expected))
    if (typeof row.out.expectedPod === 'number') same(first?.pod, pods[row.out.expectedPod])
  },
  [`${FILE}:TestFindMinNextPodAvailability`]: (row) => {
    const evaluated = nowOf(row)
    const now = evaluated + row.in.statusEvaluationDelaySeconds * 1000
    const wait = nextAvailabilityMs(row.in.pods.map(podOf), row.in.minReadySeconds, evaluated, now)
    same(wait, milliseconds(row.out.expected))
  },
  [`${FILE}:TestRemoveTaintOffNode`]: (row) => {
    same(
      taintsAfter(row, (node) => removeTaints(node, row.in.taintsToRemove ?? [])) ?? [],
      row.out.expectedTaints ?? [],
    )
  },
  [`${FILE}:TestAddOrUpdateTaintOnNode`]: (row) => {
    const taints = taintsAfter(row, (node) => addTaints(node, row.in.taintsToAdd ?? []))
    const found = row.in.nodeHandler.Existing.some((node: Fields) => node.metadata.name === row.in.nodeName)
    same(found || row.in.taintsToAdd?.length === 0, row.out.expectedErr === null)
    if (row.out.expectedErr === null) same(taints ?? [], row.out.expectedTaints ?? [])
  },
  [`${FILE}:TestFilterPodsByOwner`]: ({ in: input, out }) => {
    const owner = { ...input.owner, kind: 'OwnerKind' }
    const pods = podsOfController(input.allPods.map(podOf), owner, input.ownedOnly)
    const keys = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    same(keys.sort(), [...out.wantPodsKeys].sort())
  },
}
