/** What an autoscaler scales: an object of any kind with a scale. Source: client-go scale client, horizontal.go. */
import { StatusError } from '../../api/errors.ts'
import type { KindDefinition } from '../../api/kind.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { HorizontalPodAutoscaler } from '../../kinds/types.ts'
import { type ObjectScale, scaleOf, withReplicas } from '../../rules/scale.ts'

/** The object found, with what is needed to read and write its scale. */
export interface Target {
  readonly table: Table
  readonly object: KObject
  readonly paths: NonNullable<KindDefinition['scale']>
}

/** Resources whose storage speaks of the subresource when the object is missing, each in its own way. */
const SCALE_NAMES: Readonly<Record<string, string>> = {
  'deployments.apps': 'deployments/scale.apps',
  'replicasets.apps': 'replicasets/scale.apps',
  replicationcontrollers: 'replicationcontrollers/scale.autoscaling',
}

/** The target, or why there is none. */
export function findTarget({ store, verbs }: ApiServer, hpa: HorizontalPodAutoscaler): Target | string {
  const { apiVersion = '', kind, name } = hpa.spec.scaleTargetRef
  const parts = apiVersion.split('/')
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`
  const group = parts.length === 2 ? (parts[0] as string) : ''
  const table = store.tableOfKind(group, kind)
  if (table === undefined) return `no matches for kind "${kind}" in group "${group}"`
  const { resource } = table.info
  const { scale: paths } = verbs.definition(resource)
  if (paths === undefined) return 'the server could not find the requested resource'
  const object = table.find(hpa.metadata.namespace ?? '', name)
  if (object === undefined) return `${SCALE_NAMES[resource] ?? resource} "${name}" not found`
  return { table, object, paths }
}

export const targetScale = ({ object, paths }: Target): ObjectScale => scaleOf(object, paths)

/** Writes another number of replicas; the server's refusal, if any. */
export function rescale({ verbs }: ApiServer, target: Target, replicas: number): string | undefined {
  try {
    verbs.update(target.table, withReplicas(target.object, target.paths, replicas), { subresource: 'scale' })
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
}
