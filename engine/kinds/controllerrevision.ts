/** ControllerRevision: apps/v1, how StatefulSets and DaemonSets remember templates. Source: pkg/registry/apps/controllerrevision. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { ControllerRevision } from './types.ts'
import { controllerOf } from '../api/object.ts'

export const controllerRevision = defineKind<ControllerRevision>({
  info: resourceInfo('apps', 'ControllerRevision', 'controllerrevisions'),
  schema: 'io.k8s.api.apps.v1.ControllerRevision',
  status: false,
  generation: false,
  nameRule: 'subdomain',
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
