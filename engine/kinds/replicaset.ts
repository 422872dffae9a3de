/** ReplicaSet: apps/v1. Source: pkg/registry/apps/replicaset, pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation. */
import type { FieldError } from '../api/fielderror.ts'
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { containerCells, selectorCell } from './printing/text.ts'
import type { ReplicaSet } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { notNegative } from './validation/checks.ts'
import { validateReplicaCounts } from './validation/counts.ts'
import { immutableSelector, validateSelectedTemplate, validateWorkloadSelector } from './workload.ts'

export const replicaSet = defineKind<ReplicaSet>({
  info: resourceInfo('apps', 'ReplicaSet', 'replicasets', { shortNames: ['rs'], categories: ['all'] }),
  schema: 'io.k8s.api.apps.v1.ReplicaSet',
  status: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'status.selector' },
  generation: true,
  nameRule: 'subdomain',
  defaults: defaultReplicaSet,
  prepareForCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: (object) => statusCauses(validateReplicaSet(object)),
  validateUpdate: (next, old) =>
    statusCauses([
      ...validateReplicaSet(next),
      ...immutableSelector(next.spec.selector, old.spec.selector, 'spec.selector'),
    ]),
  validateStatusUpdate: ({ status }) =>
    statusCauses(validateReplicaCounts(status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])),
  warnings: (object, old) => templateWarnings(object, old, object.spec.template),
  columns: [
    NAME,
    column('Desired', 'integer', 'Pods that are wanted.'),
    column('Current', 'integer', 'Pods that exist.'),
    column('Ready', 'integer', 'Pods that are ready.'),
    AGE,
    wide('Containers', 'string', 'Names of the containers in the template.'),
    wide('Images', 'string', 'Images of the containers in the template.'),
    wide('Selector', 'string', 'Labels by which it knows its Pods.'),
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageOf(metadata.creationTimestamp, clock),
    ...containerCells(spec.template ?? {}),
    selectorCell(spec.selector),
  ],
  fields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
})

function defaultReplicaSet(object: ReplicaSet): void {
  object.spec ??= {} as ReplicaSet['spec']
  const { spec } = object
  spec.replicas ??= 1
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  object.status ??= { replicas: 0 }
}

/** Upstream speaks of a Deployment here, too, when the selector is empty. */
function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  return [
    ...notNegative(spec.replicas, 'spec.replicas'),
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateWorkloadSelector(spec.selector, 'deployment', 'spec.selector'),
    ...validateSelectedTemplate(spec.template, spec.selector, 'spec'),
  ]
}
