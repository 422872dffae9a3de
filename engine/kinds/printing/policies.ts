/** Cells of policies and their bindings. Source: pkg/printers/internalversion. */
import { formatLabelSelector } from '../../api/labelselector.ts'
import type { ParamRef, PolicySpec } from '../admissionregistration/policies.ts'

export function paramKindCell({ paramKind }: PolicySpec): string {
  return paramKind ? `${paramKind.apiVersion}/${paramKind.kind}` : '<unset>'
}

export function paramRefCell(ref: ParamRef | undefined): string {
  if (!ref) return '<unset>'
  if (ref.name) return `${ref.namespace || '*'}/${ref.name}`
  return ref.selector ? formatLabelSelector(ref.selector) : '<unset>'
}
