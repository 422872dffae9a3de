/** Defaults of HorizontalPodAutoscalers. Source: pkg/apis/autoscaling/v2/defaults.go. */
import { canonicalAmount } from '../podspec/resourcedefaults.ts'
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec, MetricTarget } from '../types.ts'

const CPU_UTILIZATION = 80
const PERIOD_SECONDS = 15

/** Both directions by default: at most double or four more in a period; down as far as wanted. */
export const SCALE_UP_RULES: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS },
    { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS },
  ],
}
export const SCALE_DOWN_RULES: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS }],
}

/** In these annotations v1 carries what it has no fields for; objects of v2 don't need them. */
const ROUND_TRIP = ['behavior', 'conditions', 'current-metrics', 'metrics'].map(
  (name) => `autoscaling.alpha.kubernetes.io/${name}`,
)

export function defaultAutoscaler(object: HorizontalPodAutoscaler): void {
  dropRoundTrip(object.metadata)
  object.spec ??= {} as HorizontalPodAutoscaler['spec']
  const { spec } = object
  spec.minReplicas ??= 1
  if (!spec.metrics?.length) spec.metrics = [defaultMetric()]
  for (const metric of spec.metrics) canonicalTarget(metric)
  if (spec.behavior) {
    spec.behavior.scaleUp = filled(spec.behavior.scaleUp, SCALE_UP_RULES)
    spec.behavior.scaleDown = filled(spec.behavior.scaleDown, SCALE_DOWN_RULES)
  }
  object.status ??= { currentMetrics: null, desiredReplicas: 0 } as never
}

function dropRoundTrip(metadata: HorizontalPodAutoscaler['metadata']): void {
  const { annotations } = metadata
  if (!annotations || !ROUND_TRIP.some((name) => name in annotations)) return
  for (const name of ROUND_TRIP) delete annotations[name]
  if (Object.keys(annotations).length === 0) delete metadata.annotations
}

const defaultMetric = (): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_UTILIZATION } },
})

/** What the rules leave open, from the defaults; always a copy. */
function filled(rules: HPAScalingRules | undefined, defaults: HPAScalingRules): HPAScalingRules {
  const given: HPAScalingRules = { ...rules }
  const next: HPAScalingRules = { ...defaults, policies: defaults.policies?.map((policy) => ({ ...policy })) }
  if (given.selectPolicy != null) next.selectPolicy = given.selectPolicy
  if (given.stabilizationWindowSeconds != null) next.stabilizationWindowSeconds = given.stabilizationWindowSeconds
  if (given.policies != null) next.policies = given.policies
  if (given.tolerance != null) next.tolerance = canonicalAmount(given.tolerance) as string
  return next
}

/** The source of a metric by its type's field. */
export function targetOf(metric: MetricSpec): MetricTarget | undefined {
  return (metric.resource ?? metric.containerResource ?? metric.pods ?? metric.object ?? metric.external)?.target
}

function canonicalTarget(metric: MetricSpec): void {
  const target = targetOf(metric)
  if (!target) return
  if (target.value !== undefined) target.value = canonicalAmount(target.value) as string
  if (target.averageValue !== undefined) target.averageValue = canonicalAmount(target.averageValue) as string
}
