/** ReplicationController: core/v1. Source: pkg/registry/core/replicationcontroller, pkg/apis/core/v1/defaults.go. */
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { containerCells, formatMap } from './printing/text.ts'
import { validateReplicationController } from './replicationcontroller/validation.ts'
import type { ReplicationController } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { validateReplicaCounts } from './validation/counts.ts'

export const replicationController = defineKind<ReplicationController>({
  info: resourceInfo('', 'ReplicationController', 'replicationcontrollers', {
    shortNames: ['rc'],
    categories: ['all'],
  }),
  schema: 'io.k8s.api.core.v1.ReplicationController',
  status: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'status.selector' },
  generation: true,
  nameRule: 'subdomain',
  defaults: defaultReplicationController,
  prepareForCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: (object) => statusCauses(validateReplicationController(object)),
  validateUpdate: (next) => statusCauses(validateReplicationController(next)),
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
    formatMap(spec.selector),
  ],
  fields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
})

/** One that says nothing of labels takes its template's, for itself and to know its Pods by. */
function defaultReplicationController(object: ReplicationController): void {
  object.spec ??= {}
  const { spec, metadata } = object
  const labels = spec.template?.metadata?.labels ?? {}
  if (Object.keys(labels).length > 0) {
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
    if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
  }
  spec.replicas ??= 1
  if (spec.template) defaultPodTemplate(spec.template)
  object.status ??= { replicas: 0 }
}
