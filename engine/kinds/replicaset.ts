/** ReplicaSet: apps/v1. Source: pkg/registry/apps/replicaset, pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation. */
import type { FieldError } from '../api/fielderror.ts'
import { defineKind, resourceInfo } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { selectorCell } from './printing/template.ts'
import { REPLICATED, replicatedCells } from './replicas.ts'
import type { ReplicaSet } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { notNegative } from './validation/checks.ts'
import { immutableSelector, validateSelectedTemplate, validateWorkloadSelector } from './workload.ts'

export const replicaSet = defineKind<ReplicaSet>({
  info: resourceInfo('apps', 'ReplicaSet', 'replicasets', { shortNames: ['rs'], categories: ['all'] }),
  schema: 'io.k8s.api.apps.v1.ReplicaSet',
  ...REPLICATED,
  defaults: defaultReplicaSet,
  validate: (object) => statusCauses(validateReplicaSet(object)),
  validateUpdate: (next, old) =>
    statusCauses([
      ...validateReplicaSet(next),
      ...immutableSelector(next.spec.selector, old.spec.selector, 'spec.selector'),
    ]),
  warnings: (object, old) => templateWarnings(object, old, object.spec.template),
  printRow: (object, clock) => [...replicatedCells(object, clock), selectorCell(object.spec.selector)],
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
