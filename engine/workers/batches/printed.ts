/** An object as the API server prints it. */
import { stringify } from 'yaml'
import { type KObject, plain } from '../../api/object.ts'
import { encode } from '../../api/schema/encode.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { SelectedObject } from '../../protocol/batch.ts'

/** kubectl leaves managedFields out; they come apart. */
export function printed(
  cluster: Cluster,
  schemas: Schemas,
  table: Table,
  object: KObject,
): Pick<SelectedObject, 'yaml' | 'object' | 'managedFields'> {
  const definition = cluster.server.verbs.definition(table.info.resource)
  const encoded = encode(schemas, schemas.get(definition.schema), plain(object)) as KObject & object
  const { managedFields, ...metadata } = encoded.metadata
  const shown = { ...encoded, metadata }
  return {
    object: shown,
    yaml: toYaml(shown),
    ...(managedFields ? { managedFields: toYaml({ managedFields }) } : {}),
  }
}

/** Keys sorted, as kubectl prints them. */
const toYaml = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: true })
