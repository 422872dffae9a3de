/** Adapter of pod_util.json: pkg/api/v1/pod. */
import { findCondition } from '../../../rules/conditions.ts'
import { unixMs } from '../../../rules/instants.ts'
import { containerStatusOf, isPodAvailable, isPodPhaseTerminal } from '../../../rules/podutil.ts'
import { isHugePages } from '../../../rules/resources.ts'
import { isRestartable, matchingRestartRule, shouldRestart } from '../../../rules/restartpolicy.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'pod/util_test.go'

export const podUtilAdapters: Adapters = {
  'helper/helpers_test.go:TestIsHugePageResourceName': ({ in: input, out }) =>
    same(isHugePages(input.name), out.result),
  [`${FILE}:TestIsPodAvailable`]: (row) => {
    const now = unixMs(row.recordedAt) ?? 0
    same(isPodAvailable(podOf(row.in.pod), row.in.minReadySeconds, now), row.out.expected)
  },
  [`${FILE}:TestIsPodTerminal`]: ({ in: input, out }) => same(isPodPhaseTerminal(input.podPhase), out.expected),
  // Upstream's test looks for one name.
  [`${FILE}:TestGetContainerStatus`]: ({ in: input, out }) => {
    const found = containerStatusOf(plain(input.status ?? []) as Fields, 'test1')
    same(found !== undefined, out.expected.exists)
    if (found !== undefined) same(found, plain(out.expected.status))
  },
  [`${FILE}:TestGetContainersReadyCondition`]: ({ in: input, out }) => {
    same(findCondition(input.podStatus?.conditions, 'ContainersReady'), out.expectedCondition)
  },
  [`${FILE}:TestIsContainersReadyConditionTrue`]: ({ in: input, out }) => {
    same(findCondition(input.podStatus?.conditions, 'ContainersReady')?.status === 'True', out.expected)
  },
  [`${FILE}:TestIsContainerRestartable`]: ({ in: input, out }) => {
    same(isRestartable(plain(input.container) as Fields, plain(input.podSpec) as Fields), out.expected)
  },
  [`${FILE}:TestContainerHasRestartablePolicy`]: ({ in: input, out }) => {
    const [container, spec] = [plain(input.container), plain(input.podSpec)] as Fields[]
    same(shouldRestart(container, spec, input.exitCode), out.expected)
  },
  [`${FILE}:TestFindMatchingContainerRestartRule`]: ({ in: input, out }) => {
    const rule = matchingRestartRule(plain(input.container) as Fields, input.exitCode)
    same([rule !== undefined, rule ?? {}], [out.expectedFound, out.expectedRule ?? {}])
  },
}
