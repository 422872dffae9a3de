/** Where volumes of a class may be: topology selector terms (component-helpers storage, pkg/apis/core/v1/helper). */

export interface TopologyTerm {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[]
}

/** Whether labels are within any of the terms; no terms at all allow everything, an empty term nothing. */
export function matchesTopology(
  terms: readonly TopologyTerm[] | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (!terms?.length) return true
  return terms.some(({ matchLabelExpressions: expressions }) => {
    if (!expressions?.length) return false
    return expressions.every(({ key, values }) => labels[key] !== undefined && values.includes(labels[key]))
  })
}
