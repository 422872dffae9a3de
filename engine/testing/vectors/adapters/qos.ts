/** Adapter of qos.json: pkg/apis/core/v1/helper/qos. */
import { computeQosClass } from '../../../rules/qos.ts'
import { type Adapters, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

export const qosAdapters: Adapters = {
  'qos/qos_test.go:TestComputePodQOS': ({ in: input, out }) => same(computeQosClass(podOf(input.pod)), out.expected),
}
