/** Which objects a list, watch or deletecollection is about: label and field selectors, a namespace, a name. */
import { badRequest } from '../errors.ts'
import { type FieldSelector, FieldSelectorError, fieldSelectorMatches, parseFieldSelector } from '../fields.ts'
import type { KindDefinition } from '../kind.ts'
import { isEmptySelector, parseSelector, type Selector, selectorMatches } from '../labels.ts'
import { SelectorParseError } from '../labelparser.ts'
import type { KObject } from '../object.ts'
import type { Matches } from '../watch.ts'
import type { Call } from './context.ts'

export interface Selection {
  matches: Matches
  /** No selector narrows it, so that a page knows how many objects remain. */
  everything: boolean
}

/** What a selection is read from. */
type Selecting = Pick<Call, 'query' | 'path' | 'definition'>

/** Reads the call's selectors. @throws StatusError 400 */
export function selectionOf(call: Selecting): Selection {
  const labels = labelsOf(call.query.labelSelector ?? '')
  const fields = fieldsOf(call)
  const everything = isEmptySelector(labels) && fields.length === 0
  if (everything) return { everything, matches: () => true }
  const valuesOf = fieldValues(call.definition, fields)
  return {
    everything,
    matches: (object) =>
      selectorMatches(labels, object.metadata.labels) &&
      (fields.length === 0 || fieldSelectorMatches(fields, valuesOf(object))),
  }
}

function labelsOf(text: string): Selector {
  try {
    return parseSelector(text)
  } catch (error) {
    if (error instanceof SelectorParseError) throw badRequest(error.message)
    throw error
  }
}

function fieldsOf({ query, path, definition }: Selecting): FieldSelector {
  const named: FieldSelector = path.name ? [{ field: 'metadata.name', operator: '=', value: path.name }] : []
  const fields = [...named, ...parsed(query.fieldSelector ?? '')]
  for (const { field } of fields) if (!isKnown(definition, field)) throw unsupported(definition, field)
  return fields
}

function parsed(text: string): FieldSelector {
  try {
    return parseFieldSelector(text)
  } catch (error) {
    if (error instanceof FieldSelectorError) throw badRequest(error.message)
    throw error
  }
}

const isKnown = ({ fields }: KindDefinition, field: string) =>
  field === 'metadata.name' || field === 'metadata.namespace' || (fields !== undefined && Object.hasOwn(fields, field))

const unsupported = ({ fields }: KindDefinition, field: string) =>
  badRequest(
    fields === undefined
      ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
      : `field label not supported: ${field}`,
  )

function fieldValues({ fields }: KindDefinition, selector: FieldSelector): (object: KObject) => Record<string, string> {
  return (object) => {
    const values: Record<string, string> = {}
    for (const { field } of selector) {
      if (field === 'metadata.name') values[field] = object.metadata.name
      else if (field === 'metadata.namespace') values[field] = object.metadata.namespace ?? ''
      else values[field] = fields?.[field]?.(object) ?? ''
    }
    return values
  }
}
