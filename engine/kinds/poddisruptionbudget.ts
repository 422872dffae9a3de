/** PodDisruptionBudget: policy/v1. Source: pkg/registry/policy/poddisruptionbudget, pkg/apis/policy/validation. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { validateBudget, validateBudgetStatus } from './poddisruptionbudget/validation.ts'
import { ageOf } from './printing/age.ts'
import type { PodDisruptionBudget } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const NO_STATUS = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }

export const podDisruptionBudget = defineKind<PodDisruptionBudget>({
  info: resourceInfo('policy', 'PodDisruptionBudget', 'poddisruptionbudgets', { shortNames: ['pdb'] }),
  schema: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    object.status ??= { ...NO_STATUS }
  },
  prepareForCreate(object) {
    object.status = { ...NO_STATUS }
  },
  validate: (object) => statusCauses(validateBudget(object)),
  validateUpdate: (next) => statusCauses(validateBudget(next)),
  validateStatusUpdate: (next) => statusCauses(validateBudgetStatus(next)),
  columns: [
    NAME,
    column('Min Available', 'string', 'Pods that must stay available.'),
    column('Max Unavailable', 'string', 'Pods that may be unavailable.'),
    column('Allowed Disruptions', 'integer', 'Pods that may be evicted now.'),
    AGE,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.minAvailable === undefined ? 'N/A' : String(spec.minAvailable),
    spec.maxUnavailable === undefined ? 'N/A' : String(spec.maxUnavailable),
    status?.disruptionsAllowed ?? 0,
    ageOf(metadata.creationTimestamp, clock),
  ],
})
