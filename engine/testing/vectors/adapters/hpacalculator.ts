/** Adapter of hpa_replica_calculator.json: pkg/controller/podautoscaler/replica_calculator_test.go. */
import type { Pod } from '../../../kinds/types.ts'
import {
  averageReplicas,
  perPodReplicas,
  type Proposal,
  type Scene,
  utilizationReplicas,
  wholeReplicas,
} from '../../../rules/hpa/calculator.ts'
import { groupPods, type PodMetric, type Readiness } from '../../../rules/hpa/podgroups.ts'
import { calculateRequests } from '../../../rules/hpa/requests.ts'
import { DEFAULT_TOLERANCES } from '../../../rules/hpa/tolerance.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type Adapters, attempt, type Fields, same, toBigInt } from '../adapter.ts'
import { podOf } from '../objects.ts'

const TEST = 'podautoscaler/replica_calculator_test.go'
const MINUTE_MS = 60_000
/** The test's own periods. */
const READINESS: Readiness = { cpuInitializationMs: 2 * MINUTE_MS, initialReadinessDelayMs: 10_000 }

/** Kinds of metrics by the test's numbers. */
const [OBJECT, PER_POD_OBJECT, EXTERNAL, PER_POD_EXTERNAL] = [0, 1, 2, 3]

function podsOf(input: Fields, nowMs: number): Pod[] {
  const count = Math.max(input.currentReplicas, input.podPhase?.length ?? 0)
  return Array.from({ length: count }, (_, i) => {
    const startTime = input.podStartTime?.[i] ?? new Date(nowMs - 3 * MINUTE_MS).toISOString()
    const cpu = input.resource?.requests?.[i]
    const resources = cpu === undefined ? {} : { resources: { requests: { [input.resource.name]: cpu } } }
    return podOf({
      metadata: { name: `pod-${i}`, ...(input.podDeletionTimestamp?.[i] ? { deletionTimestamp: startTime } : {}) },
      spec: { containers: ['container1', 'container2'].map((name) => ({ name, ...resources })) },
      status: {
        phase: input.podPhase?.[i] ?? 'Running',
        startTime,
        conditions: [{ type: 'Ready', status: input.podReadiness?.[i] ?? 'True', lastTransitionTime: startTime }],
      },
    })
  })
}

const metricsOf = (values: readonly number[], nowMs: number, names?: readonly string[]): Map<string, PodMetric> =>
  new Map(
    values.map((value, i): [string, PodMetric] => [
      names?.[i] ?? `pod-${i}`,
      { value, atMs: nowMs, windowMs: MINUTE_MS },
    ]),
  )

function resourceProposal(scene: Scene, input: Fields): Proposal {
  const { resource, container } = input
  const place = container === 'container1' ? 0 : 1
  const values = resource.levels.map((levels: number[]) =>
    container === '' ? levels.reduce((sum, level) => sum + level, 0) : levels[place],
  )
  const metrics = metricsOf(values, scene.nowMs, resource.podNames ?? undefined)
  if (resource.targetUtilization > 0) {
    return utilizationReplicas(scene, metrics, resource.name, container, resource.targetUtilization)
  }
  return averageReplicas(scene, metrics, resource.name, resource.targetUsage)
}

const numbers = (values: Fields): number[] => values.map((value: Fields) => Number(toBigInt(value)))

function metricProposal(scene: Scene, { metric, currentReplicas }: Fields): Proposal {
  const levels = numbers(metric.levels)
  const [target, perPod] = numbers([metric.targetUsage, metric.perPodTargetUsage]) as [number, number]
  const sum = levels.reduce((total, level) => total + level, 0)
  switch (metric.metricType) {
    case OBJECT:
    case EXTERNAL:
      return wholeReplicas(scene, metric.metricType === OBJECT ? (levels[0] ?? 0) : sum, target)
    case PER_POD_OBJECT:
    case PER_POD_EXTERNAL:
      return perPodReplicas(scene, currentReplicas, sum, perPod)
    default:
      return averageReplicas(scene, metricsOf(levels, scene.nowMs), '', target)
  }
}

const calculated: Adapter = ({ in: input, out, recordedAt }) => {
  const starts = (input.podStartTime ?? []).map((text: string) => unixMs(text) ?? 0)
  const nowMs = starts.length > 0 ? Math.max(...starts) : (unixMs(recordedAt) ?? 0)
  const scene: Scene = {
    pods: podsOf(input, nowMs),
    replicas: input.currentReplicas,
    tolerances: input.tolerances ?? DEFAULT_TOLERANCES,
    readiness: READINESS,
    nowMs,
    podLevel: true,
  }
  const proposal = attempt(
    () => (input.resource ? resourceProposal(scene, input) : metricProposal(scene, input)),
    out.expectedError !== null,
  )
  if (proposal === undefined) return
  same(proposal.replicas, out.expectedReplicas, 'replicas')
  const expected = input.resource
    ? [input.resource.expectedUtilization || undefined, input.resource.expectedValue]
    : [undefined, Number(toBigInt(input.metric.expectedUsage))]
  same([proposal.percent, proposal.usage], expected, 'usage')
}

const WINDOW = /^(?:(\d+)m)?(\d+)s$/

export const hpaCalculatorAdapters: Adapters = {
  [`${TEST}:TestGroupPods`]: ({ in: input, out, recordedAt }) => {
    const metrics = new Map<string, PodMetric>(
      Object.entries(input.metrics as Record<string, Fields>).map(([name, { Value, Timestamp, Window }]) => {
        const [, minutes = '0', seconds = '0'] = WINDOW.exec(Window) ?? []
        const windowMs = Number(minutes) * MINUTE_MS + Number(seconds) * 1000
        return [name, { value: Value, atMs: unixMs(Timestamp) ?? 0, windowMs }]
      }),
    )
    const nowMs = unixMs(recordedAt) ?? 0
    const groups = groupPods(input.pods.map(podOf), metrics, input.resource, nowMs, READINESS)
    const { readyCount, unready, missing, ignored } = groups
    const { expectReadyPodCount, expectUnreadyPods, expectMissingPods, expectIgnoredPods } = out
    same(
      [readyCount, unready, missing, ignored],
      [expectReadyPodCount, expectUnreadyPods, expectMissingPods, expectIgnoredPods],
    )
  },
  [`${TEST}:TestCalculateRequests`]: ({ in: input, out }) => {
    const { pods, container, resource, enablePodLevelResources } = input
    const requests = attempt(
      () => calculateRequests(pods.map(podOf), container, resource, enablePodLevelResources),
      out.expectedError !== null,
    )
    if (requests) same(Object.fromEntries(requests), out.expectedRequests)
  },
}

/** All other rows of the file run the calculator, whatever their tests are called. */
export function hpaCalculatorAdapter(source: string): Adapter | undefined {
  return /podautoscaler\/replica_calculator_test\.go:/.test(source) ? calculated : undefined
}
