/** HorizontalPodAutoscalers. Source: pkg/apis/autoscaling/validation. */
import { type FieldError, forbidden, invalid } from '../../api/fielderror.ts'
import { index } from '../../api/fieldpath.ts'
import type { HorizontalPodAutoscaler } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { validateBehavior } from './behaviorvalidation.ts'
import { validateMetric } from './metricvalidation.ts'
import { validateReference } from './reference.ts'

type Spec = HorizontalPodAutoscaler['spec']

/** Scaling to zero needs the feature HPAScaleToZero, which is off by default. */
const FEWEST = 1

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  return [
    ...validateLimits(spec),
    ...validateReference(spec.scaleTargetRef, 'spec.scaleTargetRef'),
    ...validateMetrics(spec),
    ...validateBehavior(spec.behavior, 'spec.behavior'),
  ]
}

function validateLimits({ minReplicas, maxReplicas }: Spec): FieldError[] {
  const errors: FieldError[] = []
  if (minReplicas !== undefined && minReplicas < FEWEST) {
    errors.push(invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${FEWEST}`))
  }
  if ((maxReplicas ?? 0) < 1) errors.push(invalid('spec.maxReplicas', maxReplicas ?? 0, 'must be greater than 0'))
  if (minReplicas !== undefined && (maxReplicas ?? 0) < minReplicas) {
    errors.push(invalid('spec.maxReplicas', maxReplicas ?? 0, 'must be greater than or equal to `minReplicas`'))
  }
  return errors
}

function validateMetrics({ metrics = [], minReplicas }: Spec): FieldError[] {
  const errors = metrics.flatMap((metric, i) => validateMetric(metric, index('spec.metrics', i)))
  if (minReplicas !== 0 || metrics.some(({ type }) => type === 'Object' || type === 'External')) return errors
  const detail = 'must specify at least one Object or External metric to support scaling to zero replicas'
  return [...errors, forbidden('spec.metrics', detail)]
}

export function validateAutoscalerStatus({ status }: HorizontalPodAutoscaler): FieldError[] {
  return (['currentReplicas', 'desiredReplicas'] as const).flatMap((field) =>
    notNegative(status[field], `status.${field}`),
  )
}
