/** What an Apply would make of the live objects: each as it is and as it would be, without what the server counts. */
import { parseAllDocuments, stringify } from 'yaml'
import type { KObject } from '../../api/object.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Cluster } from '../../cluster.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { DocumentDiff } from '../../protocol/time.ts'
import { printed } from '../batches/printed.ts'
import { tableOf } from '../batches/tables.ts'
import { stripped } from '../exchange/strip.ts'
import { fieldChanges } from '../history/changes.ts'
import { Applier } from './applier.ts'

type Json = Record<string, unknown>

const MOST_ALIASES = 100

/** The cluster is left changed: the caller takes it back. */
export function liveDiff(cluster: Cluster, schemas: Schemas, text: string, namespace: string): DocumentDiff[] {
  const objects = named(text)
  const look = () => objects.map((object) => live(cluster, schemas, object, namespace))
  const before = look()
  const documents = new Applier(cluster, schemas, () => undefined).apply(text, { dryRun: false, namespace })
  const after = look()
  return objects.map(({ kind, name }, at) => ({
    object: `${kind} ${name}`,
    before: yamlOf(before[at]),
    after: yamlOf(after[at]),
    changes: fieldChanges(before[at], after[at]),
    ...(documents[at]?.error ? { error: documents[at].error } : {}),
  }))
}

interface Named {
  apiVersion: string
  kind: string
  name: string
  namespace: string
}

/** The objects a text names, in order; what cannot be read is no object. */
function named(text: string): Named[] {
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false })
  if (!Array.isArray(documents)) return []
  return documents
    .filter(({ errors }) => errors.length === 0)
    .map((document) => document.toJS({ maxAliasCount: MOST_ALIASES }) as Json | null)
    .filter((value): value is Json => typeof value === 'object' && value !== null)
    .map(({ apiVersion, kind, metadata }) => {
      const { name = '', namespace = '' } = (metadata ?? {}) as { name?: string; namespace?: string }
      return { apiVersion: String(apiVersion), kind: String(kind), name: String(name), namespace: String(namespace) }
    })
}

/** As a person would have written it, but for its version. */
export function liveObject(cluster: Cluster, schemas: Schemas, ref: ObjectRef): Json | undefined {
  const table = tableOf(cluster.server.store, ref)
  const found = table?.find(table.info.namespaced ? ref.namespace || 'default' : '', ref.name)
  return table && found && (printed(cluster, schemas, table, found).object as Json)
}

function live(cluster: Cluster, schemas: Schemas, object: Named, namespace: string): Json | undefined {
  const table = tableOf(cluster.server.store, object)
  if (!table) return undefined
  const within = table.info.namespaced ? object.namespace || namespace || 'default' : ''
  const found: KObject | undefined = table.find(within, object.name)
  return found && stripped(printed(cluster, schemas, table, found).object as Json)
}

const yamlOf = (value: Json | undefined): string =>
  value ? stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }) : ''
