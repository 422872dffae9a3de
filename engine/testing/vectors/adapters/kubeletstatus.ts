/** Adapter of kubelet_status.json: kubelet status/generate.go. */
import { containersReady, podInitialized, podReady } from '../../../rules/podconditions.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'status/generate_test.go'

/** What of a condition is compared; upstream leaves out what is empty. */
function verdictIn(condition: Fields): Fields {
  const { status, reason, message } = condition
  return { status, reason: reason || undefined, message: message || undefined }
}

function statusesIn(input: Fields): Fields[] | undefined {
  return input.containerStatuses === null || input.containerStatuses === undefined
    ? undefined
    : (plain(input.containerStatuses) as Fields[])
}

export const kubeletStatusAdapters: Adapters = {
  [`${FILE}:TestGenerateContainersReadyCondition`]: ({ in: input, out }) => {
    const { spec } = podOf({ spec: input.spec })
    same(containersReady(spec, statusesIn(input), input.podPhase), verdictIn(out.expectReady))
  },
  [`${FILE}:TestGeneratePodReadyCondition`]: ({ in: input, out }) => {
    const { spec } = podOf({ spec: input.spec })
    const conditions = (plain(input.conditions ?? []) as Fields) ?? []
    same(podReady(spec, conditions, statusesIn(input), input.podPhase), verdictIn(out.expectReady))
  },
  [`${FILE}:TestGeneratePodInitializedCondition`]: ({ in: input, out }) => {
    const { spec } = podOf({ spec: input.spec })
    same(podInitialized(spec, statusesIn(input), input.podPhase), verdictIn(out.expected))
  },
}
