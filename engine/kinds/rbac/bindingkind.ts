/** The kind of a binding, of a namespace or of the whole cluster. Source: pkg/registry/rbac, pkg/printers/internalversion. */
import type { KindDefinition, ResourceInfo } from '../../api/kind.ts'
import type { KObject } from '../../api/object.ts'
import { AGE, column, defineKind, NAME, wide } from '../define.ts'
import { ageOf } from '../printing/age.ts'
import { statusCauses } from '../validation/causes.ts'
import { type BindingLike, defaultBinding, subjectCells, validateBinding, validateSameRole } from './bindings.ts'

/** @param roleKinds what may be bound here. */
export function defineBinding(info: ResourceInfo, schema: string, roleKinds: string[]): KindDefinition {
  return defineKind<KObject & BindingLike>({
    info,
    schema,
    status: false,
    generation: false,
    nameRule: 'path',
    defaults: defaultBinding,
    validate: (object) => statusCauses(validateBinding(object, roleKinds)),
    validateUpdate: (next, old) => statusCauses([...validateBinding(next, roleKinds), ...validateSameRole(next, old)]),
    columns: [
      NAME,
      column('Role', 'string', `The ${roleKinds.join(' or ')} whose rules hold for the subjects.`),
      AGE,
      wide('Users', 'string', 'Users it is given to.'),
      wide('Groups', 'string', 'Groups it is given to.'),
      wide('ServiceAccounts', 'string', 'Service accounts it is given to.'),
    ],
    printRow: (object, clock) => {
      const { metadata, roleRef } = object
      const age = ageOf(metadata.creationTimestamp, clock)
      return [metadata.name, `${roleRef.kind}/${roleRef.name}`, age, ...subjectCells(object)]
    },
  })
}
