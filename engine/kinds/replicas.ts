/** What ReplicaSets and ReplicationControllers answer alike. Source: pkg/registry/apps/replicaset, pkg/registry/core/replicationcontroller. */
import type { KindDefinition } from '../api/kind.ts'
import { AGE, column, NAME } from './define.ts'
import { ageOf } from './printing/age.ts'
import { containerCells, TEMPLATE_COLUMNS } from './printing/template.ts'
import type { ReplicaSet, ReplicationController } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { validateReplicaCounts } from './validation/counts.ts'

type Replicated = ReplicaSet | ReplicationController

/** All of a definition that does not hang on which of the two it is. */
export const REPLICATED = {
  status: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'status.selector' },
  generation: true,
  nameRule: 'subdomain',
  prepareForCreate(object) {
    object.status = { replicas: 0 }
  },
  validateStatusUpdate: ({ status }) =>
    statusCauses(validateReplicaCounts(status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])),
  columns: [
    NAME,
    column('Desired', 'integer', 'Pods that are wanted.'),
    column('Current', 'integer', 'Pods that exist.'),
    column('Ready', 'integer', 'Pods that are ready.'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  fields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
} satisfies Partial<KindDefinition<Replicated>>

/** The row, but for the selector, which each of the two writes in its own form. */
export function replicatedCells({ metadata, spec, status }: Replicated, clock: Parameters<typeof ageOf>[1]) {
  return [
    metadata.name,
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageOf(metadata.creationTimestamp, clock),
    ...containerCells(spec.template ?? {}),
  ]
}
