/** Adapter of sched_preemption.json: kube-scheduler plugins/defaultpreemption. */
import { Extenders } from '../../../scheduler/extenders/extenders.ts'
import { whyNotEligible } from '../../../scheduler/plugins/defaultpreemption.ts'
import { profilesOf } from '../../../scheduler/config/profiles.ts'
import type { Profile } from '../../../scheduler/profile.ts'
import { Shapes } from '../../../scheduler/shapes.ts'
import { Trial } from '../../../scheduler/trial.ts'
import { Promises } from '../../../scheduler/volumes/assumed.ts'
import { PodVolumes } from '../../../scheduler/volumes/podvolumes.ts'
import { Storage } from '../../../scheduler/volumes/storage.ts'
import { type AdapterRow, type Adapters, type Fields, same, skip } from '../adapter.ts'
import { nodeOf } from '../objects.ts'
import { SchedRowWorld, storedPod } from '../schedworld.ts'

const FILE = 'defaultpreemption/default_preemption_test.go'

/** Nodes that the filters refused for a reason that fewer Pods could lift. */
function potential(row: AdapterRow, world: SchedRowWorld): Int32Array {
  const { nodes, filteredNodesStatuses } = row.in
  const code = (name: string) =>
    (filteredNodesStatuses.nodeToStatus[name] ?? filteredNodesStatuses.absentNodesStatus).code
  const names: string[] = nodes.map((node: Fields) => nodeOf(node).metadata.name)
  return Int32Array.from(names.filter((name) => code(name) === 'Unschedulable').map((name) => world.node(name)))
}

function postFilter(row: AdapterRow): void {
  const { nodes, pods, pdbs, pod: given, features } = row.in
  if (JSON.stringify(row.out).includes('test-plugin')) skip('plugins are not expected to fail')
  if (given.spec.schedulingGroup && features.EnableWorkloadAwarePreemption)
    skip('groups of Pods are newer than the reported release')
  if (JSON.stringify(nodes).includes('"error":"true"') && row.out.wantResult?.NominatingInfo?.NominatedNodeName)
    skip('plugins are not expected to fail')
  const world = new SchedRowWorld(nodes, pods)
  for (const pdb of pdbs ?? []) world.put('poddisruptionbudgets.policy', pdb)
  const { server, scheduler } = world.world
  const { snapshot, refusals } = scheduler
  const volumes = new PodVolumes(new Storage(server.store), new Promises(server.checkpoints))
  const extenders = new Extenders(server, snapshot, [])
  const [profile] = profilesOf({}, { server, snapshot, refusals, volumes, extenders }) as [Profile]
  const pod = storedPod({ ...given, metadata: { uid: 'incoming', ...given.metadata } })
  const trial = new Trial(snapshot, refusals)
  trial.begin(pod, -1, new Shapes(profile, snapshot, refusals).ready(pod), [])
  const rows = potential(row, world)
  const attempt = { pod, nodeCount: nodes.length, potential: rows, nominatedIsHopeless: true, trial }
  const { message, nominate = -1 } = profile.postFilter(attempt)
  same(nominate < 0 ? '' : snapshot.nameOf(nominate), row.out.wantResult?.NominatingInfo?.NominatedNodeName ?? '')
  same(message === '' ? [] : [message], row.out.wantStatus.reasons ?? [])
}

export const schedulerPreemptionAdapters: Adapters = {
  [`${FILE}:TestPostFilter`]: postFilter,
  [`${FILE}:TestPodEligibleToPreemptOthers`]: ({ in: input, out }) => {
    const nodes = input.nodes.map((name: string) => ({ metadata: { name } }))
    const { snapshot } = new SchedRowWorld(nodes, input.pods).world.scheduler
    const hopeless = input.nominatedNodeStatus?.code === 'UnschedulableAndUnresolvable'
    same(whyNotEligible(storedPod(input.pod), hopeless, snapshot) === undefined, out.expected)
  },
}
