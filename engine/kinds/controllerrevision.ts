/** ControllerRevision: apps/v1, how StatefulSets and DaemonSets remember templates. Source: pkg/registry/apps/controllerrevision. */
import { type FieldError, required } from '../api/fielderror.ts'
import { controllerOf } from '../api/object.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { ControllerRevision } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { notNegative } from './validation/checks.ts'

export const controllerRevision = defineKind<ControllerRevision>({
  info: resourceInfo('apps', 'ControllerRevision', 'controllerrevisions'),
  schema: 'io.k8s.api.apps.v1.ControllerRevision',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  validate: (object) => statusCauses(validateRevision(object)),
  validateUpdate: (next, old) =>
    statusCauses([...validateRevision(next), ...validateImmutable(next.data, old.data, 'data')]),
  columns: [
    NAME,
    column('Controller', 'string', 'The object whose template this is.'),
    column('Revision', 'string', 'Its number, counted from 1.'),
    AGE,
  ],
  printRow: (object, clock) => [
    object.metadata.name,
    ownerCell(object),
    object.revision,
    ageOf(object.metadata.creationTimestamp, clock),
  ],
})

/** `statefulset.apps/web` of the controlling owner. */
function ownerCell(object: ControllerRevision): string {
  const owner = controllerOf(object)
  if (owner === undefined) return '<none>'
  const slash = owner.apiVersion.indexOf('/')
  const group = slash < 0 ? '' : `.${owner.apiVersion.slice(0, slash)}`
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`
}

function validateRevision({ data, revision }: ControllerRevision): FieldError[] {
  const errors = data === undefined || data === null ? [required('data', 'data is mandatory')] : []
  return [...errors, ...notNegative(revision, 'revision')]
}
