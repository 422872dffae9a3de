/** Adapter of sched_misc.json's rows that are no volumes: helpers and image locality. */
import { keepsPodsAway } from '../../../rules/taints.ts'
import type { ClusterFacts } from '../../../scheduler/nodeinfo.ts'
import { normalize } from '../../../scheduler/normalize.ts'
import { imageLocality, normalizedImageName } from '../../../scheduler/plugins/imagelocality.ts'
import { type Adapters, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'
import { nodesOf, sameScores } from '../scheduling.ts'

const IMAGES = 'imagelocality/image_locality_test.go'

export const schedulerMiscAdapters: Adapters = {
  'helper/normalize_score_test.go:TestDefaultNormalizeScore': ({ in: input, out }) => {
    const scores = Int32Array.from(input.scores as number[])
    normalize(scores, scores.length, input.reverse)
    same([...scores], out.expectedScores)
  },
  'helper/spread_test.go:TestGetPodServices': () => skip('the row does not carry its Services'),
  'helper/podgroup_test.go:TestMatchingSchedulingGroup': () =>
    skip('groups of Pods are newer than the reported release'),
  'helper/taint_test.go:TestDoNotScheduleTaintsFilterFunc': ({ in: input, out }) => {
    same(keepsPodsAway(input.taint), out.expected)
  },
  [`${IMAGES}:TestImageLocalityPriority`]: ({ in: input, out }) => {
    if (JSON.stringify(input.pod.spec.volumes ?? '').includes('"image"')) skip('volumes of images are not built')
    const nodes = nodesOf(input.nodes, input.pods)
    const imageNodes = (name: string) => nodes.filter(({ images }) => images.has(name)).length
    const facts: ClusterFacts = { nodeCount: nodes.length, imageNodes, imageVersion: () => 0 }
    const aspect = imageLocality.aspect(podOf(input.pod))
    const scores = nodes.map((node) => (aspect && imageLocality.score?.(aspect, node, facts)) ?? 0)
    sameScores(scores, nodes, out.expectedList)
  },
  [`${IMAGES}:TestNormalizedImageName`]: ({ in: input, out }) => same(normalizedImageName(input.Input), out.Output),
  [`${IMAGES}:TestImageSignature`]: () => skip('signatures of Pods are newer than the reported release'),
}
