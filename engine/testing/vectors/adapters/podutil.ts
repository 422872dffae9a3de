/** Adapter of pod_util.json: pkg/api/v1/pod. */
import { labelValueMessages } from '../../../api/labelnames.ts'
import { formatQuantity, parseQuantity } from '../../../api/quantity.ts'
import { compareQuantities } from '../../../api/quantitymath.ts'
import {
  hugePagesError,
  isOvercommitAllowed,
  isStandardForContainers,
  isStandardResource,
} from '../../../kinds/validation/amounts.ts'
import { allContainers } from '../../../kubelet/actions/view.ts'
import { hasClusterIP } from '../../../kubelet/environment/serviceenv.ts'
import { findCondition, setStatusCondition } from '../../../rules/conditions.ts'
import { hugePageSize, hugePageSizeOfMedium } from '../../../rules/hugepages.ts'
import { couldRestartAll } from '../../../rules/restartall.ts'
import { matchesTopology } from '../../../rules/topologyselector.ts'
import { unixMs } from '../../../rules/instants.ts'
import { containerStatusOf, isPodAvailable, isPodPhaseTerminal } from '../../../rules/podutil.ts'
import { isHugePages } from '../../../kinds/podresources/lists.ts'
import { isRestartable, matchingRestartRule, shouldRestart } from '../../../rules/restartpolicy.ts'
import { type Adapters, attempt, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'pod/util_test.go'

const HELPER = 'helper/helpers_test.go'

const helperAdapters: Adapters = {
  [`${HELPER}:TestHugePageSizeFromResourceName`]: ({ in: { resourceName }, case: name, out }) => {
    const size = attempt(() => hugePageSize(resourceName ?? name), out.expectErr)
    if (size !== undefined && out.expectVal) same(formatQuantity(size), out.expectVal)
  },
  [`${HELPER}:TestHugePageSizeFromMedium`]: ({ in: { medium }, out }) => {
    const size = attempt(() => hugePageSizeOfMedium(medium), out.expectErr)
    if (size !== undefined) same(formatQuantity(size), out.expectVal)
  },
  [`${HELPER}:TestIsOvercommitAllowed`]: ({ in: input, out }) =>
    same(isOvercommitAllowed(input.resourceName ?? input.name), out.expectVal ?? out.allowed),
  [`${HELPER}:TestTopologySelectorRequirementsAsSelector`]: () => skip("it makes Go's selector objects"),
  [`${HELPER}:TestMatchTopologySelectorTerms`]: ({ in: { args }, out }) =>
    same(matchesTopology(args.topologySelectorTerms ?? undefined, args.labels ?? {}), out.want),
  [`${HELPER}:TestNodeSelectorRequirementKeyExistsInNodeSelectorTerms`]: () =>
    skip('only migrated in-tree volume plugins ask this'),
  [`${HELPER}:TestHugePageUnitSizeFromByteSize`]: () => skip('it names files of cgroups'),
  [`${HELPER}:TestSemantic`]: ({ in: { a, b }, out }) => same(equalSemantically(a, b), out.shouldEqual),
  [`${HELPER}:TestIsStandardResource`]: ({ in: { input }, out }) => same(isStandardResource(input), out.output),
  [`${HELPER}:TestIsStandardContainerResource`]: ({ in: { input }, out }) =>
    same(isStandardForContainers(input), out.output),
  [`${HELPER}:TestIsHugePageResourceValueDivisible`]: ({ case: name, in: { quantity: amount }, out }) =>
    same(hugePagesError(name, amount) === undefined, out.result),
  [`${HELPER}:TestIsServiceIPSet`]: ({ in: { input }, out }) => same(hasClusterIP(input), out.output),
  [`${HELPER}:TestHasInvalidLabelValueInNodeSelectorTerms`]: ({ in: { terms }, out }) => {
    const expressions = terms.flatMap(({ matchExpressions }: Fields) => matchExpressions ?? [])
    same(
      expressions.some(({ values }: Fields) => values.some((value: string) => labelValueMessages(value).length > 0)),
      out.expect,
    )
  },
}

/** Equal amounts are equal, however they are written. */
const equalSemantically = (a: string, b: string): boolean => compareQuantities(parseQuantity(a), parseQuantity(b)) === 0

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
  [`${FILE}:TestVisitContainers`]: ({ in: { spec, mask }, out }) => {
    const pod = podOf({ spec })
    const [app, init, ephemeral] = [pod.spec.containers, pod.spec.initContainers, pod.spec.ephemeralContainers]
    // Upstream's mask: 1 the app's, 2 init, 4 ephemeral; visited in the order of their start.
    const wanted = new Set([
      ...(mask & 2 ? (init ?? []) : []),
      ...(mask & 1 ? app : []),
      ...(mask & 4 ? (ephemeral ?? []) : []),
    ])
    const visited = allContainers(pod).filter((container) => wanted.has(container as never))
    same(
      visited.map(({ name }) => name),
      out.wantContainers,
    )
  },
  [`${FILE}:TestGetIndexOfContainerStatus`]: ({ in: { containerName }, out }) => {
    const statuses = ['c1', 'c2'].map((name) => ({ name })) as Fields
    const found = containerStatusOf(statuses, containerName)
    same([found !== undefined, statuses.indexOf(found)], [out.expectedExists, out.expectedIndex])
  },
  [`${FILE}:TestUpdatePodCondition`]: ({ in: { status, conditions }, out }) => {
    const [old, next] = [plain(status), plain(conditions)] as Fields[]
    same(setStatusCondition(old.conditions, next, next.lastTransitionTime).changed, out.expected)
  },
  [`${FILE}:TestCalculatePodConditionObservedGeneration`]: () =>
    skip('the release reported has no observed generation in conditions of Pods'),
  [`${FILE}:TestAllContainersCouldRestart`]: ({ in: { podSpec }, out }) =>
    same(couldRestartAll(podOf({ spec: podSpec })), out.expected),
  ...helperAdapters,
}
