/** HorizontalPodAutoscaler: autoscaling/v2. Source: pkg/registry/autoscaling/horizontalpodautoscaler, pkg/apis/autoscaling. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { autoscalingV1 } from './horizontalpodautoscaler/conversion.ts'
import { defaultAutoscaler } from './horizontalpodautoscaler/defaults.ts'
import { targetsCell } from './horizontalpodautoscaler/printing.ts'
import { validateAutoscaler, validateAutoscalerStatus } from './horizontalpodautoscaler/validation.ts'
import { ageOf } from './printing/age.ts'
import type { HorizontalPodAutoscaler } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const NO_STATUS = { currentMetrics: null, desiredReplicas: 0 } as unknown as HorizontalPodAutoscaler['status']

export const horizontalPodAutoscaler = defineKind<HorizontalPodAutoscaler>({
  info: resourceInfo('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', {
    version: 'v2',
    shortNames: ['hpa'],
    categories: ['all'],
  }),
  schema: 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  otherVersions: [autoscalingV1],
  status: true,
  generation: false,
  nameRule: 'subdomain',
  defaults: defaultAutoscaler,
  prepareForCreate(object) {
    object.status = { ...NO_STATUS }
  },
  validate: (object) => statusCauses(validateAutoscaler(object)),
  validateUpdate: (next) => statusCauses(validateAutoscaler(next)),
  validateStatusUpdate: (next) => statusCauses(validateAutoscalerStatus(next)),
  columns: [
    NAME,
    column('Reference', 'string', 'What it scales.'),
    column('Targets', 'string', 'What is measured, and what it should be.'),
    column('MinPods', 'string', 'Never fewer Pods than these.'),
    column('MaxPods', 'integer', 'Never more Pods than these.'),
    column('Replicas', 'integer', 'Pods there are.'),
    AGE,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    targetsCell(spec.metrics ?? [], status?.currentMetrics ?? []),
    spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    ageOf(metadata.creationTimestamp, clock),
  ],
})
