/** Selectors of a review, which come in their string form or as requirements. Source: pkg/registry/authorization/util/helpers.go. */
import { askedFields, askedLabels, type AskedSelectors } from '../../askedselectors.ts'
import { escapeFieldValue } from '../../fields.ts'

export interface SelectorAttributes {
  rawSelector?: string
  requirements?: { key?: string; operator?: string; values?: string[] }[]
}

interface Selecting {
  fieldSelector?: SelectorAttributes
  labelSelector?: SelectorAttributes
}

export function reviewedSelectors({ fieldSelector, labelSelector }: Selecting = {}): AskedSelectors {
  return {
    ...askedFields(fieldSelector?.rawSelector ?? fieldTerms(fieldSelector)),
    ...askedLabels(labelSelector?.rawSelector ?? labelTerms(labelSelector)),
  }
}

const FIELD_SIGNS: Readonly<Record<string, string>> = { In: '=', NotIn: '!=' }

/** Fields are compared with one value; requirements of more say nothing. */
const fieldTerms = ({ requirements = [] }: SelectorAttributes = {}) =>
  requirements
    .filter(({ operator = '', values = [] }) => values.length === 1 && operator in FIELD_SIGNS)
    .map(
      ({ key = '', operator = '', values: [value = ''] = [] }) => key + FIELD_SIGNS[operator] + escapeFieldValue(value),
    )
    .join(',')

const LABEL_TERMS: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
}

const labelTerms = ({ requirements = [] }: SelectorAttributes = {}) =>
  requirements
    .map(({ key = '', operator = '', values = [] }) => LABEL_TERMS[operator]?.(key, values.join(',')) ?? '')
    .filter((term) => term !== '')
    .join(',')
