/** Adapter of kubelet_eviction.json: pkg/kubelet/eviction/helpers.go. */
import { parseDuration } from '../../../api/duration.ts'
import { formatQuantity, parseQuantity } from '../../../api/quantity.ts'
import { lastObserved, nodeConditionsOf, observedSince, pastGrace } from '../../../kubelet/eviction/conditions.ts'
import { evictionMessage } from '../../../kubelet/eviction/message.ts'
import {
  byEvictionPriority,
  parsePercentage,
  parseThresholds,
  sameValue,
  type Signal,
  type Threshold,
  type ThresholdValue,
  thresholdsMet,
} from '../../../kubelet/eviction/thresholds.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapters, attempt, type Fields, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

const FILE = 'eviction/helpers_test.go'

const quantityIn = (text: string | null) => (text === null ? undefined : parseQuantity(text))

const valueIn = (value: Fields): ThresholdValue => ({
  quantity: quantityIn(value.Quantity),
  percentage: value.Percentage,
})

const milliseconds = (text: string): number => Number(parseDuration(text) / 1_000_000n)

const thresholdIn = ({ Signal: signal, Value, GracePeriod, MinReclaim }: Fields): Threshold => ({
  signal,
  value: valueIn(Value),
  gracePeriodMs: milliseconds(GracePeriod),
  minReclaim: MinReclaim === null ? undefined : valueIn(MinReclaim),
})

/** Thresholds as comparable data; no minimum to reclaim is none. */
const shown = (threshold: Threshold): Fields => ({
  signal: threshold.signal,
  gracePeriodMs: threshold.gracePeriodMs,
  value: shownValue(threshold.value),
  minReclaim: shownValue(threshold.minReclaim),
})

const shownValue = (value: ThresholdValue | undefined): Fields =>
  value && { quantity: value.quantity && formatQuantity(value.quantity), percentage: value.percentage }

const sorted = (thresholds: readonly Threshold[]): string[] => thresholds.map((t) => JSON.stringify(shown(t))).sort()

function sameThresholds(got: readonly Threshold[], expected: Fields[]): void {
  same(sorted(got), sorted(expected.map(thresholdIn)))
}

const observationsIn = (observations: Fields) =>
  new Map(
    Object.entries(observations).map(([signal, { available, capacity }]: [string, Fields]) => [
      signal as Signal,
      { available: parseQuantity(available), capacity: quantityIn(capacity) },
    ]),
  )

const instant = (text: string): number => unixMs(text) ?? 0

const instantsIn = <Key>(map: Fields, key: (text: string) => Key): Map<Key, number> =>
  new Map(Object.entries(map).map(([name, at]) => [key(name), instant(at as string)]))

const met = ({ thresholds, observations, enforceMinReclaim, enforceMinRelaim }: Fields): Threshold[] =>
  thresholdsMet(
    thresholds.map(thresholdIn),
    observationsIn(observations),
    enforceMinReclaim ?? enforceMinRelaim ?? false,
  )

export const kubeletEvictionAdapters: Adapters = {
  [`${FILE}:TestParseThresholdConfig`]: ({ in: input, out }) => {
    const settings = {
      hard: input.evictionHard ?? {},
      soft: input.evictionSoft ?? {},
      softGracePeriod: input.evictionSoftGracePeriod ?? {},
      minReclaim: input.evictionMinReclaim ?? {},
      enforcesPods: input.allocatableConfig.includes('pods'),
    }
    const thresholds = attempt(() => parseThresholds(settings), out.expectErr)
    if (thresholds !== undefined) sameThresholds(thresholds, out.expectThresholds)
  },
  [`${FILE}:TestSortByEvictionPriority`]: ({ in: input, out }) => {
    const signals = (thresholds: Fields[]) => thresholds.map(({ signal, Signal: name }) => signal ?? name)
    same(signals(byEvictionPriority(input.thresholds.map(thresholdIn))), signals(out.expected))
  },
  [`${FILE}:TestThresholdsMet`]: ({ in: input, out }) => sameThresholds(met(input), out.result),
  [`${FILE}:TestPercentageThresholdsMet`]: ({ in: input, out }) => sameThresholds(met(input), out.result),
  [`${FILE}:TestThresholdsMetGracePeriod`]: ({ in: input, out }) => {
    const seen = instantsIn(input.observedAt, (text) => thresholdIn(JSON.parse(text)))
    sameThresholds(pastGrace(seen, instant(input.now)), out.result)
  },
  [`${FILE}:TestNodeConditions`]: ({ in: input, out }) =>
    same(nodeConditionsOf(input.inputs.map(thresholdIn)), out.result),
  [`${FILE}:TestNodeConditionsLastObservedAt`]: ({ in: input, out }) => {
    const before = instantsIn(input.lastObservedAt, (name) => name as never)
    const seen = lastObserved(input.nodeConditions, before, instant(input.now))
    same(
      seen,
      instantsIn(out.result, (name) => name as never),
    )
  },
  [`${FILE}:TestNodeConditionsObservedSince`]: ({ in: input, out }) => {
    const seen = instantsIn(input.observedAt, (name) => name as never)
    same(observedSince(seen, milliseconds(input.period), instant(input.now)), out.result)
  },
  [`${FILE}:TestParsePercentage`]: ({ case: text, in: input, out }) => {
    const value = attempt(() => parsePercentage(text), out.hasError)
    if (value !== undefined) same(value, input.value)
  },
  [`${FILE}:TestCompareThresholdValue`]: ({ in: { a, b }, out }) => same(sameValue(valueIn(a), valueIn(b)), out.equal),
  [`${FILE}:TestEvictionMessage`]: ({ in: input, out }) => {
    const { containers, initContainers, ephemeralContainers, podResources, containerMemoryStats, podMemoryStats } =
      input
    const spec = { containers, initContainers, ephemeralContainers, resources: podResources }
    const pod = podOf({ metadata: { name: 'pod-eviction-message' }, spec })
    const uses = containerMemoryStats.map(({ name, usage }: Fields) => ({ name, usage: parseQuantity(usage) }))
    const podUse = podMemoryStats ? parseQuantity(podMemoryStats) : undefined
    const { message, annotations, offenders } = evictionMessage('memory', pod, uses, undefined, podUse)
    const { starved_resource: starved, ...rest } = annotations
    same(starved, 'memory')
    same(rest, out.expectedAnnotations ?? {})
    const texts = offenders.map(({ name, usage, request }) => ({
      name,
      usage: formatQuantity(usage),
      request: formatQuantity(request),
    }))
    same(texts, out.expectedContainerMessage ?? [])
    for (const { name } of texts) same(message.includes(`Container ${name} was using`), true)
  },
}
