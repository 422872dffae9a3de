/** Adapter of sched_misc.json's rows about volumes: kube-scheduler plugins/volumerestrictions and plugins/volumezone. */
import type { Pod } from '../../../kinds/types.ts'
import { ClusterChange } from '../../../scheduler/changes.ts'
import { volumeRestrictions } from '../../../scheduler/plugins/volumerestrictions.ts'
import { volumeZone } from '../../../scheduler/plugins/volumezone.ts'
import type { RelationPlugin } from '../../../scheduler/plugin.ts'
import { Storage } from '../../../scheduler/volumes/storage.ts'
import { type Adapter, type AdapterRow, type Adapters, type Fields, same, skip } from '../adapter.ts'
import { SchedRowWorld, storedPod } from '../schedworld.ts'
import { sameStatus } from '../scheduling.ts'

const RESTRICTIONS = 'volumerestrictions/volume_restrictions_test.go'
const ZONE = 'volumezone/volume_zone_test.go'
const BETA_ZONE = 'failure-domain.beta.kubernetes.io/zone'
const BETA_REGION = 'failure-domain.beta.kubernetes.io/region'
const STABLE_ZONE = 'topology.kubernetes.io/zone'
const STABLE_REGION = 'topology.kubernetes.io/region'

type Labels = Record<string, string>

/** Volumes that upstream's tests keep out of their tables; `PVC_x` is bound to `Vol_x`. */
const SINGLE: Record<string, Labels> = {
  '1': { [BETA_ZONE]: 'us-west1-a' },
  '2': { [BETA_REGION]: 'us-west1' },
  '3': { [BETA_REGION]: 'us-west1' },
  Stable_1: { [STABLE_ZONE]: 'us-west1-a' },
  Stable_2: { [STABLE_REGION]: 'us-west1' },
  Stable_3: { [STABLE_ZONE]: 'us-west1-a', [STABLE_REGION]: 'us-west1-a' },
}
const MULTI: Record<string, Labels> = {
  '1': { [BETA_ZONE]: 'us-west1-a' },
  '2': { [BETA_ZONE]: 'us-west1-b' },
  '3': { [BETA_ZONE]: 'us-west1-c__us-west1-a' },
  Stable_1: { [STABLE_ZONE]: 'us-west1-a' },
  Stable_2: { [STABLE_ZONE]: 'us-west1-c__us-west1-a' },
}

const CLASSES: Record<string, string | undefined> = { Class_Wait: 'WaitForFirstConsumer', Class_Immediate: undefined }
const UNBOUND: Record<string, string | undefined> = {
  NoSC: 'Class_0',
  EmptySC: undefined,
  WaitSC: 'Class_Wait',
  ImmediateSC: 'Class_Immediate',
}

function claim(world: SchedRowWorld, name: string, spec: object): void {
  world.put('persistentvolumeclaims', { metadata: { name, namespace: 'default' }, spec })
}

/** A plugin's verdicts: PreFilter's, and the filter's on a node. */
function sameVerdicts(plugin: RelationPlugin, pod: Pod, nodeRow: number, preFilter: Fields, filter: Fields): void {
  const relation = plugin.relate(pod)
  if (preFilter?.code === 'Skip') return same(relation, undefined)
  sameStatus(relation?.preFilter, preFilter, 'PreFilter')
  if (relation?.preFilter === undefined) sameStatus(relation?.refusal?.(nodeRow), filter, 'Filter')
}

function zone(volumes: Record<string, Labels>): Adapter {
  return ({ in: input, out }) => {
    const world = new SchedRowWorld([input.Node], [])
    for (const [name, labels] of Object.entries(volumes)) {
      world.put('persistentvolumes', { metadata: { name: `Vol_${name}`, labels }, spec: {} })
      claim(world, `PVC_${name}`, { volumeName: `Vol_${name}` })
    }
    claim(world, 'PVC_4', { volumeName: 'Vol_not_exist' })
    for (const [name, storageClassName] of Object.entries(UNBOUND)) claim(world, `PVC_${name}`, { storageClassName })
    for (const [name, volumeBindingMode] of Object.entries(CLASSES)) {
      world.put('storageclasses.storage.k8s.io', { metadata: { name }, volumeBindingMode })
    }
    const row = world.node(input.Node.metadata.name)
    sameVerdicts(zonePlugin(world), storedPod(input.Pod), row, out.wantPreFilterStatus, out.wantFilterStatus)
  }
}

function zonePlugin({ world: { server, scheduler } }: SchedRowWorld): RelationPlugin {
  return volumeZone(scheduler.snapshot, new Storage(server.store))
}

function restrictionsPlugin({ world: { server, scheduler } }: SchedRowWorld): RelationPlugin {
  return volumeRestrictions(server.store, scheduler.snapshot, new Storage(server.store))
}

/** Pods of the row stand on one node; those of `existingPods` where they say. */
const restrictions: Adapter = ({ in: input, out }) => {
  const node = input.nodeInfo?.node ?? { metadata: { name: 'node-1' } }
  const here = (input.nodeInfo?.pods ?? []).map((pod: Fields) => ({
    ...pod,
    spec: { ...pod.spec, nodeName: node.metadata.name },
  }))
  const nodes = [node, ...(input.existingNodes ?? []).filter((n: Fields) => n.metadata.name !== node.metadata.name)]
  const world = new SchedRowWorld(nodes, [...here, ...(input.existingPods ?? [])])
  for (const object of input.existingPVCs ?? []) world.put('persistentvolumeclaims', object)
  const pod = storedPod(input.pod)
  const row = world.node(node.metadata.name)
  sameVerdicts(restrictionsPlugin(world), pod, row, out.preFilterWantStatus, out.wantStatus)
}

/** The queueing hint of the rule for a change, against the row's; upstream's events come with any type of object. */
function hint(row: AdapterRow, plugin: RelationPlugin, change: number): void {
  const { oldObj, newObj, pod } = row.in
  for (const object of [oldObj, newObj])
    if (typeof object === 'string') skip('types rule out an object of another kind')
  const read = (object: Fields) => {
    if (!object) return undefined
    return object.$type === 'v1.Pod' || object.spec?.containers !== undefined ? storedPod(object) : object
  }
  const wake = plugin.wakes.find(({ on }) => (on & change) !== 0)
  const helps = wake?.helps?.(storedPod(pod), read(oldObj), read(newObj)) ?? true
  same(helps ? 'Queue' : 'QueueSkip', row.out.expectedHint)
}

const empty = () => new SchedRowWorld([], [])

export const schedulerVolumeAdapters: Adapters = {
  [`${ZONE}:TestSingleZone`]: zone(SINGLE),
  [`${ZONE}:TestMultiZone`]: zone(MULTI),
  [`${ZONE}:TestWithBinding`]: zone({ '1': { [BETA_ZONE]: 'us-west1-a' } }),
  [`${ZONE}:TestIsSchedulableAfterPersistentVolumeClaimAdded`]: (row) =>
    hint(row, zonePlugin(empty()), ClusterChange.CLAIM),
  [`${ZONE}:TestIsSchedulableAfterPersistentVolumeClaimChange`]: (row) =>
    hint(row, zonePlugin(empty()), ClusterChange.CLAIM),
  [`${ZONE}:TestIsSchedulableAfterStorageClassAdded`]: (row) =>
    hint(row, zonePlugin(empty()), ClusterChange.STORAGE_CLASS),
  [`${ZONE}:TestIsSchedulableAfterPersistentVolumeChange`]: (row) =>
    hint(row, zonePlugin(empty()), ClusterChange.VOLUME),
  [`${RESTRICTIONS}:TestGCEDiskConflicts`]: restrictions,
  [`${RESTRICTIONS}:TestAWSDiskConflicts`]: restrictions,
  [`${RESTRICTIONS}:TestRBDDiskConflicts`]: restrictions,
  [`${RESTRICTIONS}:TestISCSIDiskConflicts`]: restrictions,
  [`${RESTRICTIONS}:TestAccessModeConflicts`]: restrictions,
  [`${RESTRICTIONS}:Test_isSchedulableAfterPodDeleted`]: (row) =>
    hint(row, restrictionsPlugin(empty()), ClusterChange.POD_DELETE),
  [`${RESTRICTIONS}:Test_isSchedulableAfterPersistentVolumeClaimChange`]: (row) =>
    hint(row, restrictionsPlugin(empty()), ClusterChange.CLAIM),
}
