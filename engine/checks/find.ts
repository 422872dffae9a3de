/** Which objects a check means: by kind, name, namespace, labels, and by their fields. */
import { labelsContain } from '../api/labels.ts'
import type { KObject } from '../api/object.ts'
import type { Table } from '../api/table.ts'
import type { Scene } from './check.ts'
import { matches } from './matcher.ts'
import { valuesAt } from './path.ts'
import type { Shape } from './shape.ts'

export interface ObjectQuery {
  kind: string
  name?: string
  /** `default` when it is left out; `*` is all. */
  namespace?: string
  labels?: Record<string, string>
  /** Path → what its value must be. */
  where?: Record<string, unknown>
}

export const OBJECT_QUERY: Shape = { kind: 'text', name: 'text?', namespace: 'text?', labels: 'map?', where: 'map?' }

/** Objects that are there now and are as asked. No kind of that name: none. */
export function findObjects(scene: Scene, query: ObjectQuery): KObject[] {
  const table = tableOf(scene, query.kind)
  if (table === undefined) return []
  const all = query.namespace === '*' || !table.info.namespaced
  const objects = all ? table.list() : table.list(query.namespace ?? 'default')
  return objects.filter((object) => isMeant(object, query))
}

/** The table of a kind, by its name alone or as `group/Kind` where two groups have one. */
export function tableOf(scene: Scene, kind: string): Table | undefined {
  const [group, name] = kind.includes('/') ? (kind.split('/') as [string, string]) : [undefined, kind]
  const tables = scene.server.store.allTables()
  return tables.find(({ info }) => info.kind === name && (group === undefined || info.group === group))
}

function isMeant(object: KObject, { name, labels, where = {} }: ObjectQuery): boolean {
  if (name !== undefined && object.metadata.name !== name) return false
  if (labels && !labelsContain(object.metadata.labels ?? {}, labels)) return false
  return Object.entries(where).every(([path, wanted]) => matches(valuesAt(object, path), wanted))
}
