/** Adapter of qos.json: pkg/apis/core/v1/helper/qos. */
import { computeQosClass } from '../../../kinds/podresources/qos.ts'
import { type Adapters, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

export const qosAdapters: Adapters = {
  // Without the feature the API server drops resources at the level of the Pod.
  'qos/qos_test.go:TestComputePodQOS': ({ in: input, out }) => {
    const { resources, ...spec } = input.pod.spec
    const pod = input.podLevelResourcesEnabled ? input.pod : { ...input.pod, spec }
    same(computeQosClass(podOf(pod)), out.expected, resources === undefined ? '' : 'with Pod-level resources')
  },
}
