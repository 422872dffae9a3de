/** A label selector as Go's generated String methods print it. Source: apimachinery pkg/apis/meta/v1 generated.pb.go. */
import type { LabelSelector } from '../../kinds/types.ts'

export function selectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil'
  const labels = selector.matchLabels ?? {}
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}: ${labels[key]},`)
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  const requirements = `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}}`
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},${requirements},}`
}
