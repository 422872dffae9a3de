/** Selectors as part of a question about access. Source: apiserver pkg/endpoints/request, pkg/authorization/authorizer. */
import type { Attributes } from './authorization.ts'
import { type FieldSelector, FieldSelectorError, parseFieldSelector } from './fields.ts'
import { SelectorParseError } from './labelparser.ts'
import { parseSelector } from './labels.ts'

export type AskedSelectors = Pick<Attributes, 'fieldSelector' | 'labelSelector'>

/** Field selectors as the question has them; one that cannot be read is not part of it. */
export function askedFields(text: string | undefined): AskedSelectors {
  const fieldSelector = text ? readFields(text) : undefined
  return fieldSelector === undefined ? {} : { fieldSelector }
}

/** Label selectors as the question has them; one that cannot be read is not part of it. */
export function askedLabels(text: string | undefined): AskedSelectors {
  if (!text) return {}
  try {
    return { labelSelector: parseSelector(text) }
  } catch (error) {
    if (error instanceof SelectorParseError) return {}
    throw error
  }
}

function readFields(text: string): FieldSelector | undefined {
  try {
    return parseFieldSelector(text)
  } catch (error) {
    if (error instanceof FieldSelectorError) return undefined
    throw error
  }
}
