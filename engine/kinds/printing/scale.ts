/** Scales, which are shown but never listed. Source: pkg/printers/internalversion printScale. */
import type { KindDefinition } from '../../api/kind.ts'
import type { KObject } from '../../api/object.ts'
import { AGE, column, NAME } from '../define.ts'
import { ageOf } from './age.ts'

interface Scale extends KObject {
  spec?: { replicas?: number }
  status?: { replicas?: number }
}

export const scaleTable: Pick<KindDefinition, 'columns' | 'printRow'> = {
  columns: [
    NAME,
    column('Desired', 'integer', 'Replicas that are wanted.'),
    column('Available', 'integer', 'Replicas that there are.'),
    AGE,
  ],
  printRow(object, clock) {
    const { metadata, spec, status } = object as Scale
    return [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, ageOf(metadata.creationTimestamp, clock)]
  },
}
