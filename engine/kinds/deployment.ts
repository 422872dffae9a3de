/** Deployment: apps/v1. Source: pkg/registry/apps/deployment, pkg/apis/apps/v1/defaults.go. */
import { equal } from '../api/equal.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { validateDeployment, validateDeploymentStatus, validateDeploymentUpdate } from './deployment/validation.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { containerCells, selectorCell, TEMPLATE_COLUMNS } from './printing/template.ts'
import type { Deployment } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const deployment = defineKind<Deployment>({
  info: resourceInfo('apps', 'Deployment', 'deployments', { shortNames: ['deploy'], categories: ['all'] }),
  schema: 'io.k8s.api.apps.v1.Deployment',
  status: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'status.selector' },
  generation: true,
  nameRule: 'subdomain',
  defaults: defaultDeployment,
  prepareForCreate(object) {
    object.status = {}
  },
  prepareForUpdate(next, old) {
    // Annotations count as a change to look at, too: the controller copies them to ReplicaSets.
    if (equal(next.metadata.annotations ?? {}, old.metadata.annotations ?? {})) return
    next.metadata = { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 }
  },
  validate: (object) => statusCauses(validateDeployment(object)),
  validateUpdate: (next, old) => statusCauses(validateDeploymentUpdate(next, old)),
  validateStatusUpdate: (next, old) => statusCauses(validateDeploymentStatus(next, old)),
  warnings: (object, old) => templateWarnings(object, old, object.spec.template),
  columns: [
    NAME,
    column('Ready', 'string', 'Pods that are ready, of all that are wanted.'),
    column('Up-to-date', 'string', 'Pods that run the newest template.'),
    column('Available', 'string', 'Pods that have been ready for long enough.'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageOf(metadata.creationTimestamp, clock),
    ...containerCells(spec.template),
    selectorCell(spec.selector),
  ],
})

function defaultDeployment(object: Deployment): void {
  object.spec ??= {} as Deployment['spec']
  const { spec } = object
  spec.replicas ??= 1
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  spec.strategy ??= {}
  const { strategy } = spec
  strategy.type ||= 'RollingUpdate'
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {}
    strategy.rollingUpdate.maxUnavailable ??= '25%'
    strategy.rollingUpdate.maxSurge ??= '25%'
  }
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  object.status ??= {}
}
