/** Tables and metadata-only forms of objects, as kubectl asks for them. Source: apiserver pkg/registry/rest/table.go. */
import type { Calendar } from '../core/calendar.ts'
import type { KindDefinition } from './kind.ts'
import type { KObject } from './object.ts'

const META = 'meta.k8s.io/v1'

/** `includeObject`: what of each object goes along with its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

export interface TableContext {
  definition: Pick<KindDefinition, 'columns' | 'printRow'>
  nowMs: number
  calendar: Calendar
  include: IncludeObject
  /** The object as it would be sent by itself. */
  encode(object: KObject): unknown
}

export interface ListMeta {
  resourceVersion: string
  continue?: string
  remainingItemCount?: number
}

/** A Table of these objects; `headless` leaves the columns out (later events of a watch). */
export function tableOf(context: TableContext, objects: readonly KObject[], meta: ListMeta, headless = false): unknown {
  const columnDefinitions = context.definition.columns.map(({ name, type, format, description, priority }) => {
    return { name, type, format: format ?? '', description, priority }
  })
  return {
    kind: 'Table',
    apiVersion: META,
    metadata: meta,
    columnDefinitions: headless ? null : columnDefinitions,
    rows: objects.map((object) => rowOf(context, object)),
  }
}

function rowOf(context: TableContext, object: KObject): unknown {
  const { calendar, nowMs } = context
  const clock = { nowMs, virtualMs: (text: string) => calendar.virtualMs(text) ?? nowMs }
  const cells = context.definition.printRow(object, clock)
  if (context.include === 'None') return { cells }
  return { cells, object: context.include === 'Object' ? context.encode(object) : metadataOf(object) }
}

/** The metadata of an object alone. */
export function metadataOf(object: KObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: META, metadata: object.metadata }
}

export function metadataListOf(objects: readonly KObject[], meta: ListMeta): unknown {
  return { kind: 'PartialObjectMetadataList', apiVersion: META, metadata: meta, items: objects.map(metadataOf) }
}
