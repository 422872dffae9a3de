/** A metric's selector: as the metrics APIs get it, and as Go prints the struct (`%+v`) in messages. */
import { formatSelector } from '../../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../../api/labelselector.ts'
import type { LabelSelector } from '../../kinds/types.ts'

/** The text for the API; undefined with the reason when the selector means nothing. */
export function selectorQuery(selector: LabelSelector | undefined): { text: string } | { error: string } {
  if (selector === undefined) return { text: '' }
  try {
    return { text: formatSelector(labelSelector(selector)) }
  } catch (error) {
    if (error instanceof LabelSelectorError) return { error: error.message }
    throw error
  }
}

/** `&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}`; `nil` for none. */
export function goSelectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil'
  const { matchLabels = {}, matchExpressions = [] } = selector
  const labels = Object.keys(matchLabels).sort()
  const pairs = labels.map((name) => `${name}: ${matchLabels[name]},`).join('')
  const requirements = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  const list = `[]LabelSelectorRequirement{${requirements.join('')}}`
  return `&LabelSelector{MatchLabels:map[string]string{${pairs}},MatchExpressions:${list},}`
}
