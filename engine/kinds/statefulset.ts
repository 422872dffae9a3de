/** StatefulSet: apps/v1. Source: pkg/registry/apps/statefulset, pkg/apis/apps/v1/defaults.go. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { defaultPersistentVolumeClaim } from './persistentvolumeclaim/defaults.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { CONTAINER_COLUMNS, containerCells } from './printing/template.ts'
import { validateStatefulSet, validateStatefulSetStatus, validateStatefulSetUpdate } from './statefulset/validation.ts'
import type { PersistentVolumeClaim, StatefulSet } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const statefulSet = defineKind<StatefulSet>({
  info: resourceInfo('apps', 'StatefulSet', 'statefulsets', { shortNames: ['sts'], categories: ['all'] }),
  schema: 'io.k8s.api.apps.v1.StatefulSet',
  status: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'status.selector' },
  generation: true,
  nameRule: 'label',
  defaults: defaultStatefulSet,
  prepareForCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: (object) => statusCauses(validateStatefulSet(object)),
  validateUpdate: (next, old) => statusCauses(validateStatefulSetUpdate(next, old)),
  validateStatusUpdate: (next, old) => statusCauses(validateStatefulSetStatus(next, old)),
  warnings: (object, old) => templateWarnings(object, old, object.spec.template),
  columns: [NAME, column('Ready', 'string', 'Pods that are ready, of all that are wanted.'), AGE, ...CONTAINER_COLUMNS],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ageOf(metadata.creationTimestamp, clock),
    ...containerCells(spec.template),
  ],
})

function defaultStatefulSet(object: StatefulSet): void {
  object.spec ??= {} as StatefulSet['spec']
  const { spec } = object
  spec.podManagementPolicy ||= 'OrderedReady'
  defaultStrategy(spec)
  spec.persistentVolumeClaimRetentionPolicy ??= {}
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain'
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  spec.serviceName ??= ''
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  for (const claim of spec.volumeClaimTemplates ?? []) defaultClaim(claim as PersistentVolumeClaim)
  object.status ??= { replicas: 0 }
}

function defaultStrategy(spec: StatefulSet['spec']): void {
  spec.updateStrategy ??= {}
  spec.updateStrategy.type ||= 'RollingUpdate'
  if (spec.updateStrategy.type !== 'RollingUpdate') return
  spec.updateStrategy.rollingUpdate ??= {}
  spec.updateStrategy.rollingUpdate.partition ??= 0
}

/** Templates of claims are stored as whole claims, with version and kind. */
function defaultClaim(claim: PersistentVolumeClaim): void {
  claim.apiVersion = 'v1'
  claim.kind = 'PersistentVolumeClaim'
  defaultPersistentVolumeClaim(claim)
}
