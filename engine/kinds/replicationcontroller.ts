/** ReplicationController: core/v1. Source: pkg/registry/core/replicationcontroller, pkg/apis/core/v1/defaults.go. */
import { defineKind, resourceInfo } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { formatMap } from './printing/text.ts'
import { validateReplicationController } from './replicationcontroller/validation.ts'
import { REPLICATED, replicatedCells } from './replicas.ts'
import type { ReplicationController } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const replicationController = defineKind<ReplicationController>({
  info: resourceInfo('', 'ReplicationController', 'replicationcontrollers', {
    shortNames: ['rc'],
    categories: ['all'],
  }),
  schema: 'io.k8s.api.core.v1.ReplicationController',
  ...REPLICATED,
  defaults: defaultReplicationController,
  validate: (object) => statusCauses(validateReplicationController(object)),
  validateUpdate: (next) => statusCauses(validateReplicationController(next)),
  warnings: (object, old) => templateWarnings(object, old, object.spec.template),
  printRow: (object, clock) => [...replicatedCells(object, clock), formatMap(object.spec.selector)],
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
