/** Namespace: core/v1. Source: pkg/registry/core/namespace. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { Namespace } from './types.ts'

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
  columns: [
    NAME,
    column('Status', 'string', 'Whether the namespace takes new objects (Active) or is being emptied (Terminating).'),
    AGE,
  ],
  printRow: ({ metadata, status }, clock) => [metadata.name, status.phase, ageOf(metadata.creationTimestamp, clock)],
  fields: { 'status.phase': ({ status }) => status.phase ?? '' },
})
