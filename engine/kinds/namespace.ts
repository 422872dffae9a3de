/** Namespace: core/v1. Source: pkg/registry/core/namespace. */
import { type FieldError, invalid } from '../api/fielderror.ts'
import { validateFinalizers, validateKubeFinalizers } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { Namespace } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const FINALIZER = 'kubernetes'

export const namespace = defineKind<Namespace>({
  info: resourceInfo('', 'Namespace', 'namespaces', { shortNames: ['ns'], namespaced: false }),
  schema: 'io.k8s.api.core.v1.Namespace',
  status: true,
  generation: false,
  subresources: ['finalize'],
  nameRule: 'label',
  defaults(object) {
    const { metadata } = object
    if (metadata.name) metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }
    object.spec ??= {}
    object.status ??= {}
    object.status.phase ||= 'Active'
  },
  prepareForCreate(object) {
    object.status = { phase: 'Active' }
    // Content is deleted before the namespace goes; the namespace controller takes the entry out.
    const finalizers = object.spec?.finalizers ?? []
    object.spec = { finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER] }
  },
  prepareForUpdate(next, old) {
    next.spec = { ...next.spec, finalizers: old.spec.finalizers }
  },
  prepareForDelete: (object) => ({ ...object, status: { ...object.status, phase: 'Terminating' } }),
  held: ({ spec }) => (spec?.finalizers ?? []).length > 0,
  validate: ({ spec }) => statusCauses(validateNamespaceFinalizers(spec.finalizers ?? [])),
  validateStatusUpdate: (next) => statusCauses(validatePhase(next)),
  columns: [
    NAME,
    column('Status', 'string', 'Whether the namespace takes new objects (Active) or is being emptied (Terminating).'),
    AGE,
  ],
  printRow: ({ metadata, status }, clock) => [
    metadata.name,
    status.phase ?? '',
    ageOf(metadata.creationTimestamp, clock),
  ],
  // `name` without `metadata.` is an old mistake of upstream's that clients rely on.
  fields: { 'status.phase': ({ status }) => status.phase ?? '', name: ({ metadata }) => metadata.name },
})

function validateNamespaceFinalizers(finalizers: readonly string[]): FieldError[] {
  const path = 'spec.finalizers'
  return [...validateFinalizers(finalizers, path), ...validateKubeFinalizers(finalizers, path)]
}

/** The phase says whether the namespace is being deleted, and nothing else. */
function validatePhase({ metadata, status }: Namespace): FieldError[] {
  const { phase } = status
  const expected = metadata.deletionTimestamp ? 'Terminating' : 'Active'
  if (phase === expected) return []
  const when = metadata.deletionTimestamp ? 'is not empty' : 'is empty'
  return [invalid('status.Phase', phase ?? '', `may only be '${expected}' if \`deletionTimestamp\` ${when}`)]
}
