/**
 * Values in Go syntax (`%#v`), as servers up to 1.33 print the structures that a field error complains about. Struct shapes are spelled
 * out by the caller with `goStruct`, in Go's field order.
 */
import { type Verbatim, verbatim } from './fielderror.ts'
import { goQuote } from './goquote.ts'

interface SelectorLike {
  matchLabels?: Readonly<Record<string, string>>
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
}

/** `map[string]string{"a":"b"}`, keys sorted; nil when absent. */
export function goStringMap(map: Readonly<Record<string, string>> | null | undefined): string {
  if (map === null || map === undefined) return 'map[string]string(nil)'
  const entries = Object.keys(map).sort()
  return `map[string]string{${entries.map((name) => `${goQuote(name)}:${goQuote(map[name] ?? '')}`).join(', ')}}`
}

/** `[]string{"a", "b"}`; nil when absent. */
export function goStrings(list: readonly string[] | null | undefined): string {
  return list === null || list === undefined ? '[]string(nil)' : `[]string{${list.map(goQuote).join(', ')}}`
}

/** `type{Field:value, …}` from ready values. */
export function goStruct(type: string, fields: readonly (readonly [string, string])[]): string {
  return `${type}{${fields.map(([name, value]) => `${name}:${value}`).join(', ')}}`
}

/** A LabelSelector as a bad value; empty maps and lists are the nil they decode to. */
export function goLabelSelector(selector: SelectorLike | null | undefined): Verbatim {
  const expressions = (selector?.matchExpressions ?? []).map((expression) =>
    goStruct('v1.LabelSelectorRequirement', [
      ['Key', goQuote(expression.key)],
      ['Operator', goQuote(expression.operator)],
      ['Values', goStrings(expression.values)],
    ]),
  )
  const type = '[]v1.LabelSelectorRequirement'
  return verbatim(
    goStruct('v1.LabelSelector', [
      ['MatchLabels', goStringMap(selector?.matchLabels)],
      ['MatchExpressions', expressions.length === 0 ? `${type}(nil)` : `${type}{${expressions.join(', ')}}`],
    ]),
  )
}

/** An IntOrString as a bad value. */
export function goIntOrString(value: number | string): Verbatim {
  const isText = typeof value === 'string'
  return verbatim(
    goStruct('intstr.IntOrString', [
      ['Type', isText ? '1' : '0'],
      ['IntVal', isText ? '0' : String(value)],
      ['StrVal', goQuote(isText ? value : '')],
    ]),
  )
}
