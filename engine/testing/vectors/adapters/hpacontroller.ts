/** Adapter of hpa_controller.json: one sync of an autoscaler over the test's Pods and levels (pkg/controller/podautoscaler). */
import { syncAutoscaler } from '../../../controllers/horizontalpodautoscaler/sync.ts'
import { defaultAutoscaler } from '../../../kinds/horizontalpodautoscaler/defaults.ts'
import type { HorizontalPodAutoscaler, HPACondition, Pod } from '../../../kinds/types.ts'
import type { MetricsClient } from '../../../rules/hpa/client.ts'
import { NO_HISTORY, type Recommendation } from '../../../rules/hpa/history.ts'
import type { PodMetric } from '../../../rules/hpa/podgroups.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type Fields, plain, same, skip } from '../adapter.ts'

const MINUTE_MS = 60_000
const CONTAINERS = 2

/** The test's fixture: Pods of two containers each, named by number. */
function podsOf(input: Fields, nowMs: number): Pod[] {
  const requests: string[] | null = input.reportedCPURequests ?? null
  const count = requests?.length ?? input.statusReplicas
  return Array.from({ length: count }, (_, i) => {
    const startTime = input.reportedPodStartTime?.[i] ?? new Date(nowMs - 3 * MINUTE_MS).toISOString()
    const cpu = requests === null ? {} : { resources: { requests: { cpu: requests[i] } } }
    const ready = input.reportedPodReadiness?.[i] ?? 'True'
    return {
      metadata: {
        name: `pod-${i}`,
        namespace: 'test-namespace',
        labels: { name: 'pod' },
        ...(input.reportedPodDeletionTimestamp?.[i] ? { deletionTimestamp: startTime } : {}),
      },
      spec: { containers: Array.from({ length: CONTAINERS }, (_, c) => ({ name: `container${c + 1}`, ...cpu })) },
      status: {
        phase: input.reportedPodPhase?.[i] ?? 'Running',
        startTime,
        conditions: [{ type: 'Ready', status: ready, lastTransitionTime: startTime }],
      },
    } as unknown as Pod
  })
}

/** Both containers of a Pod use its level. */
function clientOf(input: Fields, nowMs: number): MetricsClient {
  const levels: number[] = input.reportedLevels ?? []
  const perPod = (times: number) =>
    new Map(
      levels.map((level, i): [string, PodMetric] => [
        `pod-${i}`,
        { value: level * times, atMs: nowMs, windowMs: MINUTE_MS },
      ]),
    )
  const fails = (client: Fields) => (client?.$jsonErr === undefined ? undefined : 'something went wrong')
  return {
    resource: (_, container) => perPod(container === '' ? CONTAINERS : 1),
    pods: () => fails(input.testCMClient) ?? perPod(1),
    object: () => fails(input.testCMClient) ?? levels[0] ?? 'no level',
    external: () => fails(input.testEMClient) ?? levels.reduce((sum, level) => sum + level, 0),
  }
}

function autoscalerOf(input: Fields): HorizontalPodAutoscaler {
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: input.CPUTarget } }
  const resource = input.CPUTarget > 0 ? [{ type: 'Resource', resource: cpu }] : []
  const rules = (given: Fields) => (given ? { ...(plain(given) as object) } : undefined)
  const [scaleUp, scaleDown] = [rules(input.scaleUpRules), rules(input.scaleDownRules)]
  const hpa = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'test-hpa', namespace: 'test-namespace' },
    spec: {
      scaleTargetRef: { kind: 'ReplicationController', name: 'test-rc', apiVersion: 'v1' },
      minReplicas: input.minReplicas,
      maxReplicas: input.maxReplicas,
      metrics: [...resource, ...((plain(input.metricsTarget ?? []) as Fields[]) ?? [])],
      ...(scaleUp || scaleDown ? { behavior: { scaleUp, scaleDown } } : {}),
    },
    status: {
      desiredReplicas: input.specReplicas,
      currentReplicas: input.specReplicas,
      ...(input.initialConditions ? { conditions: plain(input.initialConditions) } : {}),
    },
  } as unknown as HorizontalPodAutoscaler
  defaultAutoscaler(hpa)
  return hpa
}

/** "Now" of a row: the youngest Pod was made then; else that of the file. */
function nowOf(input: Fields, recordedAt: string): number {
  const starts = (input.reportedPodStartTime ?? []).map((text: string) => unixMs(text) ?? 0)
  return starts.length > 0 ? Math.max(...starts) : (unixMs(recordedAt) ?? 0)
}

export function runAutoscaler(input: Fields, recordedAt: string, features: Record<string, boolean>) {
  const nowMs = nowOf(input, recordedAt)
  let desired: number = input.specReplicas
  const recommendations: Recommendation[] = (input.recommendations ?? []).map((one: Fields) => ({
    replicas: one.recommendation,
    atMs: unixMs(one.timestamp) ?? 0,
  }))
  const { status } = syncAutoscaler(
    autoscalerOf(input),
    { ...NO_HISTORY, recommendations },
    {
      nowMs,
      now: recordedAt,
      features,
      scale: () => ({
        replicas: input.specReplicas,
        present: input.statusReplicas,
        // The test's own scale client answers with a selector that cannot be read.
        selector: input.testScaleClient ? 'cheddar cheese' : 'name=pod',
      }),
      pods: () => podsOf(input, nowMs),
      rivals: () => ['{test-hpa test-namespace}'],
      client: () => clientOf(input, nowMs),
      rescale: (replicas) => {
        desired = replicas
        return undefined
      },
      event: () => {},
    },
  )
  return { desired, status, conditions: status.conditions ?? [] }
}

const shown = (conditions: readonly HPACondition[]) =>
  conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).sort()

/** The names say which gates a row has on. */
const GATES: Readonly<Record<string, string>> = {
  'HPAScaleToZero=true': 'HPAScaleToZero',
}

const synced: Adapter = (row) => {
  const { in: input, out, source } = row
  if (/OverlappingWithSelectors|Ambiguous/.test(source) && !/NoAmbiguous/.test(source)) skip('the row has no rivals')
  const features: Record<string, boolean> = {}
  for (const [mark, gate] of Object.entries(GATES)) if (source.includes(mark)) features[gate] = true
  if (source.includes('gate_is_disabled')) features.HPAConfigurableTolerance = false
  const { desired, status, conditions } = runAutoscaler(input, row.recordedAt, features)
  same(desired, out.expectedDesiredReplicas, 'replicas')
  if (out.expectedConditions) same(shown(conditions), shown(out.expectedConditions), 'conditions')
  if (!input.verifyCPUCurrent) return
  const cpu = status.currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource
  if (input.CPUCurrent > 0) same(cpu?.current.averageUtilization, input.CPUCurrent, 'CPU')
}

/** The rows of horizontal_test.go that run a whole controller, whatever their tests are called. */
export function hpaControllerAdapter(source: string): Adapter | undefined {
  return /podautoscaler\/horizontal_test\.go:/.test(source) ? synced : undefined
}
