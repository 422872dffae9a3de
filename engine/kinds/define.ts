/** Small helpers that every kind's file is made with. */
import type { KindDefinition, PrinterColumn, ResourceInfo } from '../api/kind.ts'
import type { KObject } from '../api/object.ts'

/** A definition of a particular kind, fit for the list of all kinds (the server hands each kind only its own objects). */
export function defineKind<T extends KObject>(definition: KindDefinition<T>): KindDefinition {
  return definition as unknown as KindDefinition
}

/** Identity of a namespaced v1 resource; `extra` says what differs. */
export function resourceInfo(
  group: string,
  kind: string,
  plural: string,
  extra: Partial<ResourceInfo> = {},
): ResourceInfo {
  return {
    resource: group ? `${plural}.${group}` : plural,
    group,
    version: 'v1',
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    ...extra,
  }
}

/** A column that `kubectl get` always shows. */
export function column(name: string, type: PrinterColumn['type'], description: string): PrinterColumn {
  return { name, type, format: '', description, priority: 0 }
}

/** A column of `-o wide`. */
export function wide(name: string, type: PrinterColumn['type'], description: string): PrinterColumn {
  return { name, type, format: '', description, priority: 1 }
}

export const NAME: PrinterColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique within its namespace.',
  priority: 0,
}

export const AGE: PrinterColumn = column('Age', 'string', 'How long ago the object was created.')

/** What kinds without columns of their own show in place of an age (apiserver's default table convertor). */
export const CREATED_AT: PrinterColumn = column('Created At', 'date', 'When the object was created.')
